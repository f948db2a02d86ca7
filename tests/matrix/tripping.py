"""A homeserver seen through a proxy that trips: answers lost, refused, late, or of another time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import ClientSession, web


@dataclass(kw_only=True)
class Trip:
    """What happens to the next requests whose path holds some words.

    Args:
        status: answered in the homeserver's place; 0: the connection is cut.
        after: whether the homeserver had heard the request all the same.
    """

    path: str
    status: int = 0
    body: dict[str, Any] = field(default_factory=dict)
    times: int = 1
    after: bool = False


class Tripping:
    """Listens on a free port of this machine and hands everything to the homeserver."""

    def __init__(self, behind: str) -> None:
        self._behind = behind
        self._runner: web.AppRunner | None = None
        self._session: ClientSession | None = None
        self.trips: list[Trip] = []
        self.paths: list[str] = []
        self.rewrite: Callable[[str, bytes], bytes] = lambda _path, body: body
        self.address = ""

    async def __aenter__(self) -> Self:
        self._session = ClientSession(auto_decompress=True)
        app = web.Application(client_max_size=50_000_000)
        app.router.add_route("*", "/{tail:.*}", self._pass)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        assert self._session is not None
        await self._runner.cleanup()
        await self._session.close()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        self.paths.append(request.path)
        trip = next((t for t in self.trips if t.path in request.path and t.times), None)
        if trip is not None:
            trip.times -= 1
        if trip is None or trip.after:
            status, body = await self._ask(request)
        else:
            status, body = 0, b""
        if trip is None:
            return web.Response(status=status, body=body, content_type="application/json")
        if trip.status:
            return web.json_response(trip.body, status=trip.status)
        assert request.transport is not None
        request.transport.abort()
        await asyncio.sleep(0)
        return web.Response()

    async def _ask(self, request: web.Request) -> tuple[int, bytes]:
        assert self._session is not None
        kept = {"Authorization", "Content-Type"}
        async with self._session.request(
            request.method,
            self._behind + request.raw_path,
            data=await request.read(),
            headers={k: v for k, v in request.headers.items() if k in kept},
        ) as answer:
            return answer.status, self.rewrite(request.path, await answer.read())
