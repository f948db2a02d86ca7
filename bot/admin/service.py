"""Help, personal settings and transparency: what anyone can ask Lien about Lien."""

from __future__ import annotations

import difflib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.admin import views
from bot.admin.model import Command, folded
from bot.admin.ports import PersonalData, TeamData
from bot.chat.outgoing import Heading, Message, Paragraph, Part, Reply
from bot.errors import UserError
from bot.i18n.text import Text, plain, text
from bot.outbox.model import Entry, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.absence import parse_absence
from bot.people.contacts import Contacts
from bot.people.hours import format_hours, parse_hours
from bot.people.model import Directory, Person

LONGEST_PAUSE = timedelta(days=366)
_A_WEEK = timedelta(days=7)
_FIRST_OFFSET = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Answers questions about Lien itself; keeps no trace of who asked what."""

    contacts: Contacts
    charter: Callable[[str], str]

    def help(self, directory: Directory, person: Person) -> Reply:
        """List the commands somebody may use."""
        return views.help_page(views.allowed(directory, person), directory.language(person))

    def unknown(self, directory: Directory, person: Person, words: str) -> Reply:
        """Suggest the command somebody may have meant."""
        by_word = {folded(w): c for c in views.allowed(directory, person) for w in c.words}
        typed = folded(" ".join(words.split()[:_FIRST_OFFSET]))
        near = difflib.get_close_matches(typed, by_word, n=1) or difflib.get_close_matches(
            typed.split(" ")[0], by_word, n=1
        )
        return views.unknown(words, by_word[near[0]] if near else None, directory.language(person))

    def doors(self, person: Person) -> Reply:
        """Open the few doors most people need."""
        return views.doors(person.name)

    def talk(self, directory: Directory, person: Person) -> Reply:
        """Say whom to talk to, the trusted pair of somebody's department included."""
        return views.talk(self.contacts, _trusted(directory, person))

    def read_charter(self, language: str) -> Reply:
        """Print the charter, a paragraph a part."""
        parts: list[Part] = [Heading(text("charter.heading"))]
        parts += [Paragraph(plain(p)) for p in self.charter(language).split("\n\n") if p.strip()]
        return Reply(message=Message(tuple(parts)))

    def team_list(self, directory: Directory, person: Person) -> Reply:
        """List the units of somebody's department."""
        return views.team_list(directory, directory.department(person.unit))

    def require(self, directory: Directory, person: Person, command: Command) -> None:
        """Refuse a command to somebody without its role, saying who has it.

        Raises:
            UserError: they may not use it.
        """
        department = directory.department(person.unit).id
        if command.who is None or directory.has_role(person.id, command.who):
            return
        refusal = views.forbidden(
            command, directory.holders(command.who, department), directory.language(person)
        )
        raise UserError(refusal.id, **refusal.args)


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkingDoor:
    """Lets somebody ask to be called, by name, apart from anything they answered."""

    unit_of_work: Callable[[], UnitOfWork]

    async def ask(self, person: Person, trusted: str, event: str, now: datetime) -> Reply:
        """Send somebody's name to a trusted person of their department, and nothing else.

        Raises:
            UserError: whoever was asked for is not, or no longer, one of them.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            asked = next((p for p in _trusted(directory, person) if p.id == trusted), None)
            if asked is None:
                raise UserError("talk.nobody")
            if await uow.inbox.mark(event):
                await uow.outbox.add(
                    Entry(
                        id=f"talk/{secrets.token_hex(16)}",
                        kind="care.request",
                        to=ToPerson(asked.id),
                        message=views.wants_to_talk(person.name),
                        not_before=now,
                    )
                )
            await uow.commit()
        return views.said(text("talk.asked", name=asked.name))


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Transparency:
    """Prints exactly what is stored about somebody, asked of every feature at that moment."""

    sources: Sequence[PersonalData]
    team_sources: Sequence[TeamData]

    async def show(self, directory: Directory, person: Person) -> Reply:
        """Say what is held about somebody and their team, and what is not."""
        held = [sentence for source in self.sources for sentence in await source.held(person)]
        team = [
            sentence
            for source in self.team_sources
            for sentence in await source.held_about_team(person)
        ]
        not_held = [Text(f"transparency.not_{n}") for n in range(1, 4)]
        return views.transparency(held, team, not_held, directory.units[person.unit].name)


def _trusted(directory: Directory, person: Person) -> tuple[Person, ...]:
    department = directory.department(person.unit).id
    return tuple(p for p in directory.holders("referent", department) if p.id != person.id)


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
