"""How well a guess did and how sure that is: areas under curves, shares and their intervals."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float64]
Flags: TypeAlias = npt.NDArray[np.bool_]
Ids: TypeAlias = npt.NDArray[np.int64]

Z: Final = 2.5758293035489004
"""Normal quantile of a two-sided 99 % interval."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A figure with its 99 % interval and the number of cases behind it."""

    value: float
    low: float
    high: float
    n: int


def auc(guess: Floats, positive: Flags, clusters: Ids | None = None) -> Estimate:
    """Give the chance that a positive is ranked above a negative, ties counting half.

    The interval is DeLong, DeLong & Clarke-Pearson's (Biometrics 44, 1988), with the terms of a
    cluster summed first where cases share what was published (Obuchowski, Biometrics 53, 1997).
    No positive or no negative gives 0.5 on 0 cases.
    """
    ones, zeros = int(positive.sum()), int((~positive).sum())
    if not ones or not zeros:
        return Estimate(value=0.5, low=0.0, high=1.0, n=0)
    above = _placements(guess[~positive], guess[positive])
    below = 1 - _placements(guess[positive], guess[~positive])
    value = float(above.mean())
    ids = np.arange(len(guess)) if clusters is None else np.unique(clusters, return_inverse=True)[1]
    terms = np.zeros(int(ids.max()) + 1)
    np.add.at(terms, ids[positive], (above - value) / ones)
    np.add.at(terms, ids[~positive], (below - value) / zeros)
    error = sqrt(float((terms**2).sum()))
    # Perfect separation has no spread to estimate one from: the rule of three stands in.
    error = max(error, 1 / (min(ones, zeros) * Z)) if value in {0.0, 1.0} else error
    return Estimate(
        value=value,
        low=max(0.0, value - Z * error),
        high=min(1.0, value + Z * error),
        n=ones,
    )


def share(hits: int, n: int) -> Estimate:
    """Give a share with Wilson's interval (J. Am. Stat. Assoc. 22, 1927)."""
    if not n:
        return Estimate(value=0.0, low=0.0, high=1.0, n=0)
    p = hits / n
    middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return Estimate(value=p, low=max(0.0, middle - half), high=min(1.0, middle + half), n=n)


def caught(guess: Floats, positive: Flags, false_rate: float) -> Estimate:
    """Give the share of positives above the guess that a given share of negatives reach.

    A tie at the threshold is cut as a coin with the right bias would, so that coarse guesses
    are compared at the same false rate as fine ones.
    """
    others = np.sort(guess[~positive])[::-1]
    if not len(others) or not positive.any():
        return share(0, 0)
    edge = others[int(false_rate * len(others))]
    over, at = (others > edge).mean(), (others == edge).mean()
    coin = (false_rate - over) / at
    mine = guess[positive]
    hits = float((mine > edge).sum() + coin * (mine == edge).sum())
    return share(round(hits), len(mine))


def ratio(one: tuple[int, int], other: tuple[int, int]) -> Estimate:
    """Divide two shares, each (hits, n); half a hit is added to both so that none is nothing.

    The interval is Katz's, on the logarithm (Biometrics 34, 1978).
    """
    (a, n), (b, m) = one, other
    if not n or not m:
        return Estimate(value=1.0, low=0.0, high=float("inf"), n=0)
    value = ((a + 0.5) / (n + 0.5)) / ((b + 0.5) / (m + 0.5))
    spread = 1 / (a + 0.5) - 1 / (n + 0.5) + 1 / (b + 0.5) - 1 / (m + 0.5)
    wide = float(np.exp(Z * sqrt(max(spread, 0.0))))
    return Estimate(value=value, low=value / wide, high=value * wide, n=n + m)


def _placements(reference: Floats, values: Floats) -> Floats:
    """Give for each value the share of the reference under it, ties counting half."""
    ordered = np.sort(reference)
    under = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    return np.asarray((under + upto) / 2 / len(ordered), dtype=np.float64)
