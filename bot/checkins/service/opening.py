"""Opens rounds when they are due: freezes the roster, fills the box with dummies, invites."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.chat.outgoing import Form
from bot.checkins import views
from bot.checkins.ballot import new_round_keys, seal_ballot, slot_of
from bot.checkins.frozen import FrozenChanged, mark_of
from bot.checkins.model import (
    LEAST_DAYS_ON_ROSTER,
    Plan,
    Round,
    round_id,
    worth_opening,
)
from bot.checkins.ports import BallotBox, CheckinsUnitOfWork, Slot
from bot.checkins.service import keys
from bot.disclosure.roster import Policy, Roster, RosterPerson, RosterUnit
from bot.outbox.model import Entry, ToPerson
from bot.people.model import Directory, Person
from bot.people.moments import NextMoment
from bot.people.prompting import asked_at
from bot.sealing.ports import Keyring
from bot.sealing.secretbox import new_key

LEAVE = timedelta(weeks=4)
_WEEK = timedelta(days=7)
_WEEKS_SEARCHED = 110  # longer than any leave with a known end; each is computed in a moment

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """Opens at most one round an ISO week and department, late if need be, never twice."""

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    box: BallotBox
    keyring: Keyring
    next_moment: NextMoment
    writer: views.FormWriter
    policy: Policy

    async def run_due(self, now: datetime) -> datetime | None:
        """Open, or skip and say so, whatever is due; return when the next opening is."""
        async with self.unit_of_work() as uow:
            plans = [plan for plan in await uow.rounds.plans() if plan.is_running]
            for plan in plans:
                _doubt_clock(await uow.rounds.latest(plan.department), now)
        following = [await self._follow(plan, now) for plan in plans]
        return min(following, default=None)

    async def has_begun(self, department: str) -> bool:
        """Tell whether a department was ever asked: who comes after its first round waits."""
        async with self.unit_of_work() as uow:
            return await uow.rounds.first(department) is not None

    async def next_opening(self, plan: Plan) -> datetime:
        """Return when a department is next asked.

        A week that had its round is left alone, and so is one it is shut or on a break in.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            latest = await uow.rounds.latest(plan.department)
        zone = directory.unit_zone(plan.department)
        after = max(plan.since, latest.opens_at) if latest else plan.since
        opens_at = self.next_moment(plan.opens, zone, after)
        for _ in range(_WEEKS_SEARCHED):
            has_opened = latest is not None and self._id(plan, opens_at, zone) == latest.id
            day = opens_at.astimezone(ZoneInfo(zone)).date()
            if not has_opened and not directory.rests(plan.department, day):
                break
            opens_at = self.next_moment(plan.opens, zone, opens_at)
        return opens_at

    async def _follow(self, plan: Plan, now: datetime) -> datetime:
        while (opens_at := await self.next_opening(plan)) <= now:
            await self._open(plan, opens_at, now)
        return opens_at

    async def _open(self, plan: Plan, opens_at: datetime, now: datetime) -> None:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            first = await uow.rounds.first(plan.department)
            unit = directory.units[plan.department]
            policy = await self._policy(uow, plan.department, unit.least_answers)
        opened = self._round(plan, opens_at, directory, first)
        roster = frozen_roster(directory, plan.department, self._day(opened, directory))
        if not worth_opening(now, opened.closes_at):
            await self._skip(opened, roster, policy, directory, now)
            return
        await self._fill_box(opened, roster, policy)
        contacts = directory.contacts(plan.department, self.writer.contacts)
        writer = replace(self.writer, contacts=contacts)
        forms = {
            language: writer.form(opened, language)
            for language in self.writer.questionnaire.by_language
        }
        async with self.unit_of_work() as uow:
            await uow.rounds.add(opened, roster, policy)
            await uow.outbox.add(
                *(
                    _invitation(
                        opened,
                        person,
                        forms[directory.language(person)],
                        asked_at(person.prompted_at, directory.zone(person), now, opened.closes_at),
                    )
                    for person in reachable(directory, roster, self._day(opened, directory))
                )
            )
            await uow.commit()
        log.info("round.opened", round=opened.id, people=len(roster.people))

    async def _policy(self, uow: CheckinsUnitOfWork, department: str, least: int) -> Policy:
        """Give the thresholds: configured or raised, none lower than those of the round before."""
        asked = replace(self.policy, k=max(self.policy.k, least))
        latest = await uow.rounds.latest(department)
        if latest is None:
            return asked
        try:
            _, before = await uow.rounds.frozen(latest.id)
        except FrozenChanged:
            return asked
        if asked.k < before.k:
            log.warning(
                "round.threshold_kept",
                says=f"k was {before.k}: it can be raised, never lowered to {asked.k}",
            )
        return replace(asked, k=max(asked.k, before.k))

    def _round(
        self, plan: Plan, opens_at: datetime, directory: Directory, first: Round | None
    ) -> Round:
        zone = directory.unit_zone(plan.department)
        closes_at = self.next_moment(plan.closes, zone, opens_at)
        week = 1 if first is None else 1 + (_monday(opens_at) - _monday(first.opens_at)) // _WEEK
        return Round(
            id=self._id(plan, opens_at, zone),
            department=plan.department,
            week=week,
            opens_at=opens_at,
            reminds_at=self.next_moment(plan.reminds, zone, opens_at),
            closes_at=closes_at,
            digest_at=self.next_moment(plan.digest, zone, closes_at),
            rotating=self.writer.questionnaire.rotating_for(week),
            state="open",
        )

    async def _skip(
        self, missed: Round, roster: Roster, policy: Policy, directory: Directory, now: datetime
    ) -> None:
        async with self.unit_of_work() as uow:
            await uow.rounds.add(replace(missed, state="skipped"), roster, policy)
            if missed.closes_at + _WEEK > now:
                await uow.outbox.add(
                    *(
                        Entry(
                            id=f"skipped/{missed.id}/{person.id}",
                            kind="checkins.skipped",
                            to=ToPerson(person.id),
                            message=views.skipped(),
                            not_before=now,
                            not_after=missed.opens_at + _WEEK,
                        )
                        for person in reachable(directory, roster, self._day(missed, directory))
                    )
                )
            await uow.commit()
        log.warning("round.skipped", round=missed.id)

    async def _fill_box(self, opened: Round, roster: Roster, policy: Policy) -> None:
        public_key, secret_key = new_round_keys()
        slot_key = new_key()
        await self.keyring.create(keys.slot(opened.id), slot_key)
        await self.keyring.create(keys.public(opened.id), public_key)
        await self.keyring.create(keys.secret(opened.id), secret_key)
        await self.keyring.create(keys.frozen(opened.id), mark_of(opened, roster, policy))
        slots = [slot_of(slot_key, person.id) for person in roster.people]
        await self.box.prepare(
            opened.id, [Slot(slot, seal_ballot(public_key, slot, None)) for slot in slots]
        )

    @staticmethod
    def _id(plan: Plan, opens_at: datetime, zone: str) -> str:
        return round_id(plan.department, opens_at.astimezone(ZoneInfo(zone)))

    @staticmethod
    def _day(opened: Round, directory: Directory) -> date:
        zone = ZoneInfo(directory.unit_zone(opened.department))
        return opened.opens_at.astimezone(zone).date()


