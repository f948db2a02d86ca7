from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from bot.adapters.local.app import create_app
from bot.adapters.local.client import LocalChat
from bot.adapters.local.history import History
from bot.adapters.local.stage import Show
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, Incoming, MessagePosted
from bot.chat.outgoing import Ephemeral, Private, Reply
from bot.chat.ports import Delivery
from bot.i18n.text import Reader
from tests.fakes.local_stage import (
    HINTS,
    INVITATION,
    TEAM,
    THURSDAY,
    FakePictures,
    FakeStage,
    ScriptedBot,
    account,
    png,
    small_cast,
)

TOKEN = "a-long-and-random-token"
READER = Reader(language="fr", zone="Europe/Paris", now=THURSDAY)
EVENT = "11111111-2222"


@dataclass
class Opened:
    """A served page and everything behind it."""

    client: TestClient[Request, Application]
    chat: LocalChat
    stage: FakeStage
    bot: ScriptedBot

    async def get(self, path: str, **query: str) -> ClientResponse:
        return await self.client.get(path, params={"token": TOKEN, **query})

    async def post(self, path: str, payload: Any, **query: str) -> ClientResponse:
        return await self.client.post(path, params={"token": TOKEN, **query}, json=payload)

    async def act(self, **payload: object) -> ClientResponse:
        return await self.post("/api/act", {"event": EVENT, **payload})


@pytest_asyncio.fixture
async def opened() -> AsyncIterator[Opened]:
    stage, bot, history = FakeStage(), ScriptedBot(), History()
    chat = LocalChat(history, small_cast())
    pictures = FakePictures({"digest-48@small": png()})
    app = create_app(chat, Show(receive=bot, pictures=pictures, stage=stage, hints=HINTS), TOKEN)
    async with TestClient(TestServer(app)) as client:
        yield Opened(client, chat, stage, bot)
    history.close()


def invitation(key: str = "1") -> Delivery:
    return Delivery(
        key=key,
        to=Private(account("lea")),
        message=INVITATION,
        reader=READER,
        kind="checkins.invitation",
    )


PATHS = ["/", "/page/main.js", "/pictures/digest", "/api/start", "/api/messages", "/api/live"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + "x", "é"])
async def test_nothing_is_served_without_the_token(
    opened: Opened, path: str, token: str | None
) -> None:
    query = {} if token is None else {"token": token}
    answer = await opened.client.get(path, params=query)
    assert answer.status == 403
    assert "lien try" in await answer.text()


async def test_the_page_gives_the_token_as_a_cookie_for_everything_else(opened: Opened) -> None:
    answer = await opened.get("/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert (await opened.client.get("/api/start")).status == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.4:80", ""])
async def test_another_host_name_is_refused_against_rebinding(opened: Opened, host: str) -> None:
    answer = await opened.client.get("/api/start", params={"token": TOKEN}, headers={"Host": host})
    assert answer.status == 403


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
async def test_another_site_cannot_act_even_with_the_token(
    opened: Opened, headers: dict[str, str]
) -> None:
    answer = await opened.client.post(
        "/api/act",
        params={"token": TOKEN},
        json={"event": EVENT, "type": "post", "place": "direct/lea", "words": "/lien"},
        headers=headers,
    )
    assert answer.status == 403
    assert opened.bot.heard == []


@pytest.mark.parametrize("path", ["/", "/page/main.js", "/api/start", "/nowhere"])
async def test_every_answer_forbids_what_the_page_does_not_need(opened: Opened, path: str) -> None:
    headers = (await opened.get(path)).headers
    policy = headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"


