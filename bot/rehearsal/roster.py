"""Who takes part in a simulated season, and in which weeks, as one file holds it (`R.toml`)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final, get_args

from bot.chat.ids import AccountId, ChannelId
from bot.i18n.catalog import LANGUAGES
from bot.people.model import Directory, Person, Role, RoleGrant, Unit
from bot.rehearsal.answers import LAST_WEEK
from bot.rehearsal.journal import CHAT, WORKSPACE
from bot.settings.toml_file import Table, read_tables

_KEYS: Final = {
    "unit": ("id", "name", "parent", "merge"),
    "person": ("id", "name", "unit", "role", "joined_week", "left_week", "language"),
}
_ROLES: Final[tuple[Role, ...]] = get_args(Role)
_ID: Final = re.compile(r"\w[\w .@+-]*")
"""Identifiers become parts of names of rounds, keys and files."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enrolment:
    """Somebody's time on the roster.

    Args:
        role: held over their home unit; an agent holds no grant.
        joined_week: their first week; None: there before the season.
        left_week: the first week without them; None: they stay.
    """

    person: Person
    role: Role = "agent"
    joined_week: int | None = None
    left_week: int | None = None

    def is_there(self, week: int) -> bool:
        """Tell whether they are on the roster in a week, counted from 1."""
        return (self.joined_week or 0) <= week and (self.left_week is None or week < self.left_week)


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """The tree of a season and everyone who is on its roster at some time."""

    units: tuple[Unit, ...]
    people: tuple[Enrolment, ...]

    @property
    def ids(self) -> frozenset[str]:
        """Everyone who may appear among the answers."""
        return frozenset(enrolled.person.id for enrolled in self.people)

    @property
    def roots(self) -> tuple[str, ...]:
        """The units that hang under no other, by id."""
        return tuple(sorted(unit.id for unit in self.units if unit.parent is None))

    def directory(self, week: int, start: date) -> Directory:
        """Return everyone there in a week of a season that starts on a Monday."""
        there = [enrolled for enrolled in self.people if enrolled.is_there(week)]
        return Directory(
            units={unit.id: unit for unit in self.units},
            people={e.person.id: _dated(e, start) for e in there},
            grants=tuple(
                RoleGrant(e.person.id, e.role, e.person.unit) for e in there if e.role != "agent"
            ),
        )

    def changes_in(self, week: int) -> bool:
        """Tell whether somebody joins or leaves in a week."""
        return any(week in {e.joined_week, e.left_week} for e in self.people)


def read_roster(text: str, source: str) -> RosterFile:
    """Read a roster; people get an account and units a channel in the journal of a season.

    Raises:
        OperatorError: something in it makes no sense; the message has its line and what was
            expected.
    """
    tables = read_tables(text, source, _KEYS)
    units = _by_id(tables["unit"])
    _refuse_circles(units)
    people = _by_id(tables["person"])
    return RosterFile(
        units=tuple(_unit(table) for table in units.values()),
        people=tuple(_enrolment(table, units) for table in people.values()),
    )


def write_roster(roster: RosterFile) -> str:
    """Write a roster the way `read_roster` reads it back."""
    return "\n".join(
        [
            *(_written("unit", _unit_values(unit)) for unit in roster.units),
            *(_written("person", _person_values(enrolled)) for enrolled in roster.people),
        ]
    )


def _by_id(tables: tuple[Table, ...]) -> dict[str, Table]:
    found: dict[str, Table] = {}
    for table in tables:
        name = table.words("id")
        if not _ID.fullmatch(name):
            table.refuse("id", "letters and digits, spaces and . @ + - _ between them")
        if name in found:
            table.refuse("id", f"another one than on line {found[name].lines['id']}")
        found[name] = table
    return found


def _refuse_circles(units: Mapping[str, Table]) -> None:
    known = _one_of(units)
    to_the_top: set[str] = set()
    for first in units:
        path: dict[str, None] = {}
        current = first
        while current and current not in to_the_top:
            if current in path:
                circle = " > ".join((*path, current))
                units[current].refuse("parent", f"no circle: {circle}")
            path[current] = None
            parent = units[current].words("parent")
            if parent and parent not in units:
                units[current].refuse("parent", f"nothing or {known}")
            current = parent
        to_the_top.update(path)


def _unit(table: Table) -> Unit:
    name = table.words("id")
    merge = table.words("merge")
    return Unit(
        id=name,
        name=table.words("name") or name,
        parent=table.words("parent") or None,
        merge=merge or None,
        channel=ChannelId(CHAT, WORKSPACE, name),
    )


def _enrolment(table: Table, units: Mapping[str, Table]) -> Enrolment:
    name, unit, language = table.words("id"), table.words("unit"), table.words("language")
    if unit not in units:
        table.refuse("unit", _one_of(units))
    if language and language not in LANGUAGES:
        table.refuse("language", " or ".join(LANGUAGES))
    said = table.words("role") or _ROLES[0]
    role = next((role for role in _ROLES if role == said), None)
    if role is None:
        table.refuse("role", ", ".join(_ROLES))
    joined, left = (table.whole(key, 1, LAST_WEEK) for key in ("joined_week", "left_week"))
    if left is not None and left <= (joined or 0):
        table.refuse("left_week", f"a week after joined_week, {joined}")
    person = Person(
        id=name,
        name=table.words("name") or name,
        unit=unit,
        accounts=(AccountId(CHAT, WORKSPACE, name),),
        language=language or None,
    )
    return Enrolment(person=person, role=role, joined_week=joined, left_week=left)


def _one_of(units: Mapping[str, Table]) -> str:
    shown = ", ".join(list(units)[:5])
    return f"the id of a [[unit]] ({shown}{', …' if len(units) > 5 else ''})"  # noqa: PLR2004 - a glance


def _dated(enrolled: Enrolment, start: date) -> Person:
    if enrolled.joined_week is None:
        return enrolled.person
    return replace(enrolled.person, joined=start + timedelta(weeks=enrolled.joined_week - 1))


def _unit_values(unit: Unit) -> Iterator[tuple[str, str | int | None]]:
    yield from (("id", unit.id), ("name", unit.name), ("parent", unit.parent))
    yield "merge", unit.merge


def _person_values(enrolled: Enrolment) -> Iterator[tuple[str, str | int | None]]:
    person = enrolled.person
    yield from (("id", person.id), ("name", person.name), ("unit", person.unit))
    yield "role", None if enrolled.role == "agent" else enrolled.role
    yield from (("joined_week", enrolled.joined_week), ("left_week", enrolled.left_week))
    yield "language", person.language


def _written(kind: str, values: Iterator[tuple[str, str | int | None]]) -> str:
    # A JSON text without control characters is a TOML text.
    said = (f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in values if v is not None)
    return "\n".join((f"[[{kind}]]", *said, ""))
