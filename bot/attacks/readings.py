"""What every team could read, put on one line a question and a kind, week after week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import numpy as np

from bot.attacks.estimate import Floats
from bot.attacks.people import Roster
from bot.attacks.season import Item, Record
from bot.attacks.truth import CORE

Channel: TypeAlias = Literal["direction", "band", "number", "wide number"]

CHANNELS: Final[tuple[Channel, ...]] = ("direction", "band", "number", "wide number")
"""`number` is the narrowest cell's that covers a team, `wide number` the widest's."""

_TRENDS: Final = {"down": -1.0, "steady": 0.0, "up": 1.0}
_WORDS: Final = {
    "charge": {"favorable": -1.0, "middle": 0.0, "difficult": 1.0},
    "lien": {"difficult": -1.0, "middle": 0.0, "favorable": 1.0},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Values by [unit, question, channel, week - 1]; nan where nothing was said.

    All point the same way: more is a higher index on the 1-5 scale.
    """

    units: dict[str, int]
    values: Floats

    @property
    def weeks(self) -> int:
        """The last week about which anything was published."""
        return int(self.values.shape[-1])

    def of(self, unit: str) -> Floats:
        """Give a team's lines, as [question, channel, week - 1]."""
        lines: Floats = self.values[self.units[unit]]
        return lines


def read(records: Sequence[Record], roster: Roster) -> Readings:
    """Lay out what was published of the core questions, for every home unit it covers."""
    units = {unit: n for n, unit in enumerate(sorted(roster.by_unit))}
    weeks = max((record.week for record in records), default=0)
    values = np.full((len(units), len(CORE), len(CHANNELS), weeks), np.nan)
    # A narrower cell's number comes last and stays; the widest comes first, in its own channel.
    for homes, record in sorted(
        ((roster.homes(record), record) for record in records), key=lambda pair: -len(pair[0])
    ):
        covered = [units[home] for home in homes]
        for item in record.items:
            if item.question in CORE and covered:
                _lay(values, covered, record.week, item)
    return Readings(units=units, values=values)


def _lay(values: Floats, covered: Sequence[int], week: int, item: Item) -> None:
    question, value = CORE.index(item.question), code(item)
    if value is None:
        return
    if item.kind == "number":
        wide = values[covered, question, 3, week - 1]
        values[covered, question, 3, week - 1] = np.where(np.isnan(wide), value, wide)
        values[covered, question, 2, week - 1] = value
    else:
        channel = 0 if item.kind == "direction" else 1
        values[covered, question, channel, week - 1] = value


def code(item: Item) -> float | None:
    """Give a statement as a number, None when it says nothing that has an order."""
    if item.kind == "number":
        return float(item.value)
    if item.kind == "direction":
        return _TRENDS.get(str(item.value))
    if item.kind == "band":
        return _WORDS.get(item.question, {}).get(str(item.value))
    return None