async def test_no_address_reaches_a_file_that_is_not_of_the_page(opened: Opened) -> None:
    for name in ("__init__.py", "page.html", "..%2Fapp.py", "%2e%2e/app.py"):
        assert (await opened.get(f"/page/{name}")).status == 404


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff", b"[" * 50_000, b"null"])
async def test_bad_json_is_answered_with_a_sentence(opened: Opened, body: bytes) -> None:
    answer = await opened.client.post(
        "/api/act",
        params={"token": TOKEN},
        data=body,
        headers={"Content-Type": "application/json"},
    )
    assert answer.status == 400
    assert (await answer.json())["error"].endswith(".")


async def test_a_form_post_of_a_plain_page_is_not_read(opened: Opened) -> None:
    answer = await opened.client.post("/api/act", params={"token": TOKEN}, data={"event": EVENT})
    assert answer.status == 415


async def test_a_request_too_large_is_answered_with_a_sentence(opened: Opened) -> None:
    answer = await opened.act(type="post", place="direct/lea", words="x" * 70_000)
    assert answer.status == 413
    assert (await answer.json())["error"] == "Cet envoi est trop gros."


async def test_a_failure_behind_the_page_shows_no_detail(opened: Opened) -> None:
    def fail(_incoming: Incoming) -> Reply | None:
        raise RuntimeError("a detail nobody should read")

    opened.bot.answers[CommandTyped] = fail
    answer = await opened.act(type="post", place="direct/lea", words="/lien")
    assert answer.status == 500
    assert "detail" not in await answer.text()


async def test_words_to_the_bot_are_shown_and_told(opened: Opened) -> None:
    await opened.act(type="post", place="direct/lea", words="Bonjour")
    assert [type(heard) for heard in opened.bot.heard] == [MessagePosted]
    said = await (await opened.get("/api/messages", place="direct/lea")).json()
    assert said["messages"][0]["parts"] == [{"kind": "paragraph", "text": "Bonjour"}]
    assert said["messages"][0]["day_name"] == "Aujourd'hui"
    assert said["messages"][0]["time"] == "9\u00a0h\u00a030"


async def test_words_between_two_people_are_not_told_to_the_bot(opened: Opened) -> None:
    answer = await opened.act(type="post", place="pair/karim+lea", words="Tu as deux minutes ?")
    assert answer.status == 200
    assert opened.bot.heard == []
    said = await opened.get("/api/messages", **{"as": "karim", "place": "pair/karim+lea"})
    assert len((await said.json())["messages"]) == 1


async def test_the_same_event_sent_again_shows_one_message(opened: Opened) -> None:
    for _ in range(2):
        await opened.act(type="post", place="channel/enfance-nord", words="Une fois")
    place = "channel/enfance-nord"
    said = await (await opened.get("/api/messages", place=place)).json()
    assert len(said["messages"]) == 1


async def test_a_button_opens_a_form_and_its_answer_is_kept_nowhere(opened: Opened) -> None:
    pressed = await opened.act(type="press", place="direct/lea", action="checkins.answer", value="")
    assert (await pressed.json())["reply"]["form"]["name"] == "checkins.ballot"
    sent = await opened.act(
        type="form", place="direct/lea", form="checkins.ballot", context="c", values={"charge": "4"}
    )
    assert "scellée" in (await sent.json())["reply"]["message"][0]["text"]
    assert [type(heard) for heard in opened.bot.heard] == [ButtonPressed, FormSubmitted]
    assert opened.chat.history.latest() == 0


@pytest.mark.parametrize("place", ["direct/karim", "pair/karim+nadia", "channel/other", "x", 3])
async def test_a_conversation_of_others_is_neither_read_nor_written(
    opened: Opened, place: object
) -> None:
    assert (await opened.get("/api/messages", place=str(place))).status == 403
    assert (await opened.act(type="post", place=place, words="Bonjour")).status in {400, 403}
    assert opened.chat.history.latest() == 0


async def test_only_playable_people_are_played(opened: Opened) -> None:
    assert (await opened.get("/api/start", **{"as": "fatou"})).status == 404


async def test_before_the_history_is_ready_nothing_can_be_done(opened: Opened) -> None:
    opened.stage.played = (3, 8)
    start = await (await opened.get("/api/start")).json()
    assert start["stage"]["progress"] == [3, 8]
    assert (await opened.act(type="post", place="direct/lea", words="/lien")).status == 409
    assert (await opened.post("/api/advance", {"step": "hour"})).status == 409
    assert opened.stage.steps == []


async def test_the_clock_moves_by_the_three_steps_and_no_other(opened: Opened) -> None:
    for step in ("hour", "morning", "round"):
        assert (await opened.post("/api/advance", {"step": step})).status == 200
    assert (await opened.post("/api/advance", {"step": "year"})).status == 400
    assert opened.stage.steps == ["hour", "morning", "round"]


async def test_the_page_and_its_refusals_speak_the_language_asked_for(opened: Opened) -> None:
    assert '<html lang="en">' in await (await opened.get("/", lang="en")).text()
    english = await opened.get("/api/start", lang="en")
    assert (await english.json())["words"]["local.send"] == ["Send"]
    refused = await opened.post("/api/act", {}, lang="en")
    assert (await refused.json())["error"].startswith("I did not understand")
    assert (await opened.post("/api/language", {"language": "en"})).status == 200
    assert (await opened.post("/api/language", {"language": "xx"})).status == 400
    assert opened.stage.languages == ["en"]


async def test_commands_of_an_admin_are_suggested_to_admins_only(opened: Opened) -> None:
    async def commands(user: str) -> list[str]:
        start = await (await opened.get("/api/start", **{"as": user})).json()
        return [hint["command"] for hint in start["hints"]]

    assert "/lien planning" in await commands("yvonne")
    assert "/lien planning" not in await commands("lea")


async def test_unread_counts_what_others_said_this_week_until_it_is_read(opened: Opened) -> None:
    async def unread() -> int:
        start = await (await opened.get("/api/start")).json()
        return int(start["conversations"][0]["unread"])

    await opened.chat.send(invitation())
    assert await unread() == 1
    assert (await opened.post("/api/read", {"place": "direct/lea", "seq": 1})).status == 200
    assert await unread() == 0
    assert (await opened.post("/api/read", {"place": "direct/lea", "seq": 99})).status == 400


async def test_a_picture_comes_by_its_name_or_is_said_to_be_gone(opened: Opened) -> None:
    found = await opened.get("/pictures/digest-48@small")
    assert (found.status, found.content_type) == (200, "image/png")
    assert (await opened.get("/pictures/digest-48")).status == 404


async def event_in(stream: ClientResponse, name: str) -> dict[str, Any]:
    while True:
        line = (await asyncio.wait_for(stream.content.readline(), 5)).decode().strip()
        if line == f"event: {name}":
            data = (await stream.content.readline()).decode()
            return dict(json.loads(data.removeprefix("data: ")))


async def test_news_arrive_live_and_resume_where_they_stopped(opened: Opened) -> None:
    stream = await opened.get("/api/live", after="0")
    assert (await event_in(stream, "stage"))["time"] == "9\u00a0h\u00a030"
    await opened.chat.send(invitation("1"))
    assert (await event_in(stream, "message"))["seq"] == 1
    stream.close()
    await opened.chat.send(invitation("2"))
    resumed = await opened.client.get(
        "/api/live", params={"token": TOKEN}, headers={"Last-Event-ID": "1"}
    )
    assert (await event_in(resumed, "message"))["seq"] == 2
    resumed.close()


async def test_news_of_others_are_not_told(opened: Opened) -> None:
    await opened.chat.send(invitation("1"))
    to = Ephemeral(TEAM, account("lea"))
    await opened.chat.send(
        Delivery(key="2", to=to, message=INVITATION, reader=READER, kind="quiethours.nudge")
    )
    await opened.act(type="post", place="channel/enfance-nord", words="Bonjour")
    stream = await opened.get("/api/live", **{"as": "karim", "after": "0"})
    assert (await event_in(stream, "message"))["author"] == "lea"
    stream.close()
