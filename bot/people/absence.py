"""Days somebody is away: messages kept for them wait until they are back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.errors import UserError


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """Days off in a row, both ends included, as the person's own calendar counts days.

    `last` is None while nobody knows when the person comes back.

    Raises:
        UserError: `absence.backwards` with `first` and `last`, when it ends before it begins.
    """

    first: date
    last: date | None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise UserError("absence.backwards", first=self.first, last=self.last)

    def covers(self, day: date) -> bool:
        """Tell whether the person is away on this day."""
        return self.first <= day and (self.last is None or day <= self.last)


def parse_absence(text: str) -> Absence:
    """Read an absence written as ISO 8601 days, "2026-12-24/2027-01-03", both included.

    "2026-12-24/.." has no known end.

    Raises:
        UserError: `absence.unreadable` with `text`, or `absence.backwards`.
    """
    first, _, last = (part.strip() for part in text.partition("/"))
    try:
        return Absence(
            first=date.fromisoformat(first),
            last=None if last == ".." else date.fromisoformat(last),
        )
    except ValueError as error:
        raise UserError("absence.unreadable", text=text) from error
