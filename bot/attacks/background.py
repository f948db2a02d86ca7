"""One person known to have a bad time: how much a `down` confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.attacks import estimate
from bot.attacks.estimate import Floats
from bot.attacks.people import Roster
from bot.attacks.score import Score, estimated
from bot.attacks.season import Record
from bot.attacks.truth import Truth

ROW: Final = "digests + own answers"
EVENT_WEEKS: Final = 3
FALL: Final = 1.5
"""Points under one's own usual answer, for three weeks, that make an event."""
GATE: Final = 5.0
SMALLEST_TEAM: Final = 7
ENOUGH: Final = 300
_QUESTION: Final = "lien"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Team-weeks with a direction, and those that said `down`, with an event and without."""

    down_fell: int = 0
    fell: int = 0
    down_not: int = 0
    calm: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            down_fell=self.down_fell + other.down_fell,
            fell=self.fell + other.fell,
            down_not=self.down_not + other.down_not,
            calm=self.calm + other.calm,
        )


def observe(records: Sequence[Record], roster: Roster, truth: Truth) -> Counts:
    """Count directions of teams where one person fell in these three weeks, and where none did.

    Team-weeks with several people falling are left out: there the team moved, and saying so is
    what a digest is for.
    """
    weeks = max((record.week for record in records), default=0)
    falls = {person.id: _falls(truth, person.id, weeks) for person in roster.people}
    total = Counts()
    for record in records:
        trend = next(
            (
                item.value
                for item in record.items
                if item.kind == "direction" and item.question == _QUESTION
            ),
            None,
        )
        members = roster.members(record)
        if trend is None or len(members) < SMALLEST_TEAM:
            continue
        fallen = sum(bool(falls[person][record.week - 1]) for person in members)
        down = int(trend == "down")
        if fallen == 1:
            total += Counts(down_fell=down, fell=1)
        elif not fallen:
            total += Counts(down_not=down, calm=1)
    return total


def _falls(truth: Truth, person: str, weeks: int) -> Floats:
    """Mark the weeks in which an event may show: from its second to the one after its end."""
    given = {
        week: value
        for week, answer in truth.answers.get(person, {}).items()
        if (value := answer.to(_QUESTION)) is not None
    }
    marks = np.zeros(weeks)
    if not given:
        return marks
    usual = float(np.mean(list(given.values())))
    for first in range(1, weeks - EVENT_WEEKS + 2):
        span = range(first, first + EVENT_WEEKS)
        said = [given[week] for week in span if week in given]
        if len(said) > 1 and float(np.mean(said)) <= usual - FALL:
            marks[first : first + EVENT_WEEKS] = 1
    return marks


def judge(counts: Counts) -> Score:
    """Give P(down | somebody fell) / P(down | nobody did)."""
    found = estimate.ratio((counts.down_fell, counts.fell), (counts.down_not, counts.calm))
    return estimated(
        attack="background event",
        row=ROW,
        measure="ratio of P(down)",
        found=found,
        n=counts.fell + counts.calm,
        chance=1.0,
        gate=GATE,
        enough=ENOUGH if counts.fell else counts.calm + 1,
    )
