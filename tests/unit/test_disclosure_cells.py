from __future__ import annotations

import pytest

from bot.disclosure.cells import cells
from bot.disclosure.roster import Policy, RosterPerson
from bot.errors import OperatorError
from tests.rosters import STANDARD, cell_of, people, roster


def test_a_manager_counts_neither_in_their_team_nor_in_a_cell_above_or_below_it() -> None:
    chief = RosterPerson(id="chief", unit="a", manages=("a",))
    head = RosterPerson(id="head", unit="b", manages=("s",))
    frozen = roster(dict.fromkeys("abc", 14), dict.fromkeys("abc", "s"), others=[chief, head])
    found = cells(frozen, STANDARD)
    assert all({"chief", "head"}.isdisjoint(cell.members) for cell in found)
    assert [cell.kind for cell in found] == ["level", "team", "team", "team"]


def test_bots_guests_and_newcomers_count_nowhere() -> None:
    guest = RosterPerson(id="guest", unit="a", eligible=False)
    found = cells(roster({"a": 9}, others=[guest]), STANDARD)
    assert found[0].members == {person.id for person in people("a", 9)}


def test_small_teams_of_a_merge_unit_speak_together_under_their_parent() -> None:
    frozen = roster({"a": 4, "b": 5}, dict.fromkeys("ab", "s"), dict.fromkeys("ab", "m"))
    found = cells(frozen, STANDARD)
    assert [(cell.unit, cell.cell, len(cell.members)) for cell in found] == [("s", ("a", "b"), 9)]


def test_a_small_team_may_join_a_large_one_by_its_name() -> None:
    found = cells(roster({"a": 4, "b": 9}, merges={"a": "b"}), STANDARD)
    assert [(cell.kind, cell.unit, cell.cell) for cell in found] == [("merged", "", ("a", "b"))]


def test_teams_of_a_merge_unit_that_are_large_enough_speak_alone() -> None:
    found = cells(roster({"a": 7, "b": 9}, merges={"a": "m", "b": "m"}), STANDARD)
    assert [cell.kind for cell in found] == ["team", "team"]


def test_managers_of_five_units_have_a_cell_without_whoever_manages_the_whole() -> None:
    names = "abcdefg"
    chiefs = [RosterPerson(id=f"chief {n}", unit=n, manages=(n,)) for n in names]
    top = RosterPerson(id="top", unit="a", manages=("d0",))
    frozen = roster(dict.fromkeys(names, 7), dict.fromkeys(names, "d0"), others=[*chiefs, top])
    managers = next(cell for cell in cells(frozen, STANDARD) if cell.kind == "encadrement")
    assert managers.members == {chief.id for chief in chiefs}
    assert (managers.unit, managers.cell) == ("d0", ("encadrement",))


def test_managers_of_four_units_have_no_cell() -> None:
    chiefs = [RosterPerson(id=n + i, unit=n, manages=(n,)) for n in "abcd" for i in "12"]
    found = cells(roster(dict.fromkeys("abcd", 7), others=chiefs), STANDARD)
    assert "encadrement" not in {cell.kind for cell in found}


def test_the_floor_is_raised_but_never_lowered() -> None:
    assert Policy(k=6).team_roster == 8
    with pytest.raises(OperatorError):
        Policy(k=4)


def test_a_service_of_forty_people_in_three_teams_is_a_level_cell() -> None:
    parents = {**dict.fromkeys("abc", "s"), **dict.fromkeys("def", "u"), "s": "dep", "u": "dep"}
    found = cells(roster(dict.fromkeys("abcdef", 14), parents), STANDARD)
    assert [cell.unit for cell in found if cell.kind == "level"] == ["s", "u"]
    assert cell_of(found, "s").cell == ()


def test_services_too_small_alone_merge_with_each_other_before_they_take_in_a_large_one() -> None:
    parents = {**dict.fromkeys("abc", "s"), **dict.fromkeys("de", "u"), **dict.fromkeys("fg", "v")}
    frozen = roster(
        {**dict.fromkeys("abc", 14), **dict.fromkeys("defg", 11)},
        {**parents, "s": "dep", "u": "dep", "v": "dep"},
    )
    found = [cell for cell in cells(frozen, STANDARD) if cell.kind == "level"]
    assert {(cell.unit, cell.cell) for cell in found} == {("s", ()), ("dep", ("u", "v"))}


def test_a_service_that_nobody_can_join_takes_in_everyone() -> None:
    parents = {**dict.fromkeys("abc", "s"), "d": "u", "s": "dep", "u": "dep"}
    frozen = roster({**dict.fromkeys("abc", 14), "d": 9}, parents)
    found = [cell for cell in cells(frozen, STANDARD) if cell.kind == "level"]
    assert [(cell.unit, cell.cell, len(cell.members)) for cell in found] == [("dep", (), 51)]


def test_no_team_may_be_above_half_of_a_level_cell() -> None:
    found = cells(roster({"a": 30, "b": 10, "c": 10}), STANDARD)
    assert [cell.kind for cell in found] == ["team", "team", "team"]


def test_a_department_without_services_is_one_level_cell_that_names_its_teams() -> None:
    found = [c for c in cells(roster(dict.fromkeys("abcd", 10)), STANDARD) if c.kind == "level"]
    assert [(cell.unit, cell.cell) for cell in found] == [("", ("a", "b", "c", "d"))]
