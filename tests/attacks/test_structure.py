"""What the shape of the digests tells, whatever is in them: small sets, refusals, the floor."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.attacks import denial, differencing, floor, homogeneity
from bot.attacks.score import Score
from bot.attacks.season import Record
from tests.attacks import naive, scenes
from tests.attacks.reference import organisation_scores, turned_over
from tests.attacks.worlds import (
    SKIPPED,
    Department,
    Publish,
    World,
    departments,
    published,
)


def organisation(people: int = 240, weeks: int = 16) -> Department:
    return scenes.organisation(people, weeks, seed=3)


def subtracted(department: Department, publish: Publish) -> list[Score]:
    records = department.season(publish).records
    return differencing.attack(records, department.chart, department.truth())


def of(scores: list[Score], name: str) -> Score:
    return next(score for score in scores if score.attack.startswith(name))


@pytest.mark.parametrize("people", [8, 60, 240])
def test_nothing_small_is_derivable_in_organisations_of_any_size(people: int) -> None:
    scores = organisation_scores(people, 16, seed=5)
    assert [s.attack for s in scores if s.verdict == "fails"] == []


def test_a_floor_of_five_alone_lets_small_teams_be_subtracted() -> None:
    department = organisation()
    found = subtracted(department, naive.exact_means)
    assert of(found, "hierarchy differencing").value > 5
    assert of(found, "differencing of blocks").value > 5


def test_digests_by_filter_let_small_teams_be_subtracted() -> None:
    department = organisation()
    found = subtracted(department, naive.by_filter)
    assert of(found, "hierarchy differencing").verdict == "fails"


def test_bands_that_grow_from_week_to_week_show_who_left() -> None:
    department = organisation()
    found = subtracted(department, naive.growing_bands)
    assert of(found, "differencing of blocks").verdict == "fails"


def test_a_set_hidden_by_two_subtractions_is_found() -> None:
    rows = [set("abcdefghijklm"), set("abcdefgh"), set("ghijklm"), set("gh")]
    assert frozenset("gh") in differencing.derivable(rows)
    assert differencing.derivable([set("abcdefghij"), set("abcde")]) == set()
    assert differencing.derivable([set("abcdefghij"), set("abcdefg")]) == {frozenset("hij")}


def test_refusals_are_the_same_whatever_was_answered() -> None:
    department = organisation()
    other = replace(department, answers=turned_over(department.answers))
    score = denial.compare(department.season().records, other.season().records)
    assert (score.value, score.verdict) == (0, "ok")


def test_withholding_what_is_low_is_seen() -> None:
    department = organisation()
    other = replace(department, answers=turned_over(department.answers))

    def kind(one: Department) -> tuple[Record, ...]:
        return one.season(lambda d: naive.sorry_when_low(published(d), d)).records

    assert denial.compare(kind(department), kind(other)).value > 20
    alone = denial.attack(kind(department), department.chart, department.truth())
    assert alone.verdict == "fails"


def test_a_digest_that_changes_as_answers_come_is_seen() -> None:
    assert denial.repeated(organisation().season(naive.as_they_come).records).verdict == "fails"


def test_ballots_of_managers_and_newcomers_that_make_the_floor_are_seen() -> None:
    department = organisation()
    quiet = replace(
        department,
        answers=np.where(
            np.random.default_rng(1).random(department.answers.shape[1:]) < 0.5,
            SKIPPED,
            department.answers,
        ).astype(np.int8),
    )
    truth = quiet.truth()
    managers = quiet.season(naive.counting_managers).records
    newcomers = quiet.season(naive.counting_newcomers).records
    assert of(floor.accounts(managers, quiet.chart, truth), "managers'").verdict == "fails"
    assert of(floor.accounts(newcomers, quiet.chart, truth), "padding").verdict == "fails"


def test_exact_counts_tell_who_answered_and_the_floor_does_not() -> None:
    department = scenes.organisation(300, 26, seed=4, response=0.7)
    truth, chart = department.truth(), department.chart
    careful = floor.participation(floor.observe(department.season().records, chart, truth))
    counted = department.season(naive.exact_means).records
    counts = floor.participation(floor.observe(counted, chart, truth))
    assert careful.verdict == "ok"
    assert counts.verdict == "fails"


@pytest.mark.parametrize("answers", ["all 1", "all 5", "one dissenter"])
def test_a_colluder_learns_nothing_of_one_other_person_from_a_figure(answers: str) -> None:
    department = next(departments(World(size=9, team_effect=0, response=1), 4, 16, seed=1))
    value = 1 if answers == "all 1" else 5
    grid = np.full_like(department.answers, value)
    if answers == "one dissenter":
        grid[:, [n for n, p in enumerate(department.people) if p.id.endswith(".0")]] = 1
    unanimous = replace(department, answers=grid)
    truth, chart = unanimous.truth(), unanimous.chart
    careful = homogeneity.attack(unanimous.season().records, chart, truth)
    naively = homogeneity.attack(unanimous.season(naive.exact_means).records, chart, truth)
    assert of(careful, "homogeneity, 1 colluder").value == 0
    assert of(naively, "homogeneity, 1 colluder").value > 3
