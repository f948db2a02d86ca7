"""Leavers, joiners and members: careful publishing keeps them, exact means give them away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.attacks import turnover
from bot.attacks.score import Score
from bot.attacks.season import Item, Record
from bot.disclosure.roster import Policy
from tests.attacks import naive
from tests.attacks.reference import Turnover, of_profile
from tests.attacks.worlds import World, departments

WORLD = World(size=9, team_effect=0.4, response=0.95)


@pytest.fixture(scope="module")
def careful() -> list[Score]:
    return Turnover(world=WORLD, move="leaver", seasons=200).scores()


def test_no_score_of_leavers_is_surely_above_its_gate(careful: list[Score]) -> None:
    assert {score.verdict for score in careful} <= {"ok", "inconclusive"}


def test_directions_alone_say_next_to_nothing_of_a_leaver(careful: list[Score]) -> None:
    alone = [score for score in careful if "direction alone" in score.attack]
    assert len(alone) == 2
    assert all(score.low < 0.5 for score in alone)


def said(records: Sequence[Record]) -> list[tuple[int, str, Item]]:
    return [
        (record.week, record.unit, item)
        for record in records
        for item in record.items
        if item.kind != "withheld"
    ]


def test_the_strict_profile_is_the_standard_one_without_bands() -> None:
    department = next(departments(WORLD, 6, 30, seed=3, moves={"left": 14}))
    standard = department.season().records
    strict = replace(department, policy=Policy(profile="strict")).season().records
    assert said(strict) == said(of_profile(standard, "strict"))
    assert said(strict) != said(standard)


@pytest.mark.parametrize("move", turnover.MOVES)
def test_exact_weekly_means_give_away_somebody_who_comes_or_goes(move: turnover.Move) -> None:
    run = Turnover(world=WORLD, move=move, seasons=240, publish=naive.exact_means)
    year = next(s for s in run.scores() if "26 + 26 weeks, standard" in s.attack)
    assert year.value > 0.8
    assert year.verdict == "fails"
