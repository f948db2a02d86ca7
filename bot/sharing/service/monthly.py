"""Once a month, to every team: what changed, what several teams see, and a few practices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from secrets import SystemRandom
from typing import Final
from zoneinfo import ZoneInfo

from bot.disclosure.patterns import WEEKS, Sighting, patterns
from bot.errors import UserError
from bot.outbox.model import Entry, ToChannel
from bot.people.model import Directory, Unit
from bot.sharing import monthly_views as views
from bot.sharing.model import SELECTED, Signal, week_after, week_of
from bot.sharing.ports import Filed, SharingUnitOfWork
from bot.sharing.service.papers import Safe

RETURNED: Final = "sharing.monthly"
_AT: Final = time(11, 0)
_TUESDAY: Final = 1
_STALE: Final = timedelta(days=7)
_A_MONTH_OF_WEEKS: Final = 5
_DUE_LISTED: Final = 2
_CHANCE: Final = SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Monthly:
    """Brings back to everyone who could have told what became of what was told.

    On the first Tuesday of a month at eleven; a month for which there is nothing says nothing.
    """

    unit_of_work: Callable[[], SharingUnitOfWork]
    safe: Safe
    _done: set[str] = field(default_factory=set)

    async def run_due(self, now: datetime) -> datetime | None:
        """Queue the month's return for each department whose hour has come."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        following = []
        for department in directory.departments:
            zone = ZoneInfo(directory.unit_zone(department.id))
            today = now.astimezone(zone).date()
            due = _first_tuesday(today, zone)
            if now < due:
                following.append(due)
                continue
            if now < due + _STALE:
                await self._return(directory, department, due, now)
            following.append(_first_tuesday(_next_month(today), zone))
        return min(following, default=None)

    async def _return(
        self, directory: Directory, department: Unit, due: datetime, now: datetime
    ) -> None:
        name = f"{RETURNED}/{department.id}/{due.date().isoformat()[:7]}"
        if name in self._done:
            return
        week = week_of(due.date())
        async with self.unit_of_work() as uow:
            if not await uow.inbox.mark(name):
                self._done.add(name)
                return
            cards = list(await uow.cards.since(department.id, week_after(week, -_A_MONTH_OF_WEEKS)))
            cards = [card for card in cards if not card.is_due(week)]
            due_cards = await uow.cards.due(department.id, week, _DUE_LISTED)
            chosen = _CHANCE.sample(cards, min(SELECTED, len(cards)))
            read = await self._read(department.id, await uow.signals.all(department.id))
            changes = [(filed, s) for filed, s in read if s.outcome and not s.is_told]
            seen = patterns(
                Sighting(s.theme, s.unit)
                for _, s in read
                if s.week > week_after(week, -WEEKS) and _is_team(directory, s.unit)
            )
            message = views.returned(
                sorted({s.outcome for _, s in changes if s.state != "hidden"}),
                seen,
                chosen,
                due_cards,
                week,
                is_drawn=len(cards) > len(chosen),
            )
            for filed, signal in changes:
                told = replace(signal, is_told=True)
                await uow.signals.save(await self.safe.file(told, filed.receipt))
            if message is not None:
                await uow.outbox.add(
                    *(
                        Entry(
                            id=f"{name}/{unit.id}",
                            kind=RETURNED,
                            to=ToChannel(unit.channel),
                            message=message,
                            not_before=now,
                        )
                        for unit in directory.under(department.id)
                        if unit.channel
                    )
                )
            await uow.commit()
        self._done.add(name)

    async def _read(self, department: str, filed: tuple[Filed, ...]) -> list[tuple[Filed, Signal]]:
        try:
            return await self.safe.read_all(department, filed)
        except UserError:  # their key is gone: there is nothing to return
            return []


def _is_team(directory: Directory, unit: str) -> bool:
    """Tell whether a unit has none below it: a service is no team beside its own."""
    return unit in directory.units and len(directory.under(unit)) == 1


def _first_tuesday(day: date, zone: ZoneInfo) -> datetime:
    first = day.replace(day=1)
    tuesday = first + timedelta(days=(_TUESDAY - first.weekday()) % 7)
    return datetime.combine(tuesday, _AT, zone).astimezone(UTC)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
