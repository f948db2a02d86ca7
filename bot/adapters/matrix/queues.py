"""What is to be done in each room, in order, until it is done; rooms do not wait for each other."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

import structlog

from bot.errors import ChatError, LienError, Refused, Throttled

_FIRST_SECONDS, _LONGEST_SECONDS = 0.5, 30.0
_AT_ONCE = 16
Work: TypeAlias = Callable[[], Awaitable[None]]
log = structlog.get_logger()


def pause(error: BaseException, failures: int) -> float:
    """Say how long to wait after so many failures in a row, in seconds, never twice the same."""
    if isinstance(error, Throttled):
        return error.retry_after_seconds + random.uniform(0, 1)  # noqa: S311 - no secret
    longest = min(_FIRST_SECONDS * 2 ** min(failures, 10), _LONGEST_SECONDS)
    return random.uniform(longest / 2, longest)  # noqa: S311 - no secret


@dataclass(frozen=True, slots=True)
class _Task:
    event: str
    work: Work


class Queues:
    """Runs work room by room.

    Work that fails as a chat fails is tried again until it succeeds or is refused: what a person
    is owed is not dropped because a homeserver restarts.

    Args:
        forget: called with events whose work is over.
    """

    def __init__(self, forget: Callable[[list[str]], Awaitable[None]]) -> None:
        self._forget = forget
        self._waiting: dict[str, deque[_Task]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._over: list[str] = []
        self._wake = asyncio.Event()
        self._room = asyncio.Semaphore(_AT_ONCE)
        self._forgetting = asyncio.create_task(self._forget_all())

    def put(self, room: str, event: str, work: Work) -> None:
        """Add work behind what waits for a room; `event` is forgotten once it is over."""
        self._waiting.setdefault(room, deque()).append(_Task(event, work))
        if room not in self._workers:
            self._workers[room] = asyncio.create_task(self._work(room))

    async def stop(self, seconds: float) -> None:
        """Let what is in hand end, for so long; what is left is taken up after the next start."""
        running = set(self._workers.values())
        for queue in self._waiting.values():
            queue.clear()
        if running:
            _, late = await asyncio.wait(running, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        self._forgetting.cancel()
        await asyncio.gather(self._forgetting, return_exceptions=True)
        if self._over:
            await self._forget(self._over)

    async def _work(self, room: str) -> None:
        queue = self._waiting[room]
        while queue:
            task = queue.popleft()
            await self._until_over(task.work)
            self._over.append(task.event)
            self._wake.set()
        del self._waiting[room], self._workers[room]

    async def _until_over(self, work: Work) -> None:
        failures = 0
        while True:
            try:
                async with self._room:
                    await work()
            except Refused as error:
                log.warning("matrix.not_done", error=type(error).__name__)
                return
            except ChatError as error:
                failures += 1
                await asyncio.sleep(pause(error, failures))
            except LienError as error:
                log.error("matrix.not_done", error=type(error).__name__)  # noqa: TRY400
                return
            except Exception as error:  # noqa: BLE001 - one room's trouble is not everyone's
                # No traceback: it could quote what somebody wrote.
                log.error("matrix.not_done", error=type(error).__name__)  # noqa: TRY400
                return
            else:
                return

    async def _forget_all(self) -> None:
        while True:
            await self._wake.wait()
            self._wake.clear()
            over, self._over = self._over, []
            try:
                if over:
                    await self._forget(over)
            except LienError as error:
                # They are acted on again after the next start, which they must bear anyway.
                log.warning("matrix.not_forgotten", error=type(error).__name__)
