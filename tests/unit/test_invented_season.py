from __future__ import annotations

from datetime import date

import pytest

from bot.rehearsal.answers import read_answers, write_answers
from bot.rehearsal.invented import invented_season, team_sizes
from bot.rehearsal.roster import read_roster, write_roster


def test_an_invented_season_can_be_written_and_read_back() -> None:
    roster, answers = invented_season(team_sizes(60), weeks=12, seed=3, yearly_churn=0.3)
    rows = write_answers(answers).splitlines(keepends=True)
    assert read_roster(write_roster(roster), "R.toml") == roster
    assert read_answers(rows, "A.csv", roster.ids) == answers


def test_the_same_arguments_invent_the_same_season_and_another_seed_another_one() -> None:
    assert invented_season((8,), weeks=3, seed=1) == invented_season((8,), weeks=3, seed=1)
    assert invented_season((8,), weeks=3, seed=1) != invented_season((8,), weeks=3, seed=2)


def test_only_who_is_there_answers() -> None:
    roster, answers = invented_season((12, 12), weeks=26, yearly_churn=1.0)
    start = date(2026, 1, 5)
    for week, given in answers.by_week.items():
        assert {answer.person for answer in given} <= set(roster.directory(week, start).people)


def test_agents_who_leave_are_replaced_the_same_week() -> None:
    roster, _ = invented_season((12, 12), weeks=26, yearly_churn=1.0)
    sizes = [len(roster.directory(week, date(2026, 1, 5)).people) for week in (1, 13, 26)]
    assert any(roster.changes_in(week) for week in range(1, 27))
    assert sizes == [26, 26, 26]


def test_small_teams_share_a_merge_unit_and_every_team_has_a_manager() -> None:
    roster, _ = invented_season((4, 5, 9), weeks=1)
    merges = {unit.id: unit.merge for unit in roster.units}
    managed = [e.person.unit for e in roster.people if e.role == "manager"]
    assert merges == {"d1": None, "s1": None, "t1": "s1-petites", "t2": "s1-petites", "t3": None}
    assert managed == ["t1", "t2", "t3"]


@pytest.mark.parametrize(
    ("people", "sizes"),
    [(8, (8,)), (30, (13, 17)), (60, (10, 14, 10, 14, 12))],
)
def test_agents_are_shared_out_into_teams_that_are_not_all_alike(
    people: int, sizes: tuple[int, ...]
) -> None:
    assert team_sizes(people) == sizes


def test_two_thousand_agents_make_teams_of_ordinary_sizes() -> None:
    sizes = team_sizes(2000)
    assert sum(sizes) == 2000
    assert {10, 14} <= set(sizes)
    assert max(sizes) <= 14
