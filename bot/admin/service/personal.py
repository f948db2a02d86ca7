"""What each person decides for themselves: pauses, hours, absences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.admin import views
from bot.admin.model import folded
from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.i18n.text import Text, text
from bot.outbox.ports import UnitOfWork
from bot.people.absence import parse_absence
from bot.people.hours import format_hours, parse_hours
from bot.people.model import Person

LONGEST_PAUSE = timedelta(days=366)
_A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSettings:
    """What each person decides for themselves."""

    unit_of_work: Callable[[], UnitOfWork]

    async def pause(self, person: Person, words: str, event: str, now: datetime) -> Reply:
        """Stop prompts until a day, a week by default; "fin" takes it back.

        Raises:
            UserError: the day cannot be read, is past, or is over a year away.
        """
        if folded(words) in {"fin", "stop", "off", "end"}:
            await self._save(replace(person, paused_until=None), event)
            return views.said(text("pause.ended"))
        today = await self._today(person, now)
        until = _day(words, today) if words else today + _A_WEEK
        if not today <= until <= today + LONGEST_PAUSE:
            raise UserError("pause.out_of_range")
        await self._save(replace(person, paused_until=until), event)
        return views.said(text("pause.set", until=until))

    async def hours(self, person: Person, words: str, event: str) -> Reply:
        """Change somebody's working hours, or print them when nothing is said.

        Raises:
            UserError: the hours cannot be read.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        language = directory.language(person)
        hours = directory.hours(person)
        if words:
            hours = parse_hours(words)
            await self._save(replace(person, hours=hours), event)
        if hours is None:
            return views.said(text("hours.unknown"))
        written = format_hours(hours, "en" if language == "en" else "fr")
        return views.said(text("hours.set" if words else "hours.shown", hours=written))

    async def absence(self, person: Person, words: str, event: str) -> Reply:
        """Note days away: prompts and held messages wait for the return.

        Raises:
            UserError: the days cannot be read.
        """
        away = parse_absence("/".join(words.replace("/", " ").split()) if words else "")
        await self._save(replace(person, absences=(*person.absences, away)), event)
        if away.last is None:
            return views.said(text("absence.set_open", first=away.first))
        return views.said(text("absence.set", first=away.first, last=away.last))

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say what is held of somebody on the roster itself."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        known = [
            text("transparency.person", name=person.name, unit=directory.units[person.unit].name)
        ]
        if person.hours is not None:
            known.append(text("hours.shown", hours=format_hours(person.hours)))
        if person.absences:
            known.append(text("transparency.absences", n=len(person.absences)))
        if person.paused_until is not None:
            known.append(text("transparency.paused", until=person.paused_until))
        return tuple(known)

    async def _today(self, person: Person, now: datetime) -> date:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        return now.astimezone(ZoneInfo(directory.zone(person))).date()

    async def _save(self, person: Person, event: str) -> None:
        async with self.unit_of_work() as uow:
            await uow.inbox.mark(event)
            await uow.people.save_people(person)
            await uow.commit()


def _day(words: str, today: date) -> date:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        pass
    day, _, month = words.strip().replace("-", "/").partition("/")
    if not (day.isdigit() and month.isdigit()):
        raise UserError("pause.unreadable", text=words[:80])
    for year in (today.year, today.year + 1):
        try:
            found = date(year, int(month), int(day))
        except ValueError:
            continue
        if found >= today:
            return found
    raise UserError("pause.unreadable", text=words[:80])
