"""How Slack reaches an app: sockets it opened, or signed requests to its address."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import WSMsgType, web

from tests.doubles.slack.team import APP

ACK_SECONDS = 3.0
MOST_SOCKETS = 10


class NotTaken(Exception):
    """The app did not acknowledge in time: Slack shows its user an error."""


@dataclass
class Sockets:
    """Socket Mode: at most ten connections, a payload goes to one of them and waits for its ack."""

    waiting: dict[str, asyncio.Future[dict[str, Any]]] = field(default_factory=dict)
    open: list[web.WebSocketResponse] = field(default_factory=list)
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    ghosts: int = 0
    refused: int = 0
    tickets: set[str] = field(default_factory=set)
    swallows: int = 0
    _sent: int = 0

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            raise web.HTTPForbidden(text="invalid ticket")
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        if len(self.open) >= MOST_SOCKETS:
            self.refused += 1
            await socket.close()
            return socket
        self.open.append(socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.open) + self.ghosts,
                "connection_info": {"app_id": APP},
                "debug_info": {"host": "double", "approximate_connection_time": 18060},
            }
        )
        self.connected.set()
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    self._heard(json.loads(message.data))
        finally:
            if socket in self.open:
                self.open.remove(socket)
            if not self.open:
                self.connected.clear()
        return socket

    def _heard(self, answer: dict[str, Any]) -> None:
        future = self.waiting.pop(answer.get("envelope_id", ""), None)
        if future is not None and not future.done():
            future.set_result(answer.get("payload") or {})

    async def send(
        self, kind: str, payload: dict[str, Any], *, attempt: int = 0, reason: str = ""
    ) -> dict[str, Any]:
        """Hand a payload to one connection and return what came with the ack.

        Raises:
            NotTaken: nobody is connected, or nobody acknowledged in time.
        """
        if not self.open:
            raise NotTaken("nobody is connected")
        if self.swallows:
            self.swallows -= 1
            raise NotTaken("a connection nobody reads any more took it")
        self._sent += 1
        envelope = f"envelope-{self._sent}-{id(payload)}"
        future: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self.waiting[envelope] = future
        socket = self.open[self._sent % len(self.open)]
        more = {"retry_attempt": attempt, "retry_reason": reason} if kind == "events_api" else {}
        try:
            await socket.send_json(
                {
                    "type": kind,
                    "envelope_id": envelope,
                    "payload": payload,
                    "accepts_response_payload": kind != "events_api",
                    **more,
                }
            )
            return await asyncio.wait_for(future, ACK_SECONDS)
        except (TimeoutError, ConnectionError) as lost:
            raise NotTaken("no ack") from lost
        finally:
            self.waiting.pop(envelope, None)

    async def refresh(self) -> None:
        """Ask every connection to make way, as Slack does every few hours."""
        for socket in list(self.open):
            await socket.send_json({"type": "disconnect", "reason": "refresh_requested"})
            await socket.close()

    async def cut(self) -> None:
        """Drop every connection without a word."""
        for socket in list(self.open):
            await socket.close(code=1011)


@dataclass
class Requests:
    """Signed requests to an app's address."""

    url: str
    signing_secret: str

    async def send(
        self, kind: str, payload: dict[str, Any], *, attempt: int = 0, reason: str = ""
    ) -> dict[str, Any]:
        """Post a payload as Slack does and return what the app answered.

        Raises:
            NotTaken: no answer in time, or another status than 200.
        """
        if kind == "events_api":
            body, content = json.dumps(payload), "application/json"
        elif kind == "slash_commands":
            body, content = urlencode(payload), "application/x-www-form-urlencoded"
        else:
            body = urlencode({"payload": json.dumps(payload)})
            content = "application/x-www-form-urlencoded"
        headers = {"Content-Type": content, **self.signed(body)}
        if attempt:
            headers |= {"X-Slack-Retry-Num": str(attempt), "X-Slack-Retry-Reason": reason}
        status, text = await self.post(body, headers)
        if status != 200:
            raise NotTaken(f"HTTP {status}")
        try:
            answer = json.loads(text) if text.strip().startswith("{") else {}
        except ValueError:
            answer = {}
        return answer if answer or not text else {"text": text}

    def signed(
        self, body: str, at: float | None = None, secret: str | None = None
    ) -> dict[str, str]:
        """Sign a body as of an instant, now by default."""
        stamp = str(int(time.time() if at is None else at))  # noqa: TID251 - Slack signs by the wall
        key = (secret or self.signing_secret).encode()
        digest = hmac.new(key, f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def post(self, body: str, headers: dict[str, str]) -> tuple[int, str]:
        """Post anything, and give the status and the text."""
        limit = aiohttp.ClientTimeout(total=ACK_SECONDS)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as session,
                session.post(self.url, data=body, headers=headers) as response,
            ):
                return response.status, await response.text()
        except (TimeoutError, aiohttp.ClientError) as lost:
            raise NotTaken("no answer") from lost
