"""What a record says of each question, sorted out of its items; nothing is added to them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.disclosure.released import Band, Direction, Number, Reason, Record, Statement, Withheld

CORE = ("charge", "lien")
"""The two questions asked every week."""
SHORTEST_START = 5
"""Weeks from a first heard round to the first possible direction: the past stays three rounds
behind, and a sign must be seen twice (`disclosure.direction`)."""
LONG_BLOCK = 8
"""Weeks of the blocks whose middle word is "fragile"; on shorter ones it says less."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """All that one record says of one question.

    Args:
        unsaid: why there is no direction, or no number.
        no_level: why a block that has just closed has no band.
    """

    question: str
    direction: Direction | None = None
    band: Band | None = None
    number: Number | None = None
    unsaid: Reason | None = None
    no_level: Reason | None = None

    @property
    def is_silent(self) -> bool:
        """Whether nothing at all is published of the question."""
        return self.direction is None and self.band is None and self.number is None


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """How far a unit is on the way to its first direction: its week, and the earliest possible."""

    week: int
    earliest: int


def is_level(record: Record) -> bool:
    """Tell a level cell, which publishes numbers, from a team, which publishes directions."""
    return any(
        isinstance(item, Number) or (isinstance(item, Withheld) and item.question not in CORE)
        for item in record.items
    )


def read(record: Record) -> tuple[Said, ...]:
    """Sort a record's items by question, the core ones first, in the order they are asked."""
    stated = [i for i in record.items if isinstance(i, Direction | Band | Number | Withheld)]
    found = dict.fromkeys([*CORE, *(item.question for item in stated)])
    by_question = {q: [item for item in stated if item.question == q] for q in found}
    return tuple(_said(q, items) for q, items in by_question.items() if items)


def said_of(record: Record, question: str) -> Said:
    """Return what a record says of one question, possibly nothing."""
    return next((s for s in read(record) if s.question == question), Said(question=question))


def starting(record: Record, earlier: Iterable[Record], question: str) -> Start | None:
    """Count the weeks since a unit began anew; None once that tells nothing of what is left.

    A change of the team, or a week with too few answers, is not told from outside, so the
    earliest week is a bound: it can only be later. Past it, only the rule can be said.
    """
    first = record.week
    for past in sorted(earlier, key=lambda r: r.week, reverse=True):
        if past.week >= record.week:
            continue
        said = said_of(past, question)
        if said.direction is not None:
            break
        if said.unsaid == "quiet":
            first = past.week
    start = Start(week=record.week - first + 1, earliest=first + SHORTEST_START - 1)
    return start if start.week < SHORTEST_START else None


def has_facts(records: Iterable[Record]) -> bool:
    """Tell whether there is anything to draw."""
    return any(
        not said.is_silent and said.question in CORE for record in records for said in read(record)
    )


def _said(question: str, items: Sequence[Statement]) -> Said:
    direction = next((i for i in items if isinstance(i, Direction)), None)
    band = next((i for i in items if isinstance(i, Band)), None)
    number = next((i for i in items if isinstance(i, Number)), None)
    reasons = list(dict.fromkeys(i.reason for i in items if isinstance(i, Withheld)))
    is_direction_due = direction is None and number is None
    # What is said of a direction comes first; overlap is only ever a reason against a band.
    unsaid = next((r for r in reasons if is_direction_due and r != "overlap"), None)
    no_level = next((r for r in reasons if band is None and r != unsaid), None)
    return Said(
        question=question,
        direction=direction,
        band=band,
        number=number,
        unsaid=unsaid,
        no_level=no_level,
    )
