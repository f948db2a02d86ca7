"""The partition that carries numbers: services, else merged siblings, else everyone.

It is drawn from the roster alone and never re-merged by who answered, so that no two numbers
of a round overlap and none can be subtracted from another.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.disclosure.tree import FOREST, Tree

PEOPLE, TEAMS = 40, 3
"""Fewest people and teams of a level cell; no team may be above half of it."""
RESPONDENTS = 30
"""Fewest answers behind a number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Group:
    """Home units that share one level cell, all below `unit`."""

    unit: str
    homes: frozenset[str]
    size: int


def partition(tree: Tree) -> tuple[Group, ...]:
    """Draw the level cells of a roster, the smallest that hold the rules.

    Below each unit, what is too small is put together; what is still too small takes in its
    smallest neighbour, and the next, before it is passed to the unit above. People whom even
    everyone together cannot cover are in no level cell.
    """
    return _split(tree, FOREST)[0]


def _split(tree: Tree, unit: str) -> tuple[tuple[Group, ...], frozenset[str]]:
    """Give the groups found below a unit, and the home units left for the unit above."""
    groups: list[Group] = []
    left = frozenset([unit] if tree.homes.get(unit) else [])
    for child in tree.children[unit]:
        found, rest = _split(tree, child)
        groups += found
        left |= rest
    groups.sort(key=lambda group: (group.size, group.unit))
    homes = left
    for absorbed in range(len(groups) + 1):
        if absorbed:
            homes |= groups[absorbed - 1].homes
        if left and (size := _size(tree, homes)):
            return (*groups[absorbed:], Group(unit=unit, homes=homes, size=size)), frozenset()
    return tuple(groups), left


def _size(tree: Tree, homes: frozenset[str]) -> int:
    """Count the people of a would-be level cell; 0 when it may not be one."""
    sizes = [len(people) for people in tree.counted(homes).values() if people]
    is_level = len(sizes) >= TEAMS and sum(sizes) >= PEOPLE and 2 * max(sizes) <= sum(sizes)
    return sum(sizes) if is_level else 0
