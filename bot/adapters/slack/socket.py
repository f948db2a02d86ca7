"""Socket Mode: connections Lien opens to Slack, the next one open before the last one closes.

Slack ends each connection now and then and says so beforehand; it also ends them without a word.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

import aiohttp
import structlog

from bot.adapters.slack.answers import Ack
from bot.errors import ChatError, OperatorError, Refused, Throttled

PING_SECONDS: Final = 10.0
FIRST_WAIT_SECONDS: Final = 0.5
LONGEST_WAIT_SECONDS: Final = 30.0
QUIET_SECONDS: Final = 60.0
"""How long without a connection before the log says so."""

log = structlog.get_logger()


class Hear(Protocol):
    """Acts on a payload, and says what goes back with its acknowledgement."""

    async def __call__(self, payload: Mapping[str, Any]) -> Ack | None:
        """Return what goes back; None: nothing does, and Slack sends it again."""
        ...


@dataclass(slots=True, kw_only=True)
class Socket:
    """Keeps one connection open, and takes what comes.

    Args:
        open_url: asks Slack for the address of a new connection.
        unheard: told of what went back with an acknowledgement that could not be sent.
        wait: sleeps between attempts.
    """

    session: aiohttp.ClientSession
    open_url: Callable[[], Awaitable[str]]
    hear: Hear
    unheard: Callable[[Mapping[str, Any], Ack], Awaitable[None]]
    wait: Callable[[float], Awaitable[None]] = asyncio.sleep
    is_open: asyncio.Event = field(default_factory=asyncio.Event)
    _live: set[aiohttp.ClientWebSocketResponse] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _failures: int = 0
    _quiet_since: float | None = None

    async def run(self) -> None:
        """Stay connected until cancelled; one connection follows another.

        Raises:
            OperatorError: Slack refuses the app-level token for good.
        """
        while True:
            connection = await self._connect()
            replaced = asyncio.Event()
            self._spawn(self._serve(connection, replaced))
            await replaced.wait()

    async def stop(self) -> None:
        """Close what is open, and finish what is being handled."""
        for connection in tuple(self._live):
            await connection.close()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connect(self) -> aiohttp.ClientWebSocketResponse:
        while True:
            try:
                url = await self.open_url()
                return await self.session.ws_connect(url, heartbeat=PING_SECONDS)
            except Throttled as error:
                await self.wait(error.retry_after_seconds)
            except Refused as error:
                raise OperatorError(
                    f"Slack refuses SLACK_APP_TOKEN ({error}); it needs the scope connections:write"
                ) from error
            except (ChatError, aiohttp.ClientError, TimeoutError, OSError) as error:
                self._failures += 1
                self._complain(type(error).__name__)
                longest = FIRST_WAIT_SECONDS * 2 ** min(self._failures - 1, 10)
                await self.wait(min(longest, LONGEST_WAIT_SECONDS))

    async def _serve(
        self, connection: aiohttp.ClientWebSocketResponse, replaced: asyncio.Event
    ) -> None:
        self._live.add(connection)
        was_greeted = False
        try:
            async for message in connection:
                if message.type is not aiohttp.WSMsgType.TEXT:
                    continue
                envelope = _read(message.data)
                kind = envelope.get("type")
                if kind == "hello":
                    was_greeted = True
                    self._greeted(envelope)
                elif kind == "disconnect":
                    log.info("slack.disconnecting", reason=_reason(envelope))
                    replaced.set()
                elif "envelope_id" in envelope:
                    self._spawn(self._take(connection, envelope))
        finally:
            self._live.discard(connection)
            if not self._live:
                self.is_open.clear()
            if not replaced.is_set() and not was_greeted:
                # Accepted and dropped at once: not a reason to ask again without a breath.
                self._failures += 1
                await self.wait(FIRST_WAIT_SECONDS)
            self._quiet_since = self._quiet_since or asyncio.get_running_loop().time()
            replaced.set()

    def _greeted(self, hello: Mapping[str, Any]) -> None:
        self._failures = 0
        self._quiet_since = None
        self.is_open.set()
        count = hello.get("num_connections")
        connections = count if isinstance(count, int) else 1
        log.info("slack.connected", connections=connections)
        if connections > len(self._live):
            # Another process with the same token, or one that died without closing: Slack gives
            # each event to any one of them, and what a dead one gets is lost.
            log.error("slack.other_connections", connections=connections, ours=len(self._live))

    async def _take(
        self, connection: aiohttp.ClientWebSocketResponse, envelope: Mapping[str, Any]
    ) -> None:
        found = envelope.get("payload")
        payload = found if isinstance(found, dict) else {}
        ack = await self.hear(payload)
        if ack is None:
            return
        answer = {"envelope_id": envelope["envelope_id"], **({"payload": ack} if ack else {})}
        try:
            await connection.send_json(answer)
        except (aiohttp.ClientError, ConnectionError, RuntimeError) as error:
            log.warning("slack.ack_lost", error=type(error).__name__)
            await self.unheard(payload, ack)

    def _complain(self, error: str) -> None:
        now = asyncio.get_running_loop().time()
        self._quiet_since = self._quiet_since or now
        quiet = now - self._quiet_since
        say = log.error if quiet > QUIET_SECONDS and not self._live else log.warning
        say("slack.not_connected", error=error, attempts=self._failures, seconds=round(quiet))

    def _spawn(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _read(data: str) -> Mapping[str, Any]:
    try:
        found = json.loads(data)
    except ValueError:
        log.warning("slack.not_understood", why="no JSON", kind="other")
        return {}
    return found if isinstance(found, dict) else {}


def _reason(envelope: Mapping[str, Any]) -> str:
    reason = str(envelope.get("reason", ""))
    return reason if reason.isascii() and reason.replace("_", "").isalpha() else "other"
