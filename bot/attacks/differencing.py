"""Sets of people so small that a subtraction between published figures speaks of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Final, TypeAlias

import numpy as np

from bot.attacks.people import Roster
from bot.attacks.readings import code
from bot.attacks.score import UNGATED, Score, counted
from bot.attacks.season import Item, Record
from bot.attacks.truth import Truth

People: TypeAlias = frozenset[str]
Cell: TypeAlias = tuple[str, tuple[str, ...]]

K: Final = 5
"""Fewest people that anything derivable may be about."""
LEVEL_SIZES: Final = frozenset({"30-49", "50-99", "100+"})
"""Classes of the cells whose numbers may be compared over time; leavers have a gate for that."""
ROW: Final = "all digests + rosters"
_WHOLE: Final = 1e-6


def attack(records: Sequence[Record], roster: Roster, truth: Truth) -> list[Score]:
    """Count the sets under five derivable in one round, and from one block to the next.

    A figure published with an exact count is a sum over those who answered, any other is about
    all who may have.
    A third figure, which has no gate, counts those between two blocks that a silence separates:
    what they are worth is what the attack on leavers measures.
    """
    inside: set[People] = set()
    across: set[People] = set()
    over_gaps: set[People] = set()
    figures = 0
    last: dict[tuple[str, Cell], tuple[Item, Record]] = {}
    rounds: dict[int, list[Record]] = defaultdict(list)
    for record in records:
        rounds[record.week].append(record)
    for _, published in sorted(rounds.items()):
        for question, said in _by_question(published).items():
            figures += len(said)
            now = {cell: _behind(*pair, roster, truth) for cell, pair in said.items()}
            inside |= derivable(now.values())
            is_near, is_far = _compared(last, question, said)
            for found, cells in ((across, is_near), (over_gaps, is_far)):
                then = {cell: roster.members(last[question, cell][1]) for cell in cells}
                members = {cell: roster.members(said[cell][1]) for cell in cells}
                found.update(_changed(then, members))
            last |= {(question, cell): pair for cell, pair in said.items()}
    return [
        counted("hierarchy differencing", ROW, "sets under 5", value=len(inside), n=figures),
        counted("differencing of blocks", ROW, "sets under 5", value=len(across), n=figures),
        counted(
            "differencing over a silence",
            ROW,
            "sets under 5",
            value=len(over_gaps),
            n=figures,
            gate=UNGATED,
        ),
    ]


def _behind(item: Item, record: Record, roster: Roster, truth: Truth) -> People:
    members = roster.members(record)
    if not item.size.isdigit():
        return members
    return frozenset(
        person for person in members if truth.said(person, item.question, (record.week,))
    )


def derivable(sets: Iterable[AbstractSet[str]]) -> set[People]:
    """Give the sets under five whose sum is a combination of published sums.

    People whom no published set tells apart form an atom; an atom can be isolated when its
    indicator lies in the row space of the sets written on atoms, which is what trackers exploit
    (Denning, Denning & Schwartz, ACM TODS 4, 1979).
    """
    rows = list(dict.fromkeys(frozenset(one) for one in sets if one))
    atoms: dict[frozenset[int], list[str]] = defaultdict(list)
    belongs: dict[str, list[int]] = defaultdict(list)
    for n, row in enumerate(rows):
        for person in row:
            belongs[person].append(n)
    for person, where in belongs.items():
        atoms[frozenset(where)].append(person)
    if all(len(people) >= K for people in atoms.values()):
        return set()
    return {
        frozenset(atoms[atom])
        for group in _components(atoms)
        for atom in _isolated(group)
        if len(atoms[atom]) < K
    }


def _components(atoms: Iterable[frozenset[int]]) -> Iterator[list[frozenset[int]]]:
    """Part the atoms into groups that share no set."""
    groups: list[tuple[set[int], list[frozenset[int]]]] = []
    for atom in atoms:
        touched = [group for group in groups if not group[0].isdisjoint(atom)]
        groups = [group for group in groups if group[0].isdisjoint(atom)]
        rows = set(atom).union(*(group[0] for group in touched))
        groups.append((rows, [atom, *(one for group in touched for one in group[1])]))
    for _, members in groups:
        yield members


def _isolated(atoms: Sequence[frozenset[int]]) -> list[frozenset[int]]:
    rows = sorted(frozenset().union(*atoms))
    matrix = np.array([[row in atom for atom in atoms] for row in rows], dtype=np.float64)
    reach = np.diag(np.linalg.pinv(matrix) @ matrix)
    return [atom for atom, whole in zip(atoms, reach, strict=True) if whole > 1 - _WHOLE]


def _by_question(records: Sequence[Record]) -> dict[str, dict[Cell, tuple[Item, Record]]]:
    found: dict[str, dict[Cell, tuple[Item, Record]]] = defaultdict(dict)
    for record in records:
        for item in record.items:
            if item.kind in {"number", "band"} and code(item) is not None:
                found[item.question][record.unit, record.cell] = (item, record)
    return found


def _compared(
    last: Mapping[tuple[str, Cell], tuple[Item, Record]],
    question: str,
    said: Mapping[Cell, tuple[Item, Record]],
) -> tuple[list[Cell], list[Cell]]:
    """Give the cells whose last figure is of the block or round just before, and the others."""
    near: list[Cell] = []
    far: list[Cell] = []
    for cell, (item, record) in said.items():
        before = last.get((question, cell))
        if before is None or item.size in LEVEL_SIZES:
            continue
        begun = item.weeks[0] if item.weeks else record.week
        ended = before[0].weeks[1] if before[0].weeks else before[1].week
        (near if begun - ended <= 1 else far).append(cell)
    return near, far


def _changed(then: Mapping[Cell, People], now: Mapping[Cell, People]) -> set[People]:
    """Give what is derivable from cells whose people changed."""
    moved = [cell for cell, people in then.items() if people != now[cell]]
    if not moved:
        return set()
    before: Counter[str] = Counter(person for cell in moved for person in then[cell])
    gone = before - Counter(person for cell in moved for person in now[cell])
    return {
        one
        for one in derivable([*(then[cell] for cell in moved), *(now[cell] for cell in moved)])
        if one & gone.keys() or not one & before.keys()
    }
