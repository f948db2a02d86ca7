"""What goes wrong on the way from Slack to Lien: connections, requests, events sent again."""

from __future__ import annotations

import asyncio
import json
import logging
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient
from structlog.testing import capture_logs

from bot.adapters.slack.app import App
from bot.adapters.slack.socket import Socket
from bot.chat.incoming import Incoming
from bot.chat.outgoing import (
    Reply,
)
from bot.errors import OperatorError, Refused, Unreachable
from tests.doubles.slack import delivery as double
from tests.scenarios.slack_world import slack_world, words
from tests.scenarios.test_slack_week import OPEN


async def test_a_connection_slack_replaces_or_drops_is_followed_by_another(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        lea = world.users["t1p2"]
        sockets = world.slack.sockets
        for end in (sockets.refresh, sockets.cut):
            sockets.connected.clear()
            await end()
            async with asyncio.timeout(5):
                await sockets.connected.wait()
            answer = await world.slack.types(lea, "/lien")
            assert answer.said


async def test_connections_that_are_not_ours_raise_an_alarm(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        world.slack.sockets.ghosts = 2
        world.slack.sockets.connected.clear()
        with capture_logs() as logs:
            await world.slack.sockets.cut()
            async with asyncio.timeout(5):
                await world.slack.sockets.connected.wait()
            await world.slack.types(world.users["t1p2"], "/lien")

    (alarm,) = [log for log in logs if log["event"] == "slack.other_connections"]
    assert (alarm["connections"], alarm["log_level"]) == (3, "error")


async def test_an_app_token_that_is_refused_ends_the_start() -> None:
    async def refused() -> str:
        raise Refused("invalid_auth")

    async def hear(payload: object) -> dict[str, object]:
        raise AssertionError(payload)

    async with aiohttp.ClientSession() as session:
        with pytest.raises(OperatorError, match="SLACK_APP_TOKEN"):
            await Socket(session=session, open_url=refused, hear=hear, unheard=never).run()


async def test_without_slack_attempts_are_spaced_and_said() -> None:
    waits: list[float] = []

    async def away() -> str:
        raise Unreachable("ClientConnectorError")

    async def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) == 9:
            raise asyncio.CancelledError

    async def hear(payload: object) -> dict[str, object]:
        raise AssertionError(payload)

    async with aiohttp.ClientSession() as session:
        with capture_logs() as logs, pytest.raises(asyncio.CancelledError):
            await Socket(session=session, open_url=away, hear=hear, unheard=never, wait=wait).run()

    assert waits == sorted(waits)
    assert max(waits) <= 30
    assert {log["event"] for log in logs} == {"slack.not_connected"}


async def test_what_nobody_understands_is_acknowledged_without_a_word_of_it(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path) as world:
        with capture_logs() as logs:
            for payload in ({}, {"type": "secret-words"}, {"command": "/secret-words"}):
                await world.slack.sockets.send("interactive", payload)
            answer = await world.slack.types(world.users["t1p2"], "/lien")

    assert answer.said
    assert [log["event"] for log in logs].count("slack.not_understood") == 3
    assert "secret-words" not in str(logs)


async def test_a_press_nobody_knows_changes_nothing_and_breaks_nothing(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        button = {"type": "button", "action_id": "gone.for.years#0", "value": "x"}
        message = {"ts": "1.0", "blocks": [{"type": "actions", "elements": [button]}]}
        pressed = await world.slack.presses(world.users["t1p2"], message, "gone.for.years")
        await world.connection.finish()
        assert "/lien" in words(pressed.said[0])
        assert (await world.slack.types(world.users["t1p2"], "/lien")).said


async def test_what_takes_long_is_acknowledged_first_and_answered_afterwards(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path) as world:
        receive, gate = world.connection.listening.receive, asyncio.Event()

        async def slowly(incoming: Incoming) -> Reply | None:
            await gate.wait()
            return await receive(incoming)

        object.__setattr__(world.connection.listening, "receive", slowly)
        object.__setattr__(world.connection.listening, "patience_seconds", 0)
        answer = await world.slack.types(world.users["t1p2"], "/lien", "aide")
        assert answer.said == []
        gate.set()
        await world.connection.finish()

    assert "/plus-tard" in words(answer.said[0])


async def test_what_a_lost_acknowledgement_would_have_said_is_said_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(double, "ACK_SECONDS", 0.2)
    async with slack_world(tmp_path) as world:
        receive = world.connection.listening.receive

        async def cut_off(incoming: Incoming) -> Reply | None:
            await world.slack.sockets.cut()
            return await receive(incoming)

        object.__setattr__(world.connection.listening, "receive", cut_off)
        with pytest.raises(double.NotTaken):
            await world.slack.types(world.users["t1p2"], "/lien", "aide")
        (replies,) = world.slack.replies.values()
        answer = replies.answer

    assert "/plus-tard" in words(answer.said[0])


async def test_an_event_that_is_not_taken_comes_again_after_a_minute_and_counts_once(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path) as world:
        await world.advance(OPEN)
        world.slack.sockets.swallows = 2  # the first time and the one right after it
        await world.slack.posts(world.users["t1p2"], "bonjour")
        assert len(world.slack.untaken) == 1
        before = len(world.read("t1p2"))
        await world.advance(OPEN + timedelta(seconds=59))
        assert len(world.read("t1p2")) == before
        for minutes in (1, 2, 10):
            await world.advance(OPEN + timedelta(minutes=minutes))
            assert len(world.read("t1p2")) == before + 1
        assert world.slack.lost == []

        world.slack.sockets.swallows = 4
        await world.slack.posts(world.users["t1p2"], "encore moi")
        for minutes in (11, 12, 16):
            await world.advance(OPEN + timedelta(minutes=minutes))
        assert len(world.slack.lost) == 1


async def never(payload: object, ack: object) -> None:
    raise AssertionError((payload, ack))


async def test_only_slacks_own_requests_are_heard(tmp_path: Path) -> None:
    async with slack_world(tmp_path, mode="http") as world:
        requests = world.slack.requests
        body = urlencode({"command": "/lien", "text": "", "team_id": world.slack.team.id})
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        forged = requests.signed(body, secret="another")
        stale = requests.signed(body, at=1_000_000_000)

        statuses = [
            (await requests.post(body, {**form, **headers}))[0] for headers in ({}, forged, stale)
        ]
        garbage = b"\xff\xfe".decode("latin-1")
        status, _ = await requests.post(garbage, {**form, **requests.signed(garbage)})

    assert statuses == [401, 401, 401]
    assert status in {200, 400, 401}


async def test_slack_is_shown_that_its_address_is_ours(tmp_path: Path) -> None:
    async with slack_world(tmp_path, mode="http") as world:
        body = json.dumps({"type": "url_verification", "challenge": "a-challenge"})
        headers = {"Content-Type": "application/json", **world.slack.requests.signed(body)}
        status, answered = await world.slack.requests.post(body, headers)

    assert (status, json.loads(answered)) == (200, {"challenge": "a-challenge"})


async def test_an_event_that_failed_is_acted_on_when_it_comes_again(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        lea = world.users["t1p2"]
        world.slack.api.faults["views.publish"].append("500")

        await world.slack.opens_home(lea)

        assert world.slack.home(lea)


async def test_a_round_leaves_once_to_everyone_through_dropped_connections(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        faults = ["drop after", "", "drop before", "429", "500", "drop after", "429"]
        world.slack.api.faults["chat.postMessage"].extend(faults)

        await world.advance(OPEN + timedelta(hours=2))

        people = {name for name in world.users if name != "admin"}
        counts = {name: len(world.slack.direct(world.users[name])) for name in people}
        assert counts == dict.fromkeys(people, 1)


async def test_a_removed_app_is_noticed_by_its_last_event(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        await world.slack.happens({"type": "tokens_revoked", "tokens": {"oauth": ["U0LEA"]}})
        async with world.lien.unit_of_work() as uow:
            assert await uow.departures.waiting() == ()
        await world.slack.happens({"type": "app_uninstalled"})
        async with world.lien.unit_of_work() as uow:
            (departure,) = await uow.departures.waiting()
    assert departure.workspace == world.slack.team.id


async def test_bolt_says_nothing_of_what_it_was_given(caplog: pytest.LogCaptureFixture) -> None:
    async def hear(payload: object) -> None:
        del payload

    app = App(hear, client=AsyncWebClient())
    with caplog.at_level(logging.DEBUG):
        assert await app.dispatch({"type": "block_actions", "text": "secret-words"}) is None
    assert "secret-words" not in caplog.text


async def test_bolt_makes_no_client_for_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    async def hear(payload: object) -> dict[str, object]:
        return {"response_action": "clear"} if payload else {}

    def makes(**_: object) -> AsyncWebClient:
        raise AssertionError("a client for one request")

    app = App(hear, client=AsyncWebClient())
    monkeypatch.setattr("slack_bolt.app.async_app.AsyncWebClient", makes)
    answered = await app.dispatch({"type": "view_submission", "team": {"id": "T1"}})
    assert answered == {"response_action": "clear"}
