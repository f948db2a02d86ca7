"""Lets go of what is kept for a time only, as the charter promises: thirteen months."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.admin.ports import AdminUnitOfWork

THIRTEEN_MONTHS: Final = timedelta(days=396)
"""A year to compare with, and a month to read it in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """Forgets digests and team lists once they are old enough.

    Args:
        kept_for: how long they are kept; None keeps everything, for rehearsals that are read
            afterwards.
    """

    unit_of_work: Callable[[], AdminUnitOfWork]
    kept_for: timedelta | None

    async def run_due(self, now: datetime) -> datetime | None:
        """Forget what is due; return when the next thing is, None while nothing is kept."""
        if self.kept_for is None:
            return None
        async with self.unit_of_work() as uow:
            oldest = await uow.retention.oldest()
            if oldest is not None and oldest + self.kept_for < now:
                await uow.retention.forget(now - self.kept_for)
                oldest = await uow.retention.oldest()
            await uow.commit()
        # A moment later: what is exactly that old is still kept.
        return None if oldest is None else oldest + self.kept_for + timedelta(seconds=1)
