"""The set-up on the local page: `lien try --empty` as a process, played as a browser plays it."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import aiohttp

from tests.scenarios.sixty import shown
from tests.scenarios.sixty.script import Fills, Named, Presses, Team, Types

TODAY = "2026-11-19"  # a Thursday
MORNINGS = 5  # from the Thursday of the questions to the Tuesday of the digest
LARGEST_TEAM = 20  # a channel of more is everybody's


class Page:
    """`chat.Chat` over the page's own requests; `?as=` is who is played, as in its account menu."""

    def __init__(self, browser: aiohttp.ClientSession, language: str) -> None:
        self.language = language
        self.teams: tuple[Team, ...] = ()
        self._browser = browser
        self._events = count()
        self._admin = ""
        self._last: Any = {}
        self._users: dict[str, str] = {}

    async def open(self) -> None:
        """Open the page as its first persona, then as everybody, to see who reads which channel."""
        start = await self._get("/api/start", "")
        self._admin = start["me"]["user"]
        self._users = {f"@{p['name']}": p["user"] for p in start["personas"]}
        readers: dict[str, list[Named]] = {}
        for name, user in self._users.items():
            seen = (await self._get("/api/start", user))["conversations"]
            for channel in (one["title"] for one in seen if one["kind"] == "channel"):
                readers.setdefault(channel, []).append(Named(name, name))
        self.teams = tuple(
            Team(channel=Named(f"#{channel}", f"#{channel}"), people=tuple(people))
            for channel, people in readers.items()
            if len(people) <= LARGEST_TEAM
        )

    async def types(self, move: Types) -> str:
        return await self._read({"type": "post", "words": f"/lien {move.words}"})

    async def fills(self, move: Fills) -> str:
        form = self._last["form"]
        assert set(move.values) <= {field.get("name") for field in form["fields"]}
        return await self._read(_sent(form, move.values))

    async def presses(self, move: Presses) -> str:
        return await self._read(_pressed(self._last["message"], move.nth))

    async def until_asked(self) -> None:
        await self._advance("round")

    async def answers(self, person: str, charge: int, lien: int) -> str:
        user = self._users[person]
        (*_, invitation) = await self._messages(user, f"direct/{user}", "checkins.invitation")
        form = (await self._act(user, _pressed(invitation["parts"])))["form"]
        done = await self._act(user, _sent(form, {"charge": str(charge), "lien": str(lien)}))
        assert not done["is_refusal"]
        return shown.all_of(form) + shown.all_of(done)

    async def until_posted(self) -> None:
        for _ in range(MORNINGS):
            await self._advance("morning")
        await self._advance("hour")

    async def told(self, person: str = "") -> str:
        user = self._users[person] if person else self._admin
        return shown.all_of([m["parts"] for m in await self._messages(user, f"direct/{user}")])

    async def posted(self, team: Team) -> list[str]:
        reader, place = self._users[team.people[0].typed], f"channel/{team.channel.typed[1:]}"
        return [shown.all_of(m["parts"]) for m in await self._messages(reader, place)]

    async def _read(self, payload: dict[str, Any]) -> str:
        self._last = await self._act(self._admin, payload)
        assert not self._last["is_refusal"], self._last
        return shown.all_of(self._last)

    async def _act(self, user: str, payload: dict[str, Any]) -> Any:
        event = f"an-event-{next(self._events)}"
        body = {"event": event, "place": f"direct/{user}", **payload}
        return (await self._post("/api/act", user, body))["reply"]

    async def _messages(self, user: str, place: str, kind: str = "") -> list[Any]:
        found = (await self._get("/api/messages", user, place=place))["messages"]
        return [one for one in found if not kind or one["kind"] == kind]

    async def _advance(self, step: str) -> None:
        await self._post("/api/advance", self._admin, {"step": step})

    async def _get(self, path: str, user: str, **query: str) -> Any:
        async with self._browser.get(path, params=self._as(user) | query) as answer:
            assert answer.status == HTTPStatus.OK, await answer.text()
            return await answer.json()

    async def _post(self, path: str, user: str, body: Any) -> Any:
        async with self._browser.post(path, params=self._as(user), json=body) as answer:
            assert answer.status == HTTPStatus.OK, await answer.text()
            return await answer.json()

    def _as(self, user: str) -> dict[str, str]:
        return {"lang": self.language} | ({"as": user} if user else {})


def _pressed(parts: list[Any], nth: int = 0) -> dict[str, Any]:
    """Give what the page sends of a press on a button, the first one unless said."""
    button = next(part for part in parts if part["kind"] == "choices")["buttons"][nth]
    return {"type": "press", "action": button["action"], "value": button["value"]}


def _sent(form: Any, values: Any) -> dict[str, Any]:
    """Give what the page sends of a form: every field, filled in or as it opened."""
    named = {f["name"]: f.get("initial") or "" for f in form["fields"] if "name" in f}
    return {
        "type": "form",
        "form": form["name"],
        "context": form["context"],
        "values": {**named, **values},
    }


@asynccontextmanager
async def on_the_page(folder: Path, language: str) -> AsyncIterator[Page]:
    """Start `lien try --empty` and open its page."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "try", "--empty", "--no-open", "--lang", language,
        "--data", str(folder), "--today", TODAY, stdout=PIPE, stderr=DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        address = urlsplit((await process.stdout.readline()).decode().strip())
        cookies = aiohttp.CookieJar(unsafe=True)
        base = f"{address.scheme}://{address.netloc}"
        async with aiohttp.ClientSession(base, cookie_jar=cookies) as browser:
            (token,) = parse_qs(address.query)["token"]
            async with browser.get("/", params={"token": token, "lang": language}) as page:
                assert page.status == HTTPStatus.OK
            opened = Page(browser, language)
            await opened.open()
            yield opened
    finally:
        process.terminate()
        await process.communicate()
