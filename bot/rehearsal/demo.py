"""The demo department as a stage: three months already played, a clock that waits for you."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.adapters.local.stage import Step
from bot.chat.incoming import FormSubmitted, Incoming
from bot.chat.outgoing import Reply as ChatReply
from bot.checkins.model import Plan, Round
from bot.checkins.views import FORM
from bot.clock import SimulatedClock
from bot.i18n.text import Moment, Text, text
from bot.people.model import Directory
from bot.people.prompting import Prompting
from bot.quiethours.model import Schedule, next_open
from bot.rehearsal.colleagues import Colleagues, Reply
from bot.rehearsal.department import Department, account
from bot.rehearsal.practices import cards
from bot.scheduling import RunDue, Timeline
from bot.sharing.weeks import week_at
from bot.wiring import Lien

WEEKS_BEFORE = 13
CURTAIN = time(9, 40)
_THURSDAY = 3
_MORNING = timedelta(minutes=10)
_A_WHILE = timedelta(hours=3)


class DemoStage:
    """The simulated world behind the local page (`adapters.local.stage.Stage`).

    Args:
        lien: assembled on `clock`, with the local chat.
        clock: set to `season_start` of the same day.
        today: the real day, near which the demo takes place.
    """

    def __init__(
        self, lien: Lien, clock: SimulatedClock, department: Department, today: date
    ) -> None:
        self._lien = lien
        self._clock = clock
        self._department = department
        self._root = department.directory.departments[0].id
        self._zone = ZoneInfo(department.directory.unit_zone(self._root))
        self._curtain = curtain(today, self._zone)
        self._everyone = _colleagues(department, department.directory)
        self._others = _colleagues(department, _without_visitors(department))
        self._replies: dict[str, list[Reply]] = {}
        self._unshared = cards(department, self._curtain.astimezone(self._zone).date())
        self._weeks_played = 0
        self._is_ready = False
        self._waiting = text("demo.preparing")
        services: tuple[RunDue, ...] = (*lien.services, self._answer_due)
        self._timeline = Timeline(clock, services)

    def now(self) -> datetime:
        """Return the simulated instant, in UTC."""
        return self._clock.now()

    def progress(self) -> tuple[int, int] | None:
        """Return how many of the past weeks have been played, None once the page is ready."""
        return None if self._is_ready else (self._weeks_played, WEEKS_BEFORE)

    def waiting(self) -> Text:
        """Say in one sentence what the bot waits for."""
        return self._waiting

    async def prepare(self) -> None:
        """Set the department up and play the past; one that is already there goes on."""
        async with self._lien.unit_of_work() as uow:
            known = await uow.people.directory()
            latest = await uow.rounds.latest(self._root) if known.units else None
        if latest is None:
            await self._settle_in()
            for week in range(WEEKS_BEFORE):
                thursday = self._curtain - timedelta(weeks=WEEKS_BEFORE - week)
                await self._share(thursday)
                await self._timeline.advance(thursday)
                self._weeks_played = week
            await self._advance(self._curtain)
        else:
            await self._advance(max(self._clock.now(), latest.opens_at + _MORNING))
        self._is_ready = True

    async def receive(self, incoming: Incoming) -> ChatReply | None:
        """Act on what the visitor does, and let whatever that queued leave at once."""
        reply = await self._lien.router(incoming)
        if self._is_ready:
            await self._advance(self._clock.now())
        return reply

    async def advance(self, step: Step) -> None:
        """Move the clock one hour, to the next working morning, or to the next check-in."""
        now = self._clock.now()
        if step == "hour":
            await self._advance(now + timedelta(hours=1))
        elif step == "morning":
            await self._advance(self._next_morning(now))
        else:
            await self._advance(await self._next_round(now))

    async def speak(self, language: str) -> None:
        """Make the department's language the reader's, for everything said from now on."""
        async with self._lien.unit_of_work() as uow:
            directory = await uow.people.directory()
            root = directory.units[self._root]
            if root.language != language:
                await uow.people.save_units(replace(root, language=language))
                await uow.commit()

    async def _settle_in(self) -> None:
        directory = self._department.directory
        async with self._lien.unit_of_work() as uow:
            await uow.people.save_units(*directory.units.values())
            # One invitation to share stands above the first questions a visitor finds.
            invites = Prompting(since=self._curtain - timedelta(weeks=1))
            await uow.people.save_units(replace(directory.units[self._root], prompting=invites))
            await uow.people.save_people(*directory.people.values())
            await uow.people.grant(*directory.grants)
            await uow.rounds.save_plan(Plan(department=self._root, since=self._clock.now()))
            await uow.commit()

    async def _share(self, until: datetime) -> None:
        """Keep the practices of a week, and of the time before the season with its first."""
        week = week_at(until, self._zone.key)
        due = [card for card in self._unshared if card.week <= week]
        self._unshared = tuple(card for card in self._unshared if card.week > week)
        async with self._lien.unit_of_work() as uow:
            for card in due:
                await uow.cards.add(card)
            await uow.commit()

    async def _advance(self, to: datetime) -> None:
        await self._timeline.advance(to)
        async with self._lien.unit_of_work() as uow:
            latest = await uow.rounds.latest(self._root)
        self._waiting = await self._sentence(latest)

    async def _sentence(self, latest: Round | None) -> Text:
        now = self._clock.now()
        if latest is not None and now < latest.closes_at and latest.state == "open":
            return text("demo.waiting_answers", closes=Moment(latest.closes_at))
        if latest is not None and now < latest.digest_at:
            return text("demo.waiting_digest", digest=Moment(latest.digest_at))
        return text("demo.waiting_round", opens=Moment(await self._next_round(now) - _MORNING))

    async def _next_round(self, now: datetime) -> datetime:
        async with self._lien.unit_of_work() as uow:
            (plan,) = [p for p in await uow.rounds.plans() if p.department == self._root]
        return max(await self._lien.season.opening.next_opening(plan), now) + _MORNING

    def _next_morning(self, now: datetime) -> datetime:
        hours = self._department.directory.unit_hours(self._root)
        tomorrow = now.astimezone(self._zone).replace(hour=0, minute=0) + timedelta(days=1)
        opens = next_open(Schedule(hours=hours, zone=self._zone.key), tomorrow) if hours else None
        return (opens or tomorrow) + _MORNING

    async def _answer_due(self, now: datetime) -> datetime | None:
        """Let simulated colleagues answer what is open, each at their own moment."""
        async with self._lien.unit_of_work() as uow:
            latest = await uow.rounds.latest(self._root)
        if latest is None or latest.state != "open":
            return None
        if latest.id not in self._replies:
            cast = self._everyone if latest.closes_at < self._curtain else self._others
            replies = cast.replies(latest.week, latest.opens_at, latest.closes_at)
            self._replies = {latest.id: [r for r in replies if r.at > now]}
        waiting = self._replies[latest.id]
        due = [reply for reply in waiting if reply.at <= now]
        del waiting[: len(due)]
        await asyncio.gather(*(self._lien.router(_submission(latest, reply)) for reply in due))
        if not waiting:
            return None
        # Colleagues are heard a few at a time, the last ones just before the close.
        return min(max(waiting[0].at, now + _A_WHILE), max(waiting[-1].at, now + _MORNING))


def curtain(today: date, zone: ZoneInfo) -> datetime:
    """Return when a visitor arrives: a Thursday morning, the week's questions just out."""
    thursday = today - timedelta(days=(today.weekday() - _THURSDAY) % 7)
    return datetime.combine(thursday, CURTAIN, zone).astimezone(UTC)


def season_start(today: date, zone: ZoneInfo) -> datetime:
    """Return when the played past begins, the Monday before its first round."""
    return curtain(today, zone) - timedelta(weeks=WEEKS_BEFORE, days=3)


def _colleagues(department: Department, directory: Directory) -> Colleagues:
    return Colleagues(
        directory=directory, moods=department.moods, words=department.words, seed=department.seed
    )


def _without_visitors(department: Department) -> Directory:
    directory = department.directory
    people = {i: p for i, p in directory.people.items() if i not in department.playable}
    return replace(directory, people=people)


def _submission(answered: Round, reply: Reply) -> FormSubmitted:
    person = reply.answer.person
    return FormSubmitted(
        event=f"{answered.id}/{person}",
        account=account(person),
        form=FORM,
        context=answered.id,
        values=reply.answer.form(),
    )
