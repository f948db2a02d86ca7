"""Time: computes when weekly rules are due, and wakes the services when something is.

It holds no business state: every service says itself what is due and when it is needed next.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.date import DateTrigger

from bot.clock import Clock, SimulatedClock
from bot.errors import LienError, OperatorError
from bot.people.moments import WeeklyMoment

LONGEST_SLEEP = timedelta(minutes=1)
AFTER_FAILURE = timedelta(seconds=30)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_JOB = "run-due"
_LOOKS_EVERY_SECONDS = 0.02

log = structlog.get_logger()


class RunDue(Protocol):
    """What every service offers: do what is due, say when something is due next."""

    async def __call__(self, now: datetime) -> datetime | None:
        """Do everything due at `now`; return the next instant, None while nothing is known."""
        ...


def next_moment(rule: WeeklyMoment, zone: str, after: datetime) -> datetime:
    """Return the first instant strictly after `after` at which a weekly wall-clock rule is due.

    An hour that a clock change skips is due right after the gap; one it repeats, the first time.
    """
    # In UTC: local times of an hour that a clock change repeats are equal, and no one instant.
    return _next_moment(rule, zone, after.astimezone(UTC))


@lru_cache(maxsize=256)
def _next_moment(rule: WeeklyMoment, zone: str, after: datetime) -> datetime:
    """Remember the last answers: services ask for the same ones whenever they look."""
    trigger = CronTrigger(
        day_of_week=_DAYS[rule.weekday],
        hour=rule.at.hour,
        minute=rule.at.minute,
        second=0,
        timezone=zone,
    )
    found = trigger.get_next_fire_time(None, after + timedelta(microseconds=1))
    assert isinstance(found, datetime)  # noqa: S101 - a weekly rule always has a next time
    return found.astimezone(UTC)


def own_moment(moment: tuple[int, time], zone: str, after: datetime) -> datetime:
    """Return `next_moment` of a weekday (Monday is 0) and a time, for who knows no rule."""
    return next_moment(WeeklyMoment(*moment), zone, after)


async def settle(services: Sequence[RunDue], now: datetime) -> datetime | None:
    """Run services until none of them has anything due at `now`; return what is due next."""
    while True:
        following = [await run_due(now) for run_due in services]
        later = min((t for t in following if t is not None), default=None)
        if later is None or later > now:
            return later


async def at_once(most: int, lanes: Sequence[Callable[[], Awaitable[None]]]) -> None:
    """Do lanes of work at once, so many at a time; they begin in the order given."""
    turns = asyncio.Semaphore(most)

    async def take(lane: Callable[[], Awaitable[None]]) -> None:
        async with turns:
            await lane()

    async with asyncio.TaskGroup() as group:
        for lane in lanes:
            group.create_task(take(lane))


class Timeline:
    """Plays simulated time: jumps from one due instant to the next, up to where it is asked."""

    def __init__(self, clock: SimulatedClock, services: Sequence[RunDue]) -> None:
        self._clock = clock
        self._services = services
        self._turn = asyncio.Lock()

    async def advance(self, to: datetime) -> datetime | None:
        """Move the clock to `to`, running everything due on the way; return what is due next."""
        async with self._turn:
            while True:
                following = await settle(self._services, self._clock.now())
                if following is None or following > to:
                    break
                self._clock.move_to(following)
            self._clock.move_to(to)
            return await settle(self._services, self._clock.now())


class Alarm:
    """Wakes the services in real time: one date job for the earliest instant anyone named."""

    def __init__(self, clock: Clock, services: Sequence[RunDue]) -> None:
        self._clock = clock
        self._services = services
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self._turn = asyncio.Lock()
        self._is_woken = False

    def start(self) -> None:
        """Begin: whatever is due runs at once."""
        self._scheduler.start()
        self.wake()

    def wake(self) -> None:
        """Look again now: something was queued."""
        self._is_woken = True
        if not self._turn.locked():
            self._arm(self._clock.now())

    async def stop(self) -> None:
        """Let what is running finish, then wake nobody any more."""
        async with self._turn:
            self._scheduler.shutdown(wait=False)

    async def _ring(self) -> None:
        async with self._turn:
            now, following = await self._look()
            while self._is_woken:
                # Queued when the last service had already looked: it must not wait.
                now, following = await self._look()
            latest = now + LONGEST_SLEEP
            if self._scheduler.running:
                self._arm(min(following, latest) if following else latest)

    async def _look(self) -> tuple[datetime, datetime | None]:
        self._is_woken = False
        now = self._clock.now()
        try:
            return now, await settle(self._services, now)
        except Exception as error:  # noqa: BLE001 - the alarm clock must go on ringing
            # No traceback: it could quote content. Our own errors are sentences without any.
            says = str(error) if isinstance(error, LienError) else ""
            log.error("schedule.failed", error=type(error).__name__, says=says)  # noqa: TRY400
            return now, now + AFTER_FAILURE

    def _arm(self, at: datetime) -> None:
        self._scheduler.add_job(
            self._ring,
            DateTrigger(at),
            id=_JOB,
            replace_existing=True,
            misfire_grace_time=None,
            max_instances=2,  # one may be due while the one before has not quite returned
        )


class SteeredTime:
    """Plays time as a file tells it, for tests of a whole process that cannot wait a week.

    The file holds an instant; when it holds a later one, everything due on the way is done, and
    the instant reached is written beside it, as `<file>.reached`.
    """

    def __init__(self, clock: SimulatedClock, services: Sequence[RunDue], file: Path) -> None:
        self._clock = clock
        self._timeline = Timeline(clock, services)
        self._file = file
        self._woken = asyncio.Event()
        self._playing: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin: whatever is due runs at once."""
        self._playing = asyncio.create_task(self._play())

    def wake(self) -> None:
        """Look again now: something was queued."""
        self._woken.set()

    async def stop(self) -> None:
        """Leave off between two instants."""
        if self._playing is not None:
            self._playing.cancel()
            await asyncio.gather(self._playing, return_exceptions=True)

    async def _play(self) -> None:
        reached = self._file.with_name(f"{self._file.name}.reached")
        while True:
            self._woken.clear()
            asked = steered_to(self._file)
            try:
                await self._timeline.advance(max(asked, self._clock.now()))
            except LienError as error:
                log.error("schedule.failed", error=type(error).__name__, says=str(error))  # noqa: TRY400 - no traceback, as above
            reached.write_text(asked.isoformat(), encoding="utf-8")
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._woken.wait(), _LOOKS_EVERY_SECONDS)


def steered_to(file: Path) -> datetime:
    """Return the instant a steering file holds.

    Raises:
        OperatorError: there is no such file, or it holds none.
    """
    try:
        return datetime.fromisoformat(file.read_text(encoding="utf-8").strip()).astimezone(UTC)
    except (OSError, ValueError) as error:
        raise OperatorError(f"{file} must hold an instant, such as 2026-01-05T08:00Z") from error
