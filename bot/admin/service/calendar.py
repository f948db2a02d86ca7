"""The days a department is shut or left in peace: what is noted, changed and taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.admin import calendar_views as views
from bot.admin.model import folded
from bot.admin.service.region import Region
from bot.chat.outgoing import Note, Reply
from bot.errors import UserError
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.absence import Absence
from bot.people.asking import Asked
from bot.people.days import LONGEST, read_absence
from bot.people.model import Directory, Unit

Kind: TypeAlias = Literal["closures", "breaks"]
MOST_NOTED = 40
"""Stretches of days a unit may note of each kind: a year's, and room to spare."""
_HOLIDAYS_SHOWN = 3
_LOOKED_AHEAD = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class DepartmentCalendar:
    """Notes closures (nothing is delivered) and breaks (nothing is asked) of units.

    Args:
        region: whose public holidays are kept.
    """

    unit_of_work: Callable[[], UnitOfWork]
    region: Region
    edits: Edits

    async def show(self, asked: Asked, now: datetime) -> Reply:
        """Print public holidays to come, closures and breaks; a region's number changes it.

        Raises:
            UserError: what was typed is no region.
        """
        if asked.words.strip():
            return await self.region.set(asked.person, asked.words, asked.event)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        today = _today(directory, asked.department, now)
        department = directory.units[asked.department]
        holidays = self.region.known(department.region)
        days = [today + timedelta(days=n) for n in range(_LOOKED_AHEAD)]
        coming = [day for day in days if day in holidays][:_HOLIDAYS_SHOWN]
        units = directory.under(asked.department)
        return views.calendar(department, coming, units, today)

    async def add(self, asked: Asked, kind: Kind, now: datetime) -> Reply:
        """Note days; of the whole department, or of the unit named before them.

        Days that can be read two ways are asked back.

        Raises:
            UserError: the days cannot be read or have no end, or too many are noted.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit, words = _split(directory, asked.department, asked.words)
            language = directory.language(asked.person)
            read = read_absence(words, _today(directory, asked.department, now), language)
            if not read or any(one.last is None for one in read):
                raise UserError("calendar.unreadable", text=words[:LONGEST])
            if len(read) > 1:
                return views.which(kind, unit, read)
            noted: tuple[Absence, ...] = getattr(unit, kind)
            if len(noted) >= MOST_NOTED:
                raise UserError("calendar.too_many", limit=MOST_NOTED)
            after = tuple(sorted({*noted, read[0]}, key=_first))
            notes = await self._keep(uow, asked, unit, kind, after)
        return views.noted(kind, unit, read[0]).adding(*notes)

    async def remove(self, asked: Asked, kind: Kind, now: datetime) -> Reply:
        """Take back the noted days that begin on, or comprise, a day.

        Raises:
            UserError: none does, or the day cannot be read.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit, words = _split(directory, asked.department, asked.words)
            language = directory.language(asked.person)
            read = read_absence(words, _today(directory, asked.department, now), language)
            if not read:
                raise UserError("calendar.unreadable", text=words[:LONGEST] or "?")
            noted: tuple[Absence, ...] = getattr(unit, kind)
            left = tuple(a for a in noted if not any(a.covers(one.first) for one in read))
            if len(left) == len(noted):
                raise UserError("calendar.none_then", text=words[:LONGEST] or "?", unit=unit.name)
            notes = await self._keep(uow, asked, unit, kind, left)
        return views.taken_back(unit).adding(*notes)

    async def choose(self, asked: Asked, now: datetime) -> Reply:
        """Note the days somebody pressed when they were asked which ones.

        Raises:
            UserError: as `add`.
        """
        kind, unit_id, days = (*asked.words.split("|"), "", "")[:3]
        unit = asked.directory.units.get(unit_id)
        if kind not in {"closures", "breaks"} or unit is None:
            raise UserError("calendar.unreadable", text=asked.words[:LONGEST])
        wanted = asked.saying(f"{unit.name} {days}")
        return await self.add(wanted, "closures" if kind == "closures" else "breaks", now)

    async def _keep(
        self, uow: UnitOfWork, asked: Asked, unit: Unit, kind: Kind, noted: tuple[Absence, ...]
    ) -> tuple[Note, ...]:
        notes: tuple[Note, ...] = ()
        if await uow.inbox.mark(asked.event):
            changed = (
                replace(unit, closures=noted) if kind == "closures" else replace(unit, breaks=noted)
            )
            notes = await self.edits.save(uow, asked.person, changed)
        await uow.commit()
        return notes


def _split(directory: Directory, department: str, words: str) -> tuple[Unit, str]:
    """Part "Enfance Nord la semaine prochaine" into the unit and the days."""
    typed = folded(" ".join(words.split()))
    named = [u for u in directory.under(department) if typed.startswith(folded(u.name) + " ")]
    if not named:
        return directory.units[department], words.strip()
    unit = max(named, key=lambda one: len(one.name))
    count = len(unit.name.split())
    return unit, " ".join(words.split()[count:])


def _today(directory: Directory, department: str, now: datetime) -> date:
    return now.astimezone(ZoneInfo(directory.unit_zone(department))).date()


def _first(away: Absence) -> tuple[date, date]:
    return away.first, away.last or date.max
