"""Lets admins set a department's rhythm by chat, and everyone see what comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.outgoing import Facts, Heading, Message, Note, Paragraph, Reply
from bot.checkins.model import UNFINISHED, Plan, require_time
from bot.checkins.planning_views import WHICH, Which, moments_moved, which_of
from bot.checkins.ports import CheckinsUnitOfWork, NextAsking
from bot.checkins.service.opening import Opening, invitations
from bot.errors import UserError
from bot.i18n.text import Moment, Text, text
from bot.outbox.ports import Edits, Leaving
from bot.people.asking import Asked
from bot.people.budget import Budget, duration
from bot.people.contacts import Contacts
from bot.people.finding import find_unit
from bot.people.model import Person
from bot.people.moment_views import day_name
from bot.people.moments import LONGEST, NextMoment, WeeklyMoment, read_weekly

BIG_ROUND = 100
"""From how many invitations on an admin reads how far they have come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planning:
    """The rhythm of a department's check-ins.

    Args:
        next_sharing: when a unit is next asked what it would share.
    """

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    opening: Opening
    next_moment: NextMoment
    contacts: Contacts
    next_sharing: NextAsking
    budget: Budget
    edits: Edits

    async def set(self, asked: Asked, which: Which, now: datetime) -> Reply:
        """Move one of the week's moments, from the next week that has not been asked.

        A day without a time, or a time without a day, is asked back with buttons.

        Raises:
            UserError: the moment cannot be read, leaves under a day to answer, or no help line
                is known.
        """
        words, team = asked.words, ""
        if which == "digest":
            words, team = split_team(asked.words)
        plan = await self._plan(asked.department) or Plan(department=asked.department, since=now)
        read = read_weekly(words, getattr(plan, which))
        if len(read) > 1:
            return which_of(which, read, team)
        if team:
            return await self._set_team(asked, read[0], team)
        return await self._change(
            asked.person, lambda plan: _moved(plan, which, read[0]), asked.event, now
        )

    async def choose(self, asked: Asked, now: datetime) -> Reply:
        """Take the moment somebody pressed when they were asked which one.

        Raises:
            UserError: as `set`.
        """
        which, _, words = asked.words.partition("|")
        found = next((one for one in WHICH if one == which), None)
        if found is None:
            raise UserError("moments.unreadable", text=asked.words[:LONGEST])
        return await self.set(asked.saying(words), found, now)

    async def _set_team(self, asked: Asked, moment: WeeklyMoment, team: str) -> Reply:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit = find_unit(directory, asked.department, team)
            notes: tuple[Note, ...] = ()
            if await uow.inbox.mark(asked.event):
                changed = replace(unit, digest_moment=(moment.weekday, moment.at))
                notes = await self.edits.save(uow, asked.person, changed)
            await uow.commit()
        said = text("planning.team_digest", unit=unit.name, day=day_name(moment), at=moment.at)
        return Reply(message=Message((Paragraph(said), *notes)))

    async def _plan(self, department: str) -> Plan | None:
        async with self.unit_of_work() as uow:
            plans = await uow.rounds.plans()
        return next((plan for plan in plans if plan.department == department), None)

    async def show(self, person: Person, now: datetime) -> Reply:
        """Show the next four dates of somebody's department, and when they are asked to share.

        While a big round leaves, an admin reads how far its invitations have come: sent, and
        leaving now. Who waits for their working hours is in neither figure, so that it does not
        tell who is away; below `BIG_ROUND` invitations nothing is said.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            department = directory.department(person.unit)
            plans = {plan.department: plan for plan in await uow.rounds.plans()}
            latest = await uow.rounds.latest(department.id)
            leaving: tuple[Note, ...] = ()
            if latest is not None and directory.has_role(person.id, "admin", department.id):
                leaving = _leaving(await uow.outbox.leaving(invitations(latest.id), now))
        sharing_at = await self.next_sharing(directory, person.unit, now)
        sharing = () if sharing_at is None else ((text("planning.sharing"), sharing_at),)
        plan = plans.get(department.id)
        if plan is None or not plan.is_running:
            facts = (Facts(tuple(_row(name, at) for name, at in sharing)),) if sharing else ()
            return Reply(message=Message((Paragraph(text("planning.none")), *facts)))
        zone = directory.unit_zone(department.id)
        rows: list[tuple[Text, datetime]] = []
        if latest is not None and latest.state in UNFINISHED:
            rows = [
                (text("planning.reminder"), latest.reminds_at),
                (text("planning.close"), latest.closes_at),
                (text("planning.digest"), latest.digest_at),
            ]
        opens_at = await self.opening.next_opening(plan)
        closes_at = self.next_moment(plan.closes, zone, opens_at)
        rows += [
            (text("planning.opening"), opens_at),
            (text("planning.reminder"), self.next_moment(plan.reminds, zone, opens_at)),
            (text("planning.close"), closes_at),
            (text("planning.digest"), self.next_moment(plan.digest, zone, closes_at)),
        ]
        coming = [row for row in rows if row[1] > now][:4]
        shown = sorted((*coming, *sharing), key=lambda row: row[1])
        return Reply(
            message=Message(
                (
                    Heading(text("planning.heading", unit=department.name)),
                    Facts(tuple(_row(name, at) for name, at in shown)),
                    *leaving,
                    Note(text("budget.yours", planned=duration(self.budget.of(directory, person)))),
                    Note(text("planning.quiet")),
                )
            )
        )

    async def _change(
        self, admin: Person, change: Callable[[Plan], Plan], event: str, now: datetime
    ) -> Reply:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            department = directory.department(admin.unit).id
            if not directory.contacts(department, self.contacts):
                raise UserError("planning.no_contacts")
            plans = {plan.department: plan for plan in await uow.rounds.plans()}
            plan = plans.get(department) or Plan(department=department, since=now)
            changed = replace(change(plan), since=now)
            require_time(changed)
            await uow.inbox.mark(event)
            await uow.rounds.save_plan(changed)
            notes = await self.edits.note(uow, admin, moments_moved(plan, changed))
            await uow.commit()
        return (await self.show(admin, now)).adding(*notes)


def split_team(words: str) -> tuple[str, str]:
    """Part "mardi 14h pour Enfance Nord" into the moment and the team's name, "" for none."""
    parts = words.split()
    for n in range(1, len(parts)):
        if parts[n].casefold() in {"pour", "for"}:
            return " ".join(parts[:n]), " ".join(parts[n + 1 :])
    return words, ""


def _moved(plan: Plan, which: Which, moment: WeeklyMoment) -> Plan:
    match which:
        case "opens":
            return replace(plan, opens=moment)
        case "reminds":
            return replace(plan, reminds=moment)
        case "closes":
            return replace(plan, closes=moment)
        case "digest":
            return replace(plan, digest=moment)


def _leaving(far: Leaving) -> tuple[Note, ...]:
    if far.due == 0 or far.sent + far.due < BIG_ROUND:
        return ()
    return (Note(text("planning.leaving", n=far.sent, total=far.sent + far.due)),)


def _row(name: Text, at: datetime) -> tuple[Text, Text]:
    return name, text("planning.at", when=Moment(at))
