"""Who was in which team in which week, as anyone with the organisation chart knows it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from bot.attacks.season import Record
from bot.errors import OperatorError

UNCOUNTED_WEEKS: Final = 4
"""Weeks in which a newcomer counts nowhere: those that open under 30 days after they came."""
ENCADREMENT: Final = ("encadrement",)
"""How the managers' own cell is named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody's stay: `joined` None is before the season, `left` the first week without them."""

    id: str
    unit: str
    is_manager: bool = False
    joined: int | None = None
    left: int | None = None

    @property
    def counts_from(self) -> int:
        """The first week in which they weigh on a cell; those of the first week always did."""
        return self.joined + UNCOUNTED_WEEKS if self.joined and self.joined > 1 else 0

    def is_there(self, week: int) -> bool:
        """Whether they are on the roster, counted or not."""
        return (self.joined or 0) <= week and (self.left is None or week < self.left)

    def counts(self, week: int) -> bool:
        """Whether they weigh on a cell of their unit."""
        return not self.is_manager and self.counts_from <= week and self.is_there(week)


@dataclass(frozen=True, kw_only=True)
class Roster:
    """The tree (unit to parent, "" above a root) and everybody who was ever in it."""

    parents: Mapping[str, str]
    people: tuple[Person, ...] = field(repr=False)

    @cached_property
    def by_unit(self) -> Mapping[str, tuple[Person, ...]]:
        """People by home unit."""
        found: dict[str, list[Person]] = {}
        for person in self.people:
            found.setdefault(person.unit, []).append(person)
        return {unit: tuple(people) for unit, people in found.items()}

    @cached_property
    def _subtrees(self) -> Mapping[str, frozenset[str]]:
        found: dict[str, set[str]] = {unit: set() for unit in ("", *self.parents)}
        for home in self.by_unit:
            unit = home
            while unit:
                found[unit].add(home)
                unit = self.parents[unit]
            found[""].add(home)
        return {unit: frozenset(homes) for unit, homes in found.items()}

    def under(self, unit: str) -> frozenset[str]:
        """Give the home units at or below a unit; none for a stranger."""
        return self._subtrees.get(unit, frozenset())

    def homes(self, record: Record) -> frozenset[str]:
        """Give the home units that a record speaks of; none for the managers' and strangers."""
        if record.cell == ENCADREMENT:
            return frozenset()
        named = record.cell or (record.unit,)
        return frozenset().union(*(self._subtrees.get(unit, frozenset()) for unit in named))

    def members(self, record: Record) -> frozenset[str]:
        """Give the people who counted in what a record says."""
        if record.cell == ENCADREMENT:
            return frozenset(
                person.id
                for person in self.people
                if person.is_manager and person.is_there(record.week)
            )
        return self._counted(self.homes(record), record.week)

    def counted(self, homes: Collection[str], week: int) -> frozenset[str]:
        """Give the people of some home units who counted in a week."""
        return self._counted(frozenset(homes), week)

    @cached_property
    def _known(self) -> dict[tuple[frozenset[str], int], frozenset[str]]:
        return {}

    def _counted(self, homes: frozenset[str], week: int) -> frozenset[str]:
        if (homes, week) not in self._known:
            self._known[homes, week] = frozenset(
                person.id for home in homes for person in self.by_unit[home] if person.counts(week)
            )
        return self._known[homes, week]


def read_people(path: Path) -> Roster:
    """Read a roster (`R.toml`).

    Raises:
        OperatorError: it cannot be read or makes no sense; with file and line.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise OperatorError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{path} is not UTF-8") from error
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = found.group(1) if found else text.count("\n") + 1
        raise OperatorError(f"{path}, line {line}: not TOML ({error})") from error
    units = _Tables(path, text, "unit", tables)
    people = _Tables(path, text, "person", tables)
    parents = {units.word(n, "id", required=True): units.word(n, "parent") for n in units.all}
    for n in units.all:
        if units.word(n, "parent") not in {"", *parents}:
            raise units.mistake(n, "its parent is no [[unit]]")
    _refuse_circles(units, parents)
    everybody: dict[str, Person] = {}
    for n in people.all:
        person = _person(people, n, parents)
        if person.id in everybody:
            raise people.mistake(n, f"{person.id!r} is there twice")
        everybody[person.id] = person
    if not everybody:
        raise OperatorError(f"{path}, line 1: nobody in it; expected [[unit]] and [[person]]")
    return Roster(parents=parents, people=tuple(everybody.values()))


class _Tables:
    """The tables of one name, each with the line it starts on."""

    def __init__(self, path: Path, text: str, name: str, tables: Mapping[str, Any]) -> None:
        self.path, self.name = path, name
        self.rows: list[Mapping[str, Any]] = tables.get(name, [])
        header = re.compile(rf"^\s*\[\[\s*\"?{name}\"?\s*\]\]")
        lines = enumerate(text.splitlines(), start=1)
        self.lines = [number for number, line in lines if header.match(line)]
        if not isinstance(self.rows, list) or not all(isinstance(r, dict) for r in self.rows):
            raise OperatorError(f"{path}, line 1: {name} is not a list of [[{name}]] tables")

    @property
    def all(self) -> Iterable[int]:
        return range(len(self.rows))

    def word(self, n: int, key: str, *, required: bool = False) -> str:
        value = self.rows[n].get(key, "")
        if not isinstance(value, str) or (required and not value):
            raise self.mistake(n, f"{key} is {value!r}; expected a text")
        return value

    def week(self, n: int, key: str) -> int | None:
        value = self.rows[n].get(key)
        if value is not None and (type(value) is not int or value < 1):
            raise self.mistake(n, f"{key} is {value!r}; expected a week, from 1")
        return value

    def mistake(self, n: int, what: str) -> OperatorError:
        line = self.lines[n] if n < len(self.lines) else 1
        return OperatorError(f"{self.path}, line {line}: [[{self.name}]]: {what}")


def _person(tables: _Tables, n: int, parents: Mapping[str, str]) -> Person:
    unit = tables.word(n, "unit", required=True)
    if unit not in parents:
        raise tables.mistake(n, f"unit {unit!r} is no [[unit]]")
    joined, left = tables.week(n, "joined_week"), tables.week(n, "left_week")
    if left is not None and left <= (joined or 0):
        raise tables.mistake(n, "left_week is not after joined_week")
    return Person(
        id=tables.word(n, "id", required=True),
        unit=unit,
        is_manager=tables.word(n, "role") == "manager",
        joined=joined,
        left=left,
    )


def _refuse_circles(units: _Tables, parents: Mapping[str, str]) -> None:
    for n, first in enumerate(parents):
        seen = {first}
        unit = parents[first]
        while unit:
            if unit in seen:
                raise units.mistake(n, "its parents go round in a circle")
            seen.add(unit)
            unit = parents[unit]
