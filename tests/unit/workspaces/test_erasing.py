from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.ids import AccountId, ChannelId
from bot.people.model import Directory, Person, Unit
from bot.workspaces.model import Departure, erased_with

DEPARTURE = Departure(chat="slack", workspace="T1", erase_at=datetime(2026, 1, 8, tzinfo=UTC))
PLACES = [("slack", "T1"), ("slack", "T2"), ("matrix", "T1")]
UNITS = {"dept": None, "t1": "dept", "t2": "dept", "t1a": "t1"}


def account(person: str, place: tuple[str, str]) -> AccountId:
    return AccountId(*place, person)


def directory(homes: dict[str, tuple[str, list[tuple[str, str]]]], *reading: str) -> Directory:
    """Build people by name: their unit, and the places where they have an account."""
    return Directory(
        units={
            unit: Unit(
                id=unit,
                name=unit,
                parent=parent,
                channel=ChannelId("slack", "T1", unit) if unit in reading else None,
            )
            for unit, parent in UNITS.items()
        },
        people={
            name: Person(
                id=name, name=name, unit=unit, accounts=tuple(account(name, p) for p in places)
            )
            for name, (unit, places) in homes.items()
        },
    )


@st.composite
def directories(draw: st.DrawFn) -> Directory:
    homes = draw(
        st.dictionaries(
            st.sampled_from("abcdef"),
            st.tuples(
                st.sampled_from(sorted(UNITS)),
                st.lists(st.sampled_from(PLACES), max_size=3, unique=True),
            ),
        )
    )
    return directory(homes, *draw(st.sets(st.sampled_from(sorted(UNITS)))))


def test_whoever_has_an_account_elsewhere_stays_and_loses_only_the_one() -> None:
    found = erased_with(directory({"a": ("t1", PLACES)}), DEPARTURE)

    assert found.people == ()
    assert [p.accounts for p in found.people_changed] == [
        (account("a", PLACES[1]), account("a", PLACES[2]))
    ]


def test_a_team_left_by_everybody_goes_and_the_department_of_the_others_stays() -> None:
    people = {"a": ("t1", [PLACES[0]]), "b": ("t2", [PLACES[1]])}

    found = erased_with(directory(people, "dept"), DEPARTURE)

    assert {unit.id for unit in found.units} == {"t1", "t1a"}
    assert [(unit.id, unit.channel) for unit in found.units_changed] == [("dept", None)]


def test_a_department_goes_with_its_last_workspace() -> None:
    found = erased_with(directory({"a": ("t1a", [PLACES[0]])}), DEPARTURE)

    assert {unit.id for unit in found.units} == set(UNITS)


@given(directories())
def test_what_stays_is_whole_and_names_the_workspace_nowhere(before: Directory) -> None:
    found = erased_with(before, DEPARTURE)
    gone = {unit.id for unit in found.units}
    changed = {unit.id: unit for unit in found.units_changed}
    units = {u.id: changed.get(u.id, u) for u in before.units.values() if u.id not in gone}
    left = {p.id for p in found.people}
    moved = {p.id: p for p in found.people_changed}
    people = {p.id: moved.get(p.id, p) for p in before.people.values() if p.id not in left}

    assert all(unit.parent is None or unit.parent in units for unit in units.values())
    assert all(person.unit in units for person in people.values())
    places = [u.channel for u in units.values()] + [a for p in people.values() for a in p.accounts]
    assert not [p for p in places if p and (p.chat, p.workspace) == ("slack", "T1")]
    after = Directory(units=units, people=people)
    assert not erased_with(after, DEPARTURE).people
    assert not erased_with(after, DEPARTURE).units


@given(directories())
def test_nobody_of_another_workspace_is_erased(before: Directory) -> None:
    for person in erased_with(before, DEPARTURE).people:
        assert person.accounts
        assert {(a.chat, a.workspace) for a in person.accounts} == {("slack", "T1")}
