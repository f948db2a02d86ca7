"""The only place that reads the time, so that tests and simulations can own it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Answers what time it is, always as an aware datetime in UTC."""

    def now(self) -> datetime:
        """Return the present instant, in UTC; never earlier than a previous answer."""
        ...


class SystemClock:
    """The machine's clock; set back by an operator, it stands still until time catches up."""

    def __init__(self) -> None:
        self._latest = datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the machine's time, in UTC, never going backwards."""
        self._latest = max(self._latest, datetime.now(UTC))  # noqa: TID251 - this is the Clock
        return self._latest


class SimulatedClock:
    """A clock that stands still until told to move: seasons play in seconds, tests never sleep."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant it was last moved to, in UTC."""
        return self._now

    def move_to(self, instant: datetime) -> None:
        """Move forward to `instant`; an instant in the past is ignored."""
        self._now = max(self._now, instant.astimezone(UTC))
