"""An attacker who has seen other teams: learns there what a sign is worth, guesses here."""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.attacks.estimate import Flags, Floats, Ids

FOLDS: Final = 5
PENALTY: Final = 10.0
"""Weight of the ridge: nothing beside thousands of cases, sobering beside a hundred."""
_STEPS: Final = 12


def guess(features: Floats, positive: Flags, groups: Ids) -> Floats:
    """Guess every case by a logistic regression fitted on other groups' cases.

    Shadow worlds for an attacker who cannot see the truth of the world attacked, after Shokri et
    al., "Membership inference attacks against machine learning models", IEEE S&P 2017. A value
    that is nan, nothing having been published, is taken for the average. Cross-fitted in five
    folds of whole groups, so that no case helps to guess its own team.
    """
    folds = np.unique(groups, return_inverse=True)[1] % FOLDS
    guessed = np.zeros(len(positive))
    for fold in range(FOLDS):
        mine = folds == fold
        if mine.any() and (~mine).any():
            guessed[mine] = _fit_and_apply(features[~mine], positive[~mine], features[mine])
    return guessed


def _fit_and_apply(known: Floats, positive: Flags, asked: Floats) -> Floats:
    seen = ~np.isnan(known)
    count = np.maximum(seen.sum(axis=0), 1)
    mean = np.where(seen, known, 0).sum(axis=0) / count
    filled = np.where(seen, known, mean)
    spread = filled.std(axis=0)
    spread[spread < 1e-9] = np.inf  # noqa: PLR2004 - a constant column tells nothing
    x = (filled - mean) / spread
    y = (np.where(np.isnan(asked), mean, asked) - mean) / spread
    # Without the constant, which would rank the folds by how few positives the others had.
    return np.asarray(y @ _newton(_with_one(x), positive)[1:], dtype=np.float64)


def _newton(x: Floats, positive: Flags) -> Floats:
    """Maximise the penalised likelihood; the constant is not penalised."""
    target = positive.astype(np.float64)
    ridge = np.full(x.shape[1], PENALTY)
    ridge[0] = 1e-3
    weights = np.zeros(x.shape[1])
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (p - target) + ridge * weights
        curve = (x * (p * (1 - p))[:, None]).T @ x + np.diag(ridge)
        weights -= np.linalg.solve(curve, slope)
    return weights


def _with_one(x: Floats) -> Floats:
    return np.hstack([np.ones((len(x), 1)), x])
