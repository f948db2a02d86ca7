"""Before the first check-in: the team reads what is coming, with a pause to read the charter."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Message, Note
from bot.checkins import views
from bot.checkins.model import Plan, require_time
from bot.checkins.planning_views import moments_moved
from bot.checkins.ports import CheckinsUnitOfWork
from bot.checkins.service.opening import Opening
from bot.errors import UserError
from bot.outbox.model import Entry, Recipient, ToChannel, ToPerson
from bot.outbox.ports import Edits
from bot.people.asking import Asked
from bot.people.budget import Budget
from bot.people.model import Directory
from bot.people.moments import NextMoment, parse_weekly, write_weekly

PAUSE: Final = timedelta(days=7)
"""Between the announcement and the first questions: time to read the charter, and to ask."""
MOMENTS: Final = ("opens", "reminds", "closes", "digest")
State: TypeAlias = Literal["none", "ready", "running"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcing:
    """Prepares a department's rhythm, announces it, and starts it after a pause."""

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    opening: Opening
    next_moment: NextMoment
    edits: Edits
    budget: Budget

    async def state(self, department: str) -> State:
        """Tell whether there is a rhythm, and whether check-ins run."""
        plan = await self._plan(department)
        if plan is None:
            return "none"
        return "running" if plan.is_running else "ready"

    async def written(self, department: str, language: str) -> Mapping[str, str]:
        """Return each weekly moment, as it is or would be, the way people type it."""
        plan = await self._plan(department) or _usual(department)
        return {name: write_weekly(getattr(plan, name), language) for name in MOMENTS}

    async def prepare(
        self, asked: Asked, moments: Mapping[str, str], stale: Collection[str], now: datetime
    ) -> tuple[Note, ...]:
        """Keep a rhythm; one that runs already goes on with it, and what is not named stays.

        Raises:
            UserError: a moment cannot be read, or under a day would be left to answer.
        """
        read = {name: parse_weekly(moments[name]) for name in MOMENTS if name in moments}
        department = asked.department
        async with self.unit_of_work() as uow:
            plans = {plan.department: plan for plan in await uow.rounds.plans()}
            plan = plans.get(department) or replace(_usual(department), is_running=False)
            changed = replace(
                plan,
                since=now,
                opens=read.get("opens", plan.opens),
                reminds=read.get("reminds", plan.reminds),
                closes=read.get("closes", plan.closes),
                digest=read.get("digest", plan.digest),
            )
            require_time(changed)
            notes: tuple[Note, ...] = ()
            if await uow.inbox.mark(asked.event):
                await uow.rounds.save_plan(changed)
                fields = {f"{name}/{department}" for name in stale}
                moved = moments_moved(plan, changed)
                notes = await self.edits.note(uow, asked.person, moved, fields)
            await uow.commit()
        return notes

    async def announcement(
        self, department: str, contact: str, now: datetime
    ) -> tuple[Message, datetime]:
        """Return what the team would read now, and when the first questions would come.

        Raises:
            UserError: no rhythm was chosen.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        opens_at = await self._first(department, now)
        return self._message(directory, department, opens_at, contact, now), opens_at

    async def announce(
        self, department: str, contact: str, event: str, now: datetime
    ) -> tuple[int, int, datetime]:
        """Tell the team and start after a pause, both or neither.

        Raises:
            UserError: no rhythm was chosen.
        """
        opens_at = await self._first(department, now)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            plans = {plan.department: plan for plan in await uow.rounds.plans()}
            plan = plans[department]
            message = self._message(directory, department, opens_at, contact, now)
            told = _told(directory, department)
            if await uow.inbox.mark(event):
                await uow.rounds.save_plan(replace(plan, since=now + PAUSE, is_running=True))
                unit = directory.units[department]
                prompting = self.budget.announced(directory, department, now + PAUSE)
                # Nobody is invited before they had the time to read what is coming.
                prompting = replace(prompting, since=max(prompting.since, now + PAUSE))
                await uow.people.save_units(replace(unit, prompting=prompting))
                await uow.outbox.add(
                    *(
                        Entry(
                            id=f"announcement/{department}/{_name(to)}/{event}",
                            kind="checkins.announcement",
                            to=to,
                            message=message,
                            not_before=now,
                            not_after=opens_at,
                        )
                        for to in told
                    )
                )
            await uow.commit()
        channels = sum(isinstance(to, ToChannel) for to in told)
        return channels, len(told) - channels, opens_at

    async def _first(self, department: str, now: datetime) -> datetime:
        plan = await self._plan(department)
        if plan is None:
            raise UserError("planning.none")
        return await self.opening.next_opening(replace(plan, since=now + PAUSE))

    async def _plan(self, department: str) -> Plan | None:
        async with self.unit_of_work() as uow:
            plans = await uow.rounds.plans()
        return next((plan for plan in plans if plan.department == department), None)

    def _message(
        self, directory: Directory, department: str, opens_at: datetime, contact: str, now: datetime
    ) -> Message:
        zone = ZoneInfo(directory.unit_zone(department))
        first: date = opens_at.astimezone(zone).date()
        prompting = self.budget.announced(directory, department, now)
        return views.announcement(first, contact, prompting)


def _usual(department: str) -> Plan:
    return Plan(department=department, since=datetime(2000, 1, 1, tzinfo=UTC))


def _told(directory: Directory, department: str) -> list[Recipient]:
    """List channels of teams, and in private who reads none of them."""
    channels = {u.id: u.channel for u in directory.under(department) if u.channel is not None}
    found: list[Recipient] = [ToChannel(channel) for channel in channels.values()]
    found += [
        ToPerson(person.id)
        for person in directory.homed(department)
        if not any(unit.id in channels for unit in directory.above(person.unit))
    ]
    return found


def _name(to: Recipient) -> str:
    return to.person if isinstance(to, ToPerson) else str(to.channel)
