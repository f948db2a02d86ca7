"""Runs a department's year: opens, reminds and closes whatever is due."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.checkins import views
from bot.checkins.frozen import FrozenChanged
from bot.checkins.model import Round
from bot.checkins.ports import CheckinsUnitOfWork
from bot.checkins.service.closing import Closing
from bot.checkins.service.opening import Opening, reachable
from bot.outbox.model import Entry, ToPerson


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What time makes happen to rounds; every step can be repeated and resumed."""

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    opening: Opening
    closing: Closing

    async def run_due(self, now: datetime) -> datetime | None:
        """Close, remind, open, in that order; return the next instant something is due."""
        closes_at = await self.closing.run_due(now)
        opens_at = await self.opening.run_due(now)
        reminds_at = await self._remind(now)
        # A round that was just opened closes before anything the closing job knew of.
        if closes_at is None:
            closes_at = await self._next_close(now)
        return min((t for t in (closes_at, opens_at, reminds_at) if t is not None), default=None)

    async def _next_close(self, now: datetime) -> datetime | None:
        async with self.unit_of_work() as uow:
            rounds = await uow.rounds.unfinished()
        return min((r.closes_at for r in rounds if r.closes_at > now), default=None)

    async def _remind(self, now: datetime) -> datetime | None:
        async with self.unit_of_work() as uow:
            waiting = [
                r
                for r in await uow.rounds.unfinished()
                if r.state == "open" and not r.reminded and r.reminds_at < r.closes_at
            ]
            for due in (r for r in waiting if r.reminds_at <= now):
                # What was edited is told at close, when the round is void.
                with suppress(FrozenChanged):
                    await self._queue_reminders(uow, due, now)
            await uow.commit()
        return min((r.reminds_at for r in waiting if r.reminds_at > now), default=None)

    @staticmethod
    async def _queue_reminders(uow: CheckinsUnitOfWork, due: Round, now: datetime) -> None:
        directory = await uow.people.directory()
        roster, _ = await uow.rounds.frozen(due.id)
        await uow.outbox.add(
            *(
                Entry(
                    id=f"reminder/{due.id}/{person.id}",
                    kind="checkins.reminder",
                    to=ToPerson(person.id),
                    message=views.reminder(due),
                    not_before=now,
                    not_after=due.closes_at,
                    collapse_key=f"checkin/{due.id}/{person.id}",
                    if_waiting="keep",
                )
                for person in reachable(directory, roster, due.reminds_at.date())
                # Someone back from leave is only now invited: that one message is enough.
                if not any(away.covers(due.opens_at.date()) for away in person.absences)
            )
        )
        await uow.rounds.mark_reminded(due.id)
