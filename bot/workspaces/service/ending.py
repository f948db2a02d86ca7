"""What ends by the clock in this room, looked at once a minute at most."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

LOOKS_EVERY: Final = timedelta(minutes=1)
"""Nothing here is due sooner after it was noted, and asking the database takes its turn."""

_RunDue: TypeAlias = Callable[[datetime], Awaitable[datetime | None]]


@dataclass(slots=True, kw_only=True)
class Ending:
    """Runs consents nobody finished, and workspaces whose day has come.

    Args:
        services: what this process may end.
    """

    services: Sequence[_RunDue]
    _looked_at: datetime | None = field(default=None)
    _next: datetime | None = field(default=None)

    async def run_due(self, now: datetime) -> datetime | None:
        """End what is due; return when something is next, as of the last look."""
        if self._is_worth_looking(now):
            following = [await run_due(now) for run_due in self.services]
            self._next = min((at for at in following if at is not None), default=None)
            self._looked_at = now
        return self._next

    def _is_worth_looking(self, now: datetime) -> bool:
        if self._looked_at is None or now - self._looked_at >= LOOKS_EVERY:
            return True
        return self._next is not None and self._next <= now
