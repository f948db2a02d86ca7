"""Lets go of the marks of what was done, once nothing can ask for it a second time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.admin.ports import AdminUnitOfWork
from bot.admin.service.edits import KEPT

LEAST_MONTHS: Final = 2
"""Whole months a mark is kept at least: 59 days.

Slack delivers an event again within minutes, or within 24 hours where an app asks for it; Matrix
goes on from the last sync that was kept, and the practice of the month is marked as sent until the
next month's.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Traces:
    """Dates marks of events and names of sent messages by the month, and forgets old ones.

    Nothing notes when they were made: a day would say when somebody was back from leave. Of each
    kind the last months in which anything happened stay, whatever the date: a machine that was off
    for a season, or whose clock jumps ahead, does nothing twice either.

    Args:
        months: whole months they are kept; None keeps everything, for rehearsals.
    """

    unit_of_work: Callable[[], AdminUnitOfWork]
    months: int | None
    _looked: list[datetime] = field(default_factory=list, repr=False)

    async def run_due(self, now: datetime) -> datetime | None:
        """Look once a day."""
        if self.months is None:
            return None
        if not self._looked or self._looked[0] <= now:
            await self._forget(now, max(self.months, LEAST_MONTHS))
            today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
            self._looked[:] = [today + timedelta(days=1)]
        return self._looked[0]

    async def _forget(self, now: datetime, months: int) -> None:
        async with self.unit_of_work() as uow:
            await uow.traces.date(_month(now, 0))
            await uow.traces.forget(_month(now, months), months + 1)
            await uow.edits.forget(now - KEPT)
            await uow.commit()


def _month(now: datetime, ago: int) -> str:
    """Name the month some months ago."""
    number = now.year * 12 + now.month - 1 - ago
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
