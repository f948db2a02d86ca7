"""What each person decides for themselves: pauses, hours, absences."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.admin import home_views, part_time_views, views
from bot.admin.day_views import AWAY, NOT_AWAY, absences, which_absence, which_day
from bot.admin.model import folded
from bot.admin.ports import Unasked, Value
from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.i18n.text import Text, text
from bot.outbox.ports import UnitOfWork
from bot.people.clocks import clocks
from bot.people.days import LONGEST, read_absence, read_day
from bot.people.hours import format_hours, parse_hours
from bot.people.model import Person
from bot.people.parttime import read_days_off, write_days_off

LONGEST_PAUSE = timedelta(days=366)
_A_WEEK = timedelta(days=7)
_LIST = frozenset({"liste", "list"})
_OVER = frozenset({"fin", "stop", "off", "end"})
LANGUAGES = {
    **dict.fromkeys(("fr", "francais", "french"), "fr"),
    **dict.fromkeys(("en", "anglais", "english"), "en"),
}
_REMOVE = frozenset({"retirer", "annuler", "remove", "cancel"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalSettings:
    """What each person decides for themselves."""

    unit_of_work: Callable[[], UnitOfWork]
    unasked: Unasked

    async def pause(self, person: Person, words: str, event: str, now: datetime) -> Reply:
        """Stop prompts until a day, a week by default; "fin" takes it back.

        Raises:
            UserError: the day cannot be read, is past, or is over a year away.
        """
        if folded(words.strip()) in _OVER:
            await self._save(person.id, lambda p: replace(p, paused_until=None), event)
            return views.said(text("pause.ended"))
        today, language = await self._today(person, now)
        days = read_day(words, today, language) if words else (today + _A_WEEK,)
        if not days:
            raise UserError("pause.unreadable", text=words[:LONGEST])
        if len(days) > 1:
            return which_day(home_views.PAUSE, days)
        until = days[0]
        if not today <= until <= today + LONGEST_PAUSE:
            raise UserError("pause.out_of_range")
        await self._save(person.id, lambda p: replace(p, paused_until=until), event)
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
            await self._save(person.id, lambda p: replace(p, hours=hours), event)
        if hours is None:
            return views.said(text("hours.unknown"))
        written = format_hours(hours, "en" if language == "en" else "fr")
        return views.said(text("hours.set" if words else "hours.shown", hours=written))

    async def part_time(self, person: Person, words: str, event: str) -> Reply:
        """Note weekdays somebody does not work, or print them when nothing is said.

        "fin" takes them back; what may be the even or the odd weeks is asked back.

        Raises:
            UserError: no weekday can be read.
        """
        typed = folded(words.strip())
        if not typed:
            return part_time_views.shown(person.days_off)
        if typed in _OVER:
            await self._save(person.id, lambda p: replace(p, days_off=()), event)
            return part_time_views.shown(())
        read = read_days_off(words)
        if len(read) > 1:
            return part_time_views.which_weeks(read)
        await self._save(person.id, lambda p: replace(p, days_off=read[0]), event)
        return part_time_views.noted(read[0])

    async def language(self, person: Person, words: str, event: str) -> Reply:
        """Choose the language somebody is spoken to in, or tell it when none is said.

        Raises:
            UserError: it is neither French nor English.
        """
        if not words.strip():
            async with self.unit_of_work() as uow:
                spoken = (await uow.people.directory()).language(person)
            return views.said(Text(f"language.is_{spoken}"))
        chosen = LANGUAGES.get(folded(words.strip()))
        if chosen is None:
            raise UserError("language.unknown", text=words.strip()[:40])
        await self._save(person.id, lambda p: replace(p, language=chosen), event)
        return views.said(Text(f"language.set_{chosen}"))

    async def prompted_at(self, person: Person, words: str, event: str) -> Reply:
        """Choose the time of day somebody is asked at; "fin" takes it back.

        Raises:
            UserError: it is no single time of day.
        """
        typed = folded(words.strip())
        if not typed:
            if person.prompted_at is None:
                return views.said(text("prompted.usual"))
            return views.said(text("prompted.is", at=person.prompted_at))
        if typed in _OVER:
            await self._save(person.id, lambda p: replace(p, prompted_at=None), event)
            return views.said(text("prompted.usual"))
        at = _read_time(typed)
        await self._save(person.id, lambda p: replace(p, prompted_at=at), event)
        return views.said(text("prompted.set", at=at))

    async def prefer(  # noqa: PLR0913 - who, when and what
        self,
        person: Person,
        event: str,
        now: datetime,
        *,
        language: str | None,
        hour: str | None,
        accepts_prompts: bool | None,
    ) -> Reply:
        """Keep a language, a time of day and whether to be invited to share; all or nothing.

        What is None stays as it is.

        Raises:
            UserError: one of them makes no sense.
        """
        spoken = None if language is None else LANGUAGES.get(folded(language))
        if language is not None and spoken is None:
            raise UserError("language.unknown", text=language[:40])
        at = None if hour is None or folded(hour) in _OVER else _read_time(hour)

        def changed(known: Person) -> Person:
            accepts = known.accepts_prompts if accepts_prompts is None else accepts_prompts
            return replace(
                known,
                language=known.language if language is None else spoken,
                prompted_at=known.prompted_at if hour is None else at,
                accepts_prompts=accepts,
            )

        await self._save(person.id, changed, event)
        if accepts_prompts is False:
            await self.unasked(person.id, now)
        at = changed(person).prompted_at
        return views.said(text("prompted.set", at=at) if at else text("prompted.usual"))

    async def absence(self, person: Person, words: str, event: str, now: datetime) -> Reply:
        """Note days away: prompts and held messages wait for the return.

        Said alone, it lists what is noted; days that can be read two ways are asked back.

        Raises:
            UserError: the days cannot be read.
        """
        today, language = await self._today(person, now)
        if not words.strip() or folded(words.strip()) in _LIST:
            return absences([a for a in person.absences if a.last is None or a.last >= today])
        first, _, rest = words.strip().partition(" ")
        if folded(first) in _REMOVE:
            return await self._no_absence(person, rest, event, now)
        read = read_absence(words, today, language)
        if not read:
            raise UserError("absence.unreadable", text=words[:LONGEST])
        if len(read) > 1:
            return which_absence(AWAY, read)
        (away,) = read
        if away not in person.absences:
            await self._save(person.id, lambda p: replace(p, absences=(*p.absences, away)), event)
        if away.last == away.first:
            return views.said(text("absence.set_one", day=away.first))
        if away.last is None:
            return views.said(text("absence.set_open", first=away.first))
        return views.said(text("absence.set", first=away.first, last=away.last))

    async def _no_absence(self, person: Person, words: str, event: str, now: datetime) -> Reply:
        today, language = await self._today(person, now)
        read = read_absence(words, today, language)
        if not read:
            raise UserError("absence.unreadable", text=words[:LONGEST] or "?")
        if len(read) > 1:
            return which_absence(NOT_AWAY, read)
        left = tuple(a for a in person.absences if not any(a.covers(one.first) for one in read))
        if len(left) == len(person.absences):
            raise UserError("absence.none_then", text=words[:LONGEST])
        await self._save(person.id, lambda p: replace(p, absences=left), event)
        return views.said(text("absence.removed"))

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say what is held of somebody on the roster itself."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        known = [
            text("transparency.person", name=person.name, unit=directory.units[person.unit].name)
        ]
        if person.hours is not None:
            known.append(text("hours.shown", hours=format_hours(person.hours)))
        if person.days_off:
            known.append(part_time_views.sentence(person.days_off))
        if person.absences:
            known.append(text("transparency.absences", n=len(person.absences)))
        if person.on_call is not None:
            known.append(text("transparency.on_call"))
        if person.prompted_at is not None:
            known.append(text("prompted.is", at=person.prompted_at))
        if not person.accepts_prompts:
            known.append(text("transparency.prompts_off"))
        if person.paused_until is not None:
            known.append(text("transparency.paused", until=person.paused_until))
        return tuple(known)

    async def export(self, person: Person) -> Value:
        """Give what the roster holds of somebody."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        return {
            "name": person.name,
            "unit": directory.units[person.unit].name,
            "also_in": [directory.units[u].name for u in person.also_in if u in directory.units],
            "accounts": [str(account) for account in person.accounts],
            "joined": _iso(person.joined),
            "paused_until": _iso(person.paused_until),
            "prompted_at": person.prompted_at.isoformat() if person.prompted_at else None,
            "accepts_prompts": person.accepts_prompts,
            "absences": [
                {"first": _iso(away.first), "last": _iso(away.last)} for away in person.absences
            ],
            "on_call": {"until": _iso(person.on_call.until)} if person.on_call else None,
            "language": person.language,
            "zone": person.zone,
            "region": person.region,
            "days_off": write_days_off(person.days_off, "fr") or None,
            "hours": format_hours(person.hours) if person.hours else None,
            "roles": [
                {"role": grant.role, "over": directory.units[grant.unit].name}
                for grant in directory.grants
                if grant.person == person.id and grant.unit in directory.units
            ],
        }

    async def _today(self, person: Person, now: datetime) -> tuple[date, str]:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        zone = ZoneInfo(directory.zone(person))
        return now.astimezone(zone).date(), directory.language(person)

    async def _save(self, person: str, change: Callable[[Person], Person], event: str) -> None:
        """Change one thing of somebody as they are now: what else changed meanwhile stays."""
        async with self.unit_of_work() as uow:
            known = (await uow.people.directory()).people.get(person)
            if known is not None and await uow.inbox.mark(event):
                await uow.people.save_people(change(known))
            await uow.commit()


def _read_time(words: str) -> time:
    """Read a single time of day.

    Raises:
        UserError: there is none, or several.
    """
    try:
        read = clocks(folded(words)) if len(words) <= LONGEST else ()
    except ValueError:
        read = ()
    if len(read) != 1:
        raise UserError("prompted.unreadable", text=words[:LONGEST])
    return read[0]


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
