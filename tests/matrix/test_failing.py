"""A homeserver that is down, refuses, asks for patience, or loses answers."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.adapters.matrix.errors import TokenRefused
from bot.chat.outgoing import Private
from bot.chat.ports import Delivery
from bot.errors import OperatorError, Throttled, Unknown, Unreachable
from tests.contracts.chat_port import delivery
from tests.matrix.cast import Arrive
from tests.matrix.person import Person
from tests.matrix.stage import Stage, account
from tests.matrix.tripping import Trip, Tripping


@pytest_asyncio.fixture
async def proxy(stage: Stage) -> AsyncIterator[Tripping]:
    """Put a proxy that trips between the bot and its homeserver."""
    async with Tripping(stage.server.address) as tripping:
        stage.address = tripping.address
        await stage.restart()
        yield tripping
        await stage.device.stop()


def to(person: Person, key: str = "1", words: str = "bonjour") -> Delivery:
    return delivery(key, Private(account(person.user)), words)


async def test_a_send_fails_where_a_step_of_it_fails_and_the_next_one_is_read(
    stage: Stage, proxy: Tripping, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    refused = {"errcode": "M_LIMIT_EXCEEDED", "retry_after_ms": 2500}
    for step in ("/createRoom", "/keys/query", "/keys/claim", "/sendToDevice/", "/send/"):
        # What a path says once is asked twice where a connection kept open was cut.
        proxy.trips = [Trip(path=step, times=2 if "send" in step else 1)]
        with pytest.raises(Unknown):
            await stage.device.chat.send(to(lea))
        proxy.trips = [Trip(path=step, status=429, body=refused)]
        with pytest.raises(Throttled) as asked:
            await stage.device.chat.send(to(lea))
        assert asked.value.retry_after_seconds == 2.5

    sent = await stage.device.chat.send(to(lea))

    await lea.until_read(sent.place, {sent.message})
    assert lea.heard(sent.place, stage.user) == ["bonjour"]
    assert lea.dark == []


async def test_a_send_whose_answer_is_lost_is_shown_once(
    stage: Stage, proxy: Tripping, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    proxy.trips = [Trip(path="/send/m.room.encrypted", after=True, times=2)]
    with pytest.raises(Unknown):
        await stage.device.chat.send(to(lea))

    found = await stage.device.chat.find(to(lea))
    sent = await stage.device.chat.send(to(lea))
    await stage.device.chat.send(to(lea, "2", "fin"))

    assert found == sent
    await lea.until(lambda: "fin" in lea.heard(sent.place, stage.user))
    assert lea.heard(sent.place, stage.user) == ["bonjour", "fin"]


async def test_a_reply_waits_for_a_homeserver_that_trips_and_is_said_once(
    stage: Stage, proxy: Tripping, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    sent = await stage.device.chat.send(to(lea))
    await lea.until(lambda: bool(lea.heard(sent.place, stage.user)))
    proxy.trips = [
        Trip(path="/send/m.room.encrypted", after=True),
        Trip(path="/send/m.room.encrypted", status=502),
        Trip(path="/sync", status=503, times=2),
    ]
    await lea.say(sent.place, "!lien")
    await lea.until(lambda: "écho !lien" in lea.heard(sent.place, stage.user))
    await lea.say(sent.place, "fin")
    await lea.until(lambda: "écho fin" in lea.heard(sent.place, stage.user))

    assert lea.heard(sent.place, stage.user) == ["bonjour", "écho !lien", "écho fin"]


async def test_a_homeserver_that_is_down_is_unreachable_and_found_again(
    stage: Stage, proxy: Tripping, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    proxy.trips = [Trip(path="/", times=10_000)]
    await stage.device.stop()
    device = stage.device = stage.make()
    await device.start(stage.around)
    with pytest.raises(Unreachable):
        await device.chat.send(to(lea))

    proxy.trips = []
    await stage.until(lambda: device.chat._line is not None)
    sent = await device.chat.send(to(lea))

    await lea.until(lambda: lea.heard(sent.place, stage.user) == ["bonjour"])


async def test_a_login_the_homeserver_forgot_ends_the_bot_with_what_to_do(stage: Stage) -> None:
    stage.server.call("POST", "/_matrix/client/v3/logout", {}, stage.line.wire.token)
    await stage.until(lambda: bool(stage.around.failures))

    (error,) = stage.around.failures
    assert isinstance(error, TokenRefused)
    assert "MATRIX_STORE_DIR" in str(error)


async def test_a_wrong_password_is_told_at_once(stage: Stage) -> None:
    await stage.device.stop()
    for path in stage.store.iterdir():
        path.unlink()
    stage.password = "faux"

    with pytest.raises(OperatorError, match="MATRIX_PASSWORD"):
        await stage.restart()


async def test_no_clock_but_ours_counts(stage: Stage, proxy: Tripping, arrive: Arrive) -> None:
    lea = await arrive("lea")

    def of_another_age(path: str, body: bytes) -> bytes:
        if "/sync" not in path:
            return body
        told = json.loads(body)
        for joined in told.get("rooms", {}).get("join", {}).values():
            for event in joined["timeline"]["events"]:
                event["origin_server_ts"] = 1
        return json.dumps(told).encode()

    proxy.rewrite = of_another_age
    sent = await stage.device.chat.send(to(lea))
    await lea.until(lambda: bool(lea.heard(sent.place, stage.user)))
    await lea.say(sent.place, "!lien")

    await lea.until(lambda: "écho !lien" in lea.heard(sent.place, stage.user))


async def test_a_message_without_its_key_is_asked_for_again_once(
    stage: Stage, proxy: Tripping, arrive: Arrive, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.matrix.attendant.GRACE_SECONDS", 0.1)
    lea = await arrive("lea")
    sent = await stage.device.chat.send(to(lea))
    await lea.until(lambda: bool(lea.heard(sent.place, stage.user)))

    def without_keys(path: str, body: bytes) -> bytes:
        told = json.loads(body)
        if "/sync" in path:
            told.pop("to_device", None)
        return json.dumps(told).encode()

    proxy.rewrite = without_keys
    await lea.say(sent.place, "perdu")
    await lea.say(sent.place, "perdu aussi")
    await lea.until(lambda: len(lea.heard(sent.place, stage.user)) == 2)
    proxy.rewrite = lambda _path, body: body
    lea.client.invalidate_outbound_session(sent.place)
    await lea.say(sent.place, "encore")
    await lea.until(lambda: "écho encore" in lea.heard(sent.place, stage.user))

    assert [event["type"] for event in stage.echo.heard] == [
        "org.lien.unreadable",
        "m.room.message",
    ]


async def test_a_key_that_comes_late_is_waited_for(
    stage: Stage, proxy: Tripping, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    sent = await stage.device.chat.send(to(lea))
    await lea.until(lambda: bool(lea.heard(sent.place, stage.user)))
    late: list[object] = []

    def keys_one_sync_late(path: str, body: bytes) -> bytes:
        told = json.loads(body)
        if "/sync" not in path:
            return body
        keys = told.setdefault("to_device", {}).setdefault("events", [])
        late.append(list(keys))
        keys[:] = late.pop(0) if len(late) > 1 else []
        return json.dumps(told).encode()

    proxy.rewrite = keys_one_sync_late
    await lea.say(sent.place, "patience")
    await stage.until(lambda: bool(late))
    await lea.say(sent.place, "et encore")
    await lea.until(lambda: len(lea.heard(sent.place, stage.user)) == 3)

    assert set(stage.echo.words()) == {"patience", "et encore"}
