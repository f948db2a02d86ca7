"""What people in a cell learn of one another from its figure and their own answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import floor, nan
from typing import Final

import numpy as np

from bot.attacks.people import Roster
from bot.attacks.score import UNGATED, Score, counted
from bot.attacks.season import Item, Record
from bot.attacks.truth import CORE, Truth

ROW: Final = "digests + own answers"
_LOW, _HIGH, _RANGE = 1.0, 5.0, 4.0
_SHORT, _LARGE = 4, 12
_CUTS: Final = {"charge": (3.25, 3.75), "lien": (2.75, 3.75)}
_SMALLEST_CLASS: Final = {"30-49": 30, "50-99": 50, "100+": 100}
_QUARTER: Final = 0.25


def attack(records: Sequence[Record], roster: Roster, truth: Truth) -> list[Score]:
    """Measure by how many of its 4 points one person's range of answers shrinks, at worst.

    One and two people put together a published figure and their own answers, and suppose that
    everybody answered, which leaves each other person the least room. Who colludes is chosen by
    what would tell them most.
    """
    scores = []
    for colluders, gate in ((1, 0.0), (2, UNGATED)):
        lost = list(_losses(records, roster, truth, colluders))
        worst = max(lost, default=0.0)
        who = "1 colluder" if colluders == 1 else "2 colluders"
        scores.append(
            counted(
                f"homogeneity, {who}", ROW, "points lost of 4", value=worst, n=len(lost), gate=gate
            )
        )
    return scores


def _losses(
    records: Sequence[Record], roster: Roster, truth: Truth, colluders: int
) -> Iterator[float]:
    for record in records:
        for item in record.items:
            if item.kind not in {"number", "band"} or item.question not in CORE:
                continue
            size = _size(item, len(roster.members(record)))
            if size < colluders + 2:
                continue
            weeks = range(item.weeks[0], record.week + 1) if item.weeks else _weeks(item, record)
            own = sorted(
                mean
                for person in roster.members(record)
                if not np.isnan(mean := truth.mean(person, (item.question,), weeks))
            )
            if len(own) >= colluders:
                low, high = bounds(item, size)
                lowest, highest = own[:colluders], own[-colluders:]
                yield max(
                    lost(low, high, size, lowest),
                    lost(low, high, size, highest),
                )


def _weeks(item: Item, record: Record) -> range:
    """Numbers of level cells are of four rounds, any other number is of its own."""
    length = _SHORT if item.size in _SMALLEST_CLASS else 1
    return range(record.week - length + 1, record.week + 1)


def lost(low: float, high: float, size: int, own: Sequence[float]) -> float:
    """Give the points that one more person's range loses when a mean is known to be in bounds.

    Bounds that no answers can meet were not everybody's: nothing is learnt from them.
    """
    others = size - 1 - len(own)
    least = max(_LOW, size * low - sum(own) - _HIGH * others)
    most = min(_HIGH, size * high - sum(own) - _LOW * others)
    return max(0.0, _RANGE - (most - least)) if least <= most else 0.0


def bounds(item: Item, size: int) -> tuple[float, float]:
    """Read back between what values the mean behind a figure must be."""
    if item.kind == "band":
        return _band_bounds(item, size)
    value = float(item.value)
    if item.size not in _SMALLEST_CLASS:
        return value - _half_digit(value), value + _half_digit(value)
    margin = 2 * _RANGE / size
    low = _LOW if value - _QUARTER <= _LOW + margin else value - _QUARTER
    high = _HIGH if value + _QUARTER >= _HIGH - margin else value + _QUARTER
    return low, high


def _band_bounds(item: Item, size: int) -> tuple[float, float]:
    margin = 2 * _RANGE / size
    edges = (_LOW + margin, _HIGH - margin)
    low, high = _CUTS.get(item.question, (nan, nan)) if size >= _LARGE else edges
    if item.value == "middle":
        return low, high
    is_high = (item.value == "difficult") == (item.question == "charge")
    return (high, _HIGH) if is_high else (_LOW, low)


def _half_digit(value: float) -> float:
    digits = len(repr(value).partition(".")[2])
    return 0.5 * 10.0 ** -min(digits, 3)


def _size(item: Item, members: int) -> int:
    """Give the fewest people who may be behind a figure, else all who count."""
    if item.kind == "band":
        return members
    if item.size not in _SMALLEST_CLASS:
        return int(item.size) if item.size.isdigit() else members
    # A value this near an end of the scale is not published of fewer people: they are clamped.
    room = min(float(item.value) - _LOW, _HIGH - float(item.value)) + _QUARTER
    return max(_SMALLEST_CLASS[item.size], floor(2 * _RANGE / room) + 1)
