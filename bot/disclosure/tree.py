"""The frozen roster, indexed once: who is below what, and who counts in which cell."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator

from bot.disclosure.roster import Roster, RosterPerson

FOREST = ""
"""Stands above every root, as the parent of units that have none."""


class Tree:
    """Answers every question about one roster without reading it again."""

    def __init__(self, roster: Roster) -> None:
        known = {unit.id for unit in roster.units}
        self.people = roster.people
        self.parents = {
            unit.id: unit.parent if unit.parent in known else FOREST for unit in roster.units
        }
        self.merges = {unit.id: unit.merge for unit in roster.units}
        self.children: dict[str, list[str]] = defaultdict(list)
        for unit, parent in sorted(self.parents.items()):
            self.children[parent].append(unit)
        self.homes: dict[str, list[RosterPerson]] = defaultdict(list)
        for person in roster.people:
            if person.unit in known:
                self.homes[person.unit].append(person)

    @property
    def teams(self) -> list[str]:
        """Units with people and nothing below them, by id."""
        return [unit for unit in sorted(self.homes) if not self.children.get(unit)]

    def lineage(self, unit: str) -> Iterator[str]:
        """Walk from a unit up to its root; a loop in the tree ends the walk."""
        seen: set[str] = set()
        while unit != FOREST and unit not in seen:
            seen.add(unit)
            yield unit
            unit = self.parents[unit]

    def common_parent(self, units: Collection[str]) -> str:
        """Give the lowest unit above all of these, "" when there is none."""
        above = [list(self.lineage(self.parents[unit])) for unit in sorted(units)]
        shared = set(above[0]).intersection(*above[1:])
        return next((unit for unit in above[0] if unit in shared), FOREST)

    def below(self, unit: str) -> frozenset[str]:
        """Give the home units of a subtree, itself included."""
        found = {unit} if self.homes.get(unit) else set()
        return frozenset(found.union(*(self.below(child) for child in self.children[unit])))

    def spanning(self, unit: str, homes: frozenset[str]) -> tuple[str, ...]:
        """Name the fewest units below `unit` that hold these homes; () when it holds just them."""
        if unit != FOREST and self.below(unit) == homes:
            return ()
        found = [unit] if unit in homes else []
        for child in self.children[unit]:
            inside = self.below(child) & homes
            if inside:
                found += self.spanning(child, inside) or (child,)
        return tuple(found)

    def counted(self, homes: Collection[str]) -> dict[str, list[str]]:
        """Give, for each home unit of a cell, the people that count in it.

        Whoever manages one of them, or a unit above one, counts nowhere in the cell: they
        would read a digest they weigh on.
        """
        managed = {above for home in homes for above in self.lineage(home)}
        return {
            home: [
                person.id
                for person in self.homes[home]
                if person.eligible and managed.isdisjoint(person.manages)
            ]
            for home in homes
        }
