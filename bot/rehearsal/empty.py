"""An empty stage: a team chat where nobody has set Lien up yet, and a clock that waits for you."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.adapters.local.stage import Step
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Reply
from bot.checkins.model import Plan, Round
from bot.clock import SimulatedClock
from bot.i18n.text import Moment, Text, text
from bot.people.model import DEFAULT_ZONE
from bot.scheduling import Timeline
from bot.wiring import Lien

_MORNING = time(8, 40)
_A_LITTLE = timedelta(minutes=10)


class EmptyStage:
    """The world behind the local page before anything is set up (`adapters.local.stage.Stage`)."""

    def __init__(self, lien: Lien, clock: SimulatedClock) -> None:
        self._lien = lien
        self._clock = clock
        self._timeline = Timeline(clock, lien.services)
        self._waiting = text("demo.waiting_setup")

    def now(self) -> datetime:
        """Return the simulated instant, in UTC."""
        return self._clock.now()

    def progress(self) -> tuple[int, int] | None:
        """Return None: there is no past to play."""
        return None

    def waiting(self) -> Text:
        """Say in one sentence what the bot waits for."""
        return self._waiting

    async def prepare(self) -> None:
        """Find out what is there already, in a folder that is taken up again."""
        await self._advance(self._clock.now())

    async def receive(self, incoming: Incoming) -> Reply | None:
        """Act on what the visitor does, and let whatever that queued leave at once."""
        reply = await self._lien.router(incoming)
        await self._advance(self._clock.now())
        return reply

    async def advance(self, step: Step) -> None:
        """Move the clock one hour, to the next morning, or to the next check-in."""
        now = self._clock.now()
        if step == "hour":
            await self._advance(now + timedelta(hours=1))
        elif step == "morning" or (opens_at := await self._next_opening()) is None:
            await self._advance(_next_morning(now))
        else:
            await self._advance(max(opens_at, now) + _A_LITTLE)

    async def speak(self, language: str) -> None:
        """Make departments speak the reader's language, from now on."""
        async with self._lien.unit_of_work() as uow:
            directory = await uow.people.directory()
            other = [unit for unit in directory.departments if unit.language != language]
            if other:
                await uow.people.save_units(*(replace(unit, language=language) for unit in other))
                await uow.commit()

    async def _advance(self, to: datetime) -> None:
        await self._timeline.advance(to)
        self._waiting = await self._sentence(to)

    async def _sentence(self, now: datetime) -> Text:
        async with self._lien.unit_of_work() as uow:
            open_rounds = [r for r in await uow.rounds.unfinished() if r.closes_at > now]
        if open_rounds:
            return text("demo.waiting_answers", closes=Moment(_soonest(open_rounds)))
        opens_at = await self._next_opening()
        if opens_at is None:
            return text("demo.waiting_setup")
        return text("demo.waiting_round", opens=Moment(opens_at))

    async def _next_opening(self) -> datetime | None:
        async with self._lien.unit_of_work() as uow:
            plans: list[Plan] = [plan for plan in await uow.rounds.plans() if plan.is_running]
        found = [await self._lien.season.opening.next_opening(plan) for plan in plans]
        return min(found, default=None)


def _soonest(rounds: list[Round]) -> datetime:
    return min(one.closes_at for one in rounds)


def _next_morning(now: datetime) -> datetime:
    zone = ZoneInfo(DEFAULT_ZONE)
    tomorrow = now.astimezone(zone) + timedelta(days=1)
    return datetime.combine(tomorrow.date(), _MORNING, zone)
