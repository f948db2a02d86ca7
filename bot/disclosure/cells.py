"""The sets of people about whom something may be said, read from the frozen roster alone.

A team speaks for itself; a small one joins its merge unit. Managers have a cell of their own,
since they count in no other. Level cells, which carry numbers, are `levels`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from bot.disclosure import levels
from bot.disclosure.audit import fingerprint
from bot.disclosure.roster import Policy, Roster
from bot.disclosure.tree import FOREST, Tree

Kind: TypeAlias = Literal["team", "merged", "encadrement", "level"]

MANAGED_UNITS = 5
"""Fewest units whose managers have a cell."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """A set of respondents, known before anybody answers.

    `unit` and `cell` are how its record names it; `units` are the home units it covers (none
    for the managers' cell, which follows the role). Ids are stable while these are.
    """

    id: str
    kind: Kind
    unit: str
    cell: tuple[str, ...]
    units: tuple[str, ...]
    members: frozenset[str] = field(repr=False)


def cells(roster: Roster, policy: Policy) -> tuple[Cell, ...]:
    """List every cell of a round, by id; ballots are grouped along their members.

    A person may be in several (a team and its level) and is told so by none of them. Cells
    too small to ever speak are listed too: their record says so every week.
    """
    tree = Tree(roster)
    found = [*_teams(tree, policy), *_levels(tree), *_encadrement(tree)]
    return tuple(sorted(found, key=lambda cell: cell.id))


def _teams(tree: Tree, policy: Policy) -> Iterator[Cell]:
    """Let a merge unit's teams speak together as soon as one of them is too small alone."""
    joined: dict[str, list[str]] = defaultdict(list)
    for team in tree.teams:
        joined[tree.merges.get(team) or team].append(team)
    for name, teams in joined.items():
        alone = [_members(tree, [team]) for team in teams]
        if len(teams) > 1 and min(map(len, alone)) < policy.team_roster:
            yield Cell(
                id=f"merged:{name}",
                kind="merged",
                unit=tree.common_parent(teams),
                cell=tuple(teams),
                units=tuple(teams),
                members=_members(tree, teams),
            )
            continue
        for team, members in zip(teams, alone, strict=True):
            yield Cell(
                id=f"team:{team}", kind="team", unit=team, cell=(), units=(team,), members=members
            )


def _levels(tree: Tree) -> Iterator[Cell]:
    for group in levels.partition(tree):
        spoken_of = tree.spanning(group.unit, group.homes)
        suffix = f":{fingerprint(spoken_of)[:12]}" if spoken_of else ""
        yield Cell(
            id=f"level:{group.unit}{suffix}",
            kind="level",
            unit=group.unit,
            cell=spoken_of,
            units=tuple(sorted(group.homes)),
            members=_members(tree, group.homes),
        )


def _encadrement(tree: Tree) -> Iterator[Cell]:
    """Gather the managers below whoever manages the whole: they never read of themselves."""
    roots = tree.children[FOREST]
    top = roots[0] if len(roots) == 1 else FOREST
    managed = {
        person.id: {unit for unit in person.manages if unit in tree.parents}
        for person in tree.people
        if person.eligible and top not in person.manages
    }
    if len(set().union(*managed.values())) >= MANAGED_UNITS:
        yield Cell(
            id="encadrement",
            kind="encadrement",
            unit=top,
            cell=("encadrement",),
            units=(),
            members=frozenset(person for person, units in managed.items() if units),
        )


def _members(tree: Tree, homes: Collection[str]) -> frozenset[str]:
    return frozenset().union(*tree.counted(homes).values())
