"""Who is on call: what is written to them leaves at once, whatever the hour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """A person's or a team's turn to be reached out of hours, as an admin said.

    Args:
        until: the last day of it, on their own calendar; None until it is taken back.
    """

    until: date | None = None

    def covers(self, day: date) -> bool:
        """Tell whether they are on call on this day."""
        return self.until is None or day <= self.until
