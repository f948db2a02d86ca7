"""Which bands would let somebody be singled out by subtracting what else is published.

An atom is a set of people whom the published cells do not tell apart: those with the same set
of them. Anything derivable by adding and subtracting cells is a union of atoms, so none may
hold 1 to k-1 people (k-threshold, and the tracker and differencing attacks it must survive:
Denning, Denning & Schwartz, "The tracker: a threat to statistical database security", ACM
TODS 4, 1979). Only membership is read: a refusal says nothing about answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import TypeAlias

Cells: TypeAlias = Mapping[str, AbstractSet[str]]
Atoms: TypeAlias = Mapping[frozenset[str], int]


def atoms(cells: Cells) -> Atoms:
    """Give the size of each atom, keyed by the ids of the cells its people are in."""
    belongs: dict[str, list[str]] = {}
    for cell, members in cells.items():
        for person in members:
            belongs.setdefault(person, []).append(cell)
    return Counter(map(frozenset, belongs.values()))


def sizes(found: Atoms, cell: str) -> tuple[int, ...]:
    """Give the sizes of the atoms a cell is made of, smallest first."""
    return tuple(sorted(size for signature, size in found.items() if cell in signature))


def failing_in_round(levels: Cells, bands: Cells, k: int) -> frozenset[str]:
    """Name the bands to withhold so that every atom of this round holds k people.

    While an atom is too small, the smallest band it lies in is given up, else the smallest of
    the bands around it: its people then join the atom. Numbers are never given up for a band.
    """
    kept = dict(bands)
    while True:
        found = atoms({**levels, **kept})
        small = min((_order(size, ids) for ids, size in found.items() if size < k), default=None)
        if small is None:
            break
        ids = frozenset(small[1])
        touched = ids & kept.keys() or _neighbours(found, ids) & kept.keys()
        if not touched:
            break
        del kept[min(touched, key=lambda band: (len(kept[band]), band))]
    return frozenset(bands.keys() - kept.keys())


def atoms_across(before: Cells, now: Cells) -> Atoms:
    """Give the atoms of two blocks compared; ids of the earlier one are marked "then"."""
    return atoms({**{f"then {cell}": members for cell, members in before.items()}, **now})


def failing_across_blocks(before: Cells, now: Cells, k: int) -> frozenset[str]:
    """Name the bands to withhold since comparing them with the last block's shows too few.

    One leaver, one newcomer or one person who moved between two teams fails every band
    they were or are in; k of them together do not.
    """
    found = atoms_across(before, now)
    failing: set[str] = set()
    for ids, size in found.items():
        if size < k:
            failing |= ids & now.keys()
            for cell in ids - now.keys():
                failing |= _sharing(found, cell) & now.keys()
    return frozenset(failing)


def _order(size: int, ids: frozenset[str]) -> tuple[int, tuple[str, ...]]:
    return size, tuple(sorted(ids))


def _neighbours(found: Atoms, ids: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(_sharing(found, cell) for cell in ids))


def _sharing(found: Atoms, cell: str) -> frozenset[str]:
    """Name the cells that have people in common with this one, itself included."""
    return frozenset().union(*(ids for ids in found if cell in ids))
