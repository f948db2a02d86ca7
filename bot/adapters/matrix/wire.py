"""Requests to a homeserver: one attempt each, every outcome one of our errors.

Nothing is tried again here: the outbox, the sync loop and the rooms' queues know what may be.
No body is ever logged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

import aiohttp
from aiohttp import ClientTimeout

from bot.adapters.matrix.errors import LOST, judged, lost
from bot.errors import Unknown

USUAL_SECONDS = 60.0
_FIRST_ERROR = 400


class Wire:
    """Speaks to one homeserver in the bot's name; close it when done.

    Args:
        homeserver: its address, such as `https://matrix.example.org`.
        token: of the bot's login; "" before there is one.
    """

    def __init__(self, homeserver: str, token: str = "") -> None:
        self._homeserver = homeserver.rstrip("/")
        self.token = token
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Let go of every connection."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def get(
        self,
        path: str,
        doing: str,
        query: Mapping[str, str] | None = None,
        seconds: float = USUAL_SECONDS,
    ) -> dict[str, Any]:
        """Ask; `path` is joined by `at`, so that names in it are quoted."""
        full = f"{path}?{urlencode(query)}" if query else path
        return _object(await self._body("GET", full, doing, seconds=seconds), doing)

    async def listed(self, path: str, doing: str) -> list[dict[str, Any]]:
        """Ask for what is answered with a list of objects, such as the state of a room."""
        body = await self._body("GET", path, doing)
        if not isinstance(body, list):
            raise Unknown(f"{doing}: an answer that is no list")
        return [one for one in body if isinstance(one, dict)]

    async def post(self, path: str, doing: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for something to be done."""
        return _object(await self._body("POST", path, doing, data=_encoded(body)), doing)

    async def put(self, path: str, doing: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for something to be done once: the path says which once."""
        return _object(await self._body("PUT", path, doing, data=_encoded(body)), doing)

    async def upload(self, content: bytes, media_type: str) -> str:
        """Keep a file with the homeserver and return its `mxc://` address."""
        path = "/_matrix/media/v3/upload"
        body = await self._body("POST", path, "upload", data=content, media_type=media_type)
        return str(_object(body, "upload").get("content_uri", ""))

    async def _body(  # noqa: PLR0913 - one request, told whole
        self,
        method: str,
        path: str,
        doing: str,
        *,
        data: bytes | None = None,
        media_type: str = "application/json",
        seconds: float = USUAL_SECONDS,
    ) -> object:
        if self._session is None:
            self._session = aiohttp.ClientSession()
        headers = {"Content-Type": media_type}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        try:
            async with self._session.request(
                method,
                self._homeserver + path,
                data=data,
                headers=headers,
                timeout=ClientTimeout(total=seconds),
            ) as response:
                status, raw = response.status, await response.read()
        except LOST as error:
            raise lost(error, doing) from error
        try:
            body = json.loads(raw)
        except ValueError:
            body = None
        if status >= _FIRST_ERROR:
            raise judged(status, body if isinstance(body, dict) else {}, doing)
        return body


def at(*parts: str) -> str:
    """Join a path of the client-server API, each part quoted: `at("rooms", room, "leave")`."""
    return "/_matrix/client/v3/" + "/".join(quote(part, safe="") for part in parts)


def _object(body: object, doing: str) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Unknown(f"{doing}: an answer that is no JSON")
    return body


def _encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
