"""Somebody on matrix-js-sdk, Element's own crypto, leaving out devices nobody vouches for."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import Any, Self

from tests.homeserver import PASSWORD, Homeserver, node
from tests.matrix.person import PATIENCE_SECONDS

SCRIPT = Path(__file__).parent / "js" / "client.mjs"


class Element:
    """One such client, in a process of its own."""

    def __init__(self, server: Homeserver, name: str) -> None:
        self.user = server.user(name)
        self._server = server
        self._process: Process | None = None
        self.seen: list[dict[str, Any]] = []

    async def arrive(self, password: str = PASSWORD) -> Self:
        assert (SCRIPT.parent / "node_modules").is_dir(), "no client to test with: make homeserver"
        self._process = await asyncio.create_subprocess_exec(
            node(), SCRIPT, self._server.address, self.user, password, stdin=PIPE, stdout=PIPE
        )
        await self.until(lambda seen: seen.get("ready") is True)
        return self

    async def until(self, wanted: Any) -> dict[str, Any]:
        """Read on until they see what is wanted."""
        assert self._process is not None
        assert self._process.stdout is not None
        while True:
            try:
                line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE_SECONDS)
            except TimeoutError as error:
                raise AssertionError(f"nothing more came; seen: {self.seen}") from error
            assert line, f"the client ended; seen: {self.seen}"
            self.seen.append(json.loads(line))
            if wanted(self.seen[-1]):
                return self.seen[-1]

    async def say(self, room: str, body: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"room": room, "body": body}).encode() + b"\n")
        await self._process.stdin.drain()

    async def leave(self) -> None:
        if self._process is not None:
            assert self._process.stdin is not None
            self._process.stdin.close()
            await asyncio.wait_for(self._process.wait(), PATIENCE_SECONDS)