def invitations(round_id: str) -> str:
    """Return how the ids of a round's invitations begin."""
    return f"invitation/{round_id}/"


def _invitation(opened: Round, person: Person, form: Form, now: datetime) -> Entry:
    return Entry(
        id=f"{invitations(opened.id)}{person.id}",
        kind="checkins.invitation",
        to=ToPerson(person.id),
        message=views.invitation(opened, person.name, form),
        not_before=now,
        not_after=opened.closes_at,
        collapse_key=f"checkin/{opened.id}/{person.id}",
    )


def frozen_roster(directory: Directory, department: str, day: date) -> Roster:
    """Freeze who is part of a round: everyone homed in the department, the long absent left out.

    Accounts that joined under 30 days ago answer but are not counted, so that nobody can pad a
    team with them; neither are guests and bots.
    """
    units = directory.under(department)
    manages: dict[str, list[str]] = {}
    for grant in directory.grants:
        if grant.role == "manager":
            manages.setdefault(grant.person, []).append(grant.unit)
    return Roster(
        units=tuple(RosterUnit(id=u.id, parent=u.parent or "", merge=u.merge or "") for u in units),
        people=tuple(
            RosterPerson(
                id=p.id,
                unit=p.unit,
                manages=tuple(sorted(manages.get(p.id, ()))),
                eligible=p.is_counted
                and (p.joined is None or (day - p.joined).days >= LEAST_DAYS_ON_ROSTER),
            )
            for p in directory.homed(department)
            if not _is_long_gone(p, day)
        ),
    )


def reachable(directory: Directory, roster: Roster, day: date) -> list[Person]:
    """List whom to write to: the frozen roster less those who paused the bot or whose team rests.

    They stay on the roster and can answer if they wish: what a round compares does not change.
    """
    people = (directory.people.get(p.id) for p in roster.people)
    return [
        p
        for p in people
        if p is not None
        and (p.paused_until is None or p.paused_until < day)
        and not directory.rests(p.unit, day)
    ]


def _is_long_gone(person: Person, day: date) -> bool:
    return any(
        a.first <= day and (a.last is None or (a.last >= day and a.last - a.first >= LEAVE))
        for a in person.absences
    )


def _doubt_clock(latest: Round | None, now: datetime) -> None:
    """Say that the clock was set back: what was opened or closed is not done again."""
    if latest is None:
        return
    happened = latest.closes_at if latest.state == "closed" else latest.opens_at
    if happened > now:
        log.warning(
            "clock.is_behind",
            says=f"round {latest.id} knows of {happened.isoformat()}: set the machine's clock",
        )


def _monday(instant: datetime) -> date:
    return instant.date() - timedelta(days=instant.weekday())
