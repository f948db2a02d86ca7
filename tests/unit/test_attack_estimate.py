from __future__ import annotations

import numpy as np
import pytest

from bot.attacks import estimate, learner
from bot.attacks.score import Score


def flags(*values: int) -> estimate.Flags:
    return np.array(values, dtype=bool)


def floats(*values: float) -> estimate.Floats:
    return np.array(values, dtype=np.float64)


def test_the_area_is_the_share_of_pairs_in_order_with_ties_for_half() -> None:
    found = estimate.auc(floats(1, 2, 2, 3), flags(0, 0, 1, 1))
    assert found.value == pytest.approx(3.5 / 4)


def test_the_area_of_one_kind_alone_is_nothing_measured() -> None:
    assert estimate.auc(floats(1, 2), flags(1, 1)).n == 0


def test_the_interval_of_the_area_holds_chance_for_noise_and_not_for_a_signal() -> None:
    chance = np.random.default_rng(1)
    positive = chance.random(2000) < 0.25
    noise = estimate.auc(chance.normal(size=2000), positive)
    signal = estimate.auc(chance.normal(size=2000) + positive, positive)
    assert noise.low < 0.5 < noise.high
    assert signal.low > 0.7


def test_cases_that_share_their_digests_count_as_fewer() -> None:
    chance = np.random.default_rng(2)
    teams = np.repeat(np.arange(50), 20)
    guess = np.repeat(chance.normal(size=50), 20)
    positive = np.repeat(chance.random(50) < 0.5, 20)
    alone, shared = estimate.auc(guess, positive), estimate.auc(guess, positive, teams)
    assert shared.high - shared.low > 3 * (alone.high - alone.low)


def test_what_is_caught_at_a_false_rate_shares_out_ties() -> None:
    positive = flags(*[1] * 100, *[0] * 100)
    same = estimate.caught(np.zeros(200), positive, 0.01)
    assert same.value == pytest.approx(0.01)
    apart = estimate.caught(positive.astype(np.float64), positive, 0.01)
    assert apart.value == 1


def test_the_ratio_of_two_shares_has_an_interval_around_it() -> None:
    found = estimate.ratio((50, 100), (100, 1000))
    assert found.value == pytest.approx(5, rel=0.02)
    assert 3 < found.low < found.value < found.high < 8


def test_an_attacker_learns_from_other_groups_what_a_sign_is_worth() -> None:
    chance = np.random.default_rng(3)
    features = chance.normal(size=(600, 4))
    features[::7, 1] = np.nan
    positive = features[:, 0] + chance.normal(size=600) > 0
    groups = np.arange(600)
    guessed = learner.guess(features, positive, groups)
    assert estimate.auc(guessed, positive).value > 0.75
    blind = learner.guess(chance.normal(size=(600, 4)), positive, groups)
    assert abs(estimate.auc(blind, positive).value - 0.5) < 0.1


def test_nobody_learns_from_nothing() -> None:
    assert learner.guess(np.empty((0, 3)), flags(), np.empty(0, dtype=np.int64)).size == 0


@pytest.mark.parametrize(
    ("low", "value", "n", "verdict"),
    [
        (0.4, 0.5, 500, "ok"),
        (0.5, 0.7, 500, "inconclusive"),
        (0.65, 0.7, 500, "fails"),
        (0.65, 0.7, 99, "inconclusive"),
    ],
)
def test_only_a_whole_interval_above_the_gate_on_enough_cases_fails(
    low: float, value: float, n: int, verdict: str
) -> None:
    score = Score(
        attack="any",
        row="any",
        measure="AUC",
        value=value,
        low=low,
        high=1,
        n=n,
        chance=0.5,
        gate=0.6,
        enough=100,
    )
    assert score.verdict == verdict
