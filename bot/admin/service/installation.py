"""The first-run guide: an admin sets a department up a form at a time, and may stop anywhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import get_args

from bot.admin import steps_views as views
from bot.admin.asked import read_mentions
from bot.admin.edit_views import of_role
from bot.admin.opened import moved, touched
from bot.admin.ports import Rhythm
from bot.admin.service.apart import require_apart
from bot.admin.service.charter import Charter
from bot.admin.service.helplines import HelpLines
from bot.admin.service.people import People
from bot.admin.service.staffing import Staffing, moved_to
from bot.admin.service.trial import Trial
from bot.admin.steps import Progress, Step, filled, progress
from bot.chat.outgoing import Choices, Form, Message, Note, Paragraph, Reply
from bot.errors import UserError
from bot.i18n.text import Moment, text
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.asking import Asked
from bot.people.finding import find_recipient
from bot.people.model import Directory, Person, Role, RoleGrant, Unit
from bot.people.zone import parse_zone

_LANGUAGES = ("fr", "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Installation:
    """Leads an admin from an empty department to one that runs.

    Where one is in it is read from what is there, so it can be left, taken up by another admin,
    or mixed with commands.

    Args:
        known_region: gives the public holidays of a region; refuses, with a sentence, one that
            is none.
        language, zone: of a new department, until somebody changes them.
    """

    unit_of_work: Callable[[], UnitOfWork]
    people: People
    staffing: Staffing
    help_lines: HelpLines
    rhythm: Rhythm
    charter: Charter
    trial: Trial
    known_region: Callable[[str | None], Container[date]]
    edits: Edits
    zone: str

    async def show(self, asked: Asked, now: datetime) -> Reply:
        """Say how far the department has come; a step's number opens it again.

        Raises:
            UserError: there is no step of that number.
        """
        typed = asked.words.strip()
        if typed:
            steps = get_args(Step)
            if not (typed.isdecimal() and 0 < int(typed[:3]) <= len(steps)):
                raise UserError("steps.no_such", text=typed[:40], n=len(steps))
            return await self.open(asked, steps[int(typed) - 1], now)
        department, done = await self._progress(asked.department)
        return views.checklist(department.name, done)

    async def begun(self, department: str) -> Reply:
        """Say how far a department has come, to an admin it has just let in."""
        unit, done = await self._progress(department)
        return views.checklist(unit.name, done)

    async def open(self, asked: Asked, step: str, now: datetime) -> Reply:
        """Open the form of a step, filled in as things are."""
        directory, department = await self._read(asked.department)
        opened: dict[str, Callable[[], Awaitable[Reply]]] = {
            "service": lambda: self.help_lines.show(department.id),
            "place": lambda: _form(
                views.place_form(department, directory.unit_language(department.id), self.zone)
            ),
            "units": lambda: _form(views.units_form()),
            "referents": lambda: _form(views.referents_form()),
            "schedule": lambda: self._schedule_form(department, directory),
            "trial": lambda: _now(views.trial()),
            "announcement": lambda: self._before_announcing(asked, now),
        }
        if step not in opened:
            raise UserError("steps.no_such", text=step[:40], n=len(opened))
        return await opened[step]()

    async def take(self, asked: Asked, now: datetime) -> Reply:
        """Keep what a step's form was sent with, and offer the next step.

        Raises:
            UserError: something in it cannot be; nothing of that form is kept.
        """
        step = asked.form.rpartition(".")[2]
        taken: dict[str, Callable[[], Awaitable[Reply]]] = {
            "place": lambda: self._take_place(asked),
            "units": lambda: self._take_team(asked, now),
            "referents": lambda: self._take_referents(asked),
            "schedule": lambda: self._take_schedule(asked, now),
            "announcement": lambda: self._take_blanks(asked, now),
        }
        if step not in taken:
            raise UserError("steps.no_such", text=step[:40], n=len(taken))
        return await taken[step]()

    async def going_on(self, asked: Asked, reply: Reply) -> Reply:
        """Add the next step to an answer, while a department is being set up."""
        directory, department = await self._read(asked.department)
        _, done = await self._progress(asked.department)
        if done.first is None or reply.message is None:
            return reply
        missing = (
            u for u in filled(directory, department) if not directory.holders("manager", u.id)
        )
        parts = (
            *(views.unmanaged(unit) for unit in missing),
            *views.onwards(done.after("units"), views.another_team()),
        )
        return replace(reply, message=Message((*reply.message.parts, *parts)))

    async def try_out(self, asked: Asked, now: datetime) -> Reply:
        """Send the admin what everybody will be sent."""
        await self.trial.send(asked, "", now)
        return views.confirmed(text("trial.sent"), "announcement")

    async def announce(self, asked: Asked, now: datetime) -> Reply:
        """Tell the team, and start after a pause in which the charter can be read.

        Raises:
            UserError: a step before it is missing; nothing is sent.
        """
        await self._require_ready(asked.department)
        channels, people, opens_at = await self.rhythm.announce(
            asked.department, self.charter.contact(asked), asked.event, now
        )
        return views.announced(channels, people, Moment(opens_at))

    async def _schedule_form(self, department: Unit, directory: Directory) -> Reply:
        language = directory.unit_language(department.id)
        return Reply(form=views.schedule_form(await self.rhythm.written(department.id, language)))

    async def _before_announcing(self, asked: Asked, now: datetime) -> Reply:
        await self._require_ready(asked.department, but_blanks=True)
        blanks = self.charter.blanks(asked.directory.units[asked.department])
        if not all(blanks.values()):
            return Reply(form=views.blanks_form(blanks))
        announcement, opens_at = await self.rhythm.announcement(
            asked.department, self.charter.contact(asked), now
        )
        return views.before_announcing(announcement, Moment(opens_at))

    async def _require_ready(self, department: str, *, but_blanks: bool = False) -> None:
        unit, done = await self._progress(department)
        missing = [s for s in done.undone if s not in {"trial", "announcement"}]
        if missing:
            raise UserError("steps.missing", step=text(f"steps.{missing[0]}"))
        if "announcement" not in done.undone:
            raise UserError("steps.running_already")
        if not but_blanks and not all(self.charter.blanks(unit).values()):
            raise UserError("steps.blanks_left")

    async def _take_place(self, asked: Asked) -> Reply:
        sent = {name: asked.values.get(name, "") for name in ("language", "zone", "region")}
        place = {
            "language": sent["language"],
            "zone": parse_zone(sent["zone"]),
            "region": sent["region"].strip().upper(),
        }
        self.known_region(place["region"])
        if place["language"] not in _LANGUAGES:
            raise UserError("language.unknown", text=place["language"][:40])
        chosen = touched(asked.context, sent)
        notes: tuple[Note, ...] = ()
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit = directory.units[asked.department]
            shown = views.place_of(unit, directory.unit_language(unit.id), self.zone)
            stale = {f"{name}/{unit.id}" for name in moved(asked.context, shown)}
            if await uow.inbox.mark(asked.event):
                # Left as it was shown, a field nobody had set is set to just that.
                kept = {n: p for n, p in place.items() if n in chosen}
                changed = replace(
                    unit,
                    language=kept.get("language", unit.language or place["language"]),
                    zone=kept.get("zone", unit.zone or place["zone"]),
                    region=kept.get("region", unit.region or place["region"]),
                )
                notes = await self.edits.save(uow, asked.person, changed, stale=stale)
            await uow.commit()
        return (await self._went(asked.department, "place")).adding(*notes)

    async def _take_team(self, asked: Asked, now: datetime) -> Reply:
        name, channel = asked.values.get("name", ""), asked.values.get("channel", "")
        manager = asked.values.get("manager", "")
        place = read_mentions(channel, asked.account).channel
        if place is None:
            raise UserError("team.no_channel")
        # Asked before anything is kept: who cannot read the channel cannot fill the team.
        await self.people.members(place)
        made = await self.staffing.team(asked, name, place)
        person = await self._somebody(asked, manager, made)
        async with self.unit_of_work() as uow:
            await uow.inbox.mark(asked.event)
            known = (await uow.people.directory()).units.get(made.id)
            unit = replace(known, channel=made.channel) if known else made
            notes = await self.edits.save(uow, asked.person, unit)
            notes += await self._give(uow, asked.person, "manager", unit, person)
            await uow.commit()
        preview = (await self.staffing.arriving(made, place, now)).adding(*notes)
        # One thing to press at a time: the next step follows once people are in.
        return preview if _asks(preview) else await self.going_on(asked, preview)

    async def _take_referents(self, asked: Asked) -> Reply:
        unit = asked.directory.units[asked.department]
        pair = [
            await self._somebody(asked, asked.values.get(name, ""), unit)
            for name in ("one", "other")
        ]
        if pair[0].accounts == pair[1].accounts:
            raise UserError("steps.same_person")
        async with self.unit_of_work() as uow:
            await uow.inbox.mark(asked.event)
            notes = await self._give(uow, asked.person, "referent", unit, *pair)
            await uow.commit()
        return (await self._went(asked.department, "referents")).adding(*notes)

    async def _take_schedule(self, asked: Asked, now: datetime) -> Reply:
        directory, department = await self._read(asked.department)
        language = directory.unit_language(department.id)
        shown = await self.rhythm.written(department.id, language)
        sent = {name: asked.values.get(name, "") for name in shown}
        chosen = touched(asked.context, sent)
        notes = await self.rhythm.prepare(
            asked,
            {name: words for name, words in sent.items() if name in chosen},
            moved(asked.context, shown),
            now,
        )
        return (await self._went(asked.department, "schedule")).adding(*notes)

    async def _take_blanks(self, asked: Asked, now: datetime) -> Reply:
        notes = await self.charter.fill(asked)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        announcing = await self._before_announcing(replace(asked, directory=directory), now)
        return announcing.adding(*notes)

    async def _give(
        self, uow: UnitOfWork, admin: Person, role: Role, unit: Unit, *people: Person
    ) -> tuple[Note, ...]:
        """Give a role to people, who come onto the roster if they are on none.

        Raises:
            UserError: somebody would read their own people's signals first.
        """
        before = await uow.people.directory()
        for one in people:
            require_apart(before, RoleGrant(one.id, role, unit.id), one.name)
        notes = await self.edits.save(uow, admin, *(moved_to(before, one) for one in people))
        grants = {one: RoleGrant(one.id, role, unit.id) for one in people}
        await uow.people.grant(*grants.values())
        department = before.department(admin.unit).id
        self.staffing.budget.require(before, await uow.people.directory(), department)
        given = [
            of_role(one, role, unit, was=grant in before.grants, is_now=True)
            for one, grant in grants.items()
        ]
        return notes + await self.edits.note(uow, admin, given)

    async def _somebody(self, asked: Asked, named: str, unit: Unit) -> Person:
        """Find who is named on the roster, or let them come onto it, in `unit`."""
        account = read_mentions(named, asked.account).account
        if account is not None and (known := asked.directory.holder(account)):
            return known
        try:
            found = find_recipient(asked.directory, named).whom
        except UserError:
            found = None
        if isinstance(found, Person):
            return found
        if account is None:
            raise UserError("people.nobody_named")
        return await self.people.arriving(account, unit, joined=None)

    async def _went(self, department: str, step: Step) -> Reply:
        unit, done = await self._progress(department)
        return views.checklist(
            unit.name, done, (Paragraph(text("steps.kept", name=text(f"steps.{step}"))),)
        )

    async def _progress(self, department: str) -> tuple[Unit, Progress]:
        directory, unit = await self._read(department)
        plan = await self.rhythm.state(department)
        lines = directory.contacts(department, self.help_lines.configured)
        return unit, progress(directory, unit, plan, has_lines=bool(lines))

    async def _read(self, department: str) -> tuple[Directory, Unit]:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        return directory, directory.units[department]


def _asks(reply: Reply) -> bool:
    return reply.message is not None and any(isinstance(p, Choices) for p in reply.message.parts)


async def _form(form: Form) -> Reply:
    return Reply(form=form)


async def _now(reply: Reply) -> Reply:
    return reply
