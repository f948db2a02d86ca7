"""Lets go of shares once they have served: old cards, signals long closed, keys of neither's."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Final

from bot.errors import UserError
from bot.people.model import Directory
from bot.sealing.naming import part_of_name
from bot.sharing.model import OVERDUE_WEEKS, Signal, week_after, weeks_between
from bot.sharing.ports import Filed, SharingUnitOfWork
from bot.sharing.service.counting import hour_of
from bot.sharing.service.papers import Safe
from bot.sharing.weeks import next_monday, week_at

_AT: Final = time(5, 0)
_WEEK: Final = timedelta(days=7)
_AN_HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgetting:
    """Erases, once a week, what was kept long enough; and wrong codes of hours that are over.

    A card goes half a year after its review was due; a signal half a year after it was closed, and
    after `kept_for` whatever became of it, read or not. Rows go first, then their bytes in the
    files, then keys: a key that is left says what is still to be done.

    Args:
        kept_for: how long anything is kept at most; None keeps everything, for rehearsals.
        scrub: makes what was removed unreadable in the files.
    """

    unit_of_work: Callable[[], SharingUnitOfWork]
    safe: Safe
    kept_for: timedelta | None
    scrub: Callable[[], Awaitable[None]]
    _done: set[tuple[str, str]] = field(default_factory=set)
    _known: list[frozenset[str]] = field(default_factory=list)
    _looked: list[tuple[datetime, datetime | None]] = field(default_factory=list)

    async def run_due(self, now: datetime) -> datetime | None:
        """Erase what is due, looking once an hour at most; return when something is next."""
        if not self._looked or now >= self._looked[0][0]:
            due = await self._run(now)
            again = now + _AN_HOUR if due is None else min(due, now + _AN_HOUR)
            self._looked[:] = [(again, due)]
        return self._looked[0][1]

    async def _run(self, now: datetime) -> datetime | None:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            first = await uow.signals.forget_missed(hour_of(now, ago=1))
            await uow.commit()
        following = [] if first is None else [_hour(first) + 2 * _AN_HOUR]
        if self.kept_for is not None:
            for department in directory.departments:
                zone = directory.unit_zone(department.id)
                await self._look(department.id, zone, now, self.kept_for // _WEEK)
                following.append(next_monday(now, zone, _AT))
            await self._forget_strangers(directory)
        return min(following, default=None)

    async def _look(self, department: str, zone: str, now: datetime, longest: int) -> None:
        week = week_at(next_monday(now, zone, _AT) - _WEEK, zone)
        if (department, week) in self._done:
            return
        # Keys first: one made in between is of signals that are not looked for.
        keys = await self.safe.filed_weeks(department)
        async with self.unit_of_work() as uow:
            cards = await uow.cards.expire(department, week_after(week, -OVERDUE_WEEKS))
            read = await self._read(department, await uow.signals.all(department))
            past = [one.id for one in read if one.is_past(week, longest)]
            await uow.signals.remove(*past)
            boxes = [
                batch
                for owner, batch, _ in await uow.signals.batches()
                if owner == department and weeks_between(batch, week) >= longest
            ]
            for batch in boxes:
                await uow.signals.release(department, batch, ())
            await uow.commit()
        left = {one.week for one in read if one.id not in past}
        over = {one for one in keys - left if one < week}
        if cards or past or boxes or over:
            await self.scrub()
        for one in over:
            await self.safe.forget_week(department, one)
        self._done.add((department, week))

    async def _read(self, department: str, filed: tuple[Filed, ...]) -> list[Signal]:
        """Read signals; none where all keys are gone, for then nobody can tell how old one is."""
        try:
            return [signal for _, signal in await self.safe.read_all(department, filed)]
        except UserError:
            return []

    async def _forget_strangers(self, directory: Directory) -> None:
        """Destroy keys of departments that were erased, by whichever account erased them.

        With nobody there at all, a database may be missing rather than a department.
        """
        units = frozenset(directory.units)
        if not units or [units] == self._known:
            return
        for department in await self.safe.departments() - {part_of_name(unit) for unit in units}:
            await self.safe.forget_department(department)
        self._known[:] = [units]


def _hour(named: str) -> datetime:
    return datetime.fromisoformat(f"{named}:00+00:00")
