from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from bot.chat.incoming import CommandTyped
from bot.chat.outgoing import Private
from tests.contracts.chat_port import delivery
from tests.matrix.cast import Arrive
from tests.matrix.stage import Stage, account


async def test_somebody_written_to_answers_and_is_answered_encrypted(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    sent = await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))

    await lea.until(lambda: "bonjour" in lea.heard(sent.place, stage.user))
    await lea.say(sent.place, "4 2 -")
    await lea.until(lambda: "écho 4 2 -" in lea.heard(sent.place, stage.user))

    (event,) = stage.echo.heard
    assert event["is_encrypted"]
    assert event["is_direct"]
    assert lea.dark == []


async def test_what_was_written_while_the_bot_was_down_is_answered_once(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    sent = await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))
    await lea.until(lambda: bool(lea.heard(sent.place, stage.user)))
    await stage.device.stop()
    for n in range(25):
        await lea.say(sent.place, f"message {n}")

    await stage.restart()

    await lea.until(lambda: "écho message 24" in lea.heard(sent.place, stage.user))
    assert lea.heard(sent.place, stage.user)[1:] == [f"écho message {n}" for n in range(25)]


ODD: list[tuple[str, dict[str, Any]]] = [
    ("org.example.odd", {"a": 1}),
    ("m.room.message", {}),
    ("m.room.message", {"msgtype": 5, "body": {"a": [1]}}),
    ("m.room.message", {"msgtype": "m.text", "body": "x" * 40_000}),
    ("m.room.message", {"msgtype": "m.text", "body": "<script>alert(1)</script>"}),
    ("m.room.message", {"msgtype": "m.text", "body": "a", "m.relates_to": "nothing"}),
    ("m.room.message", {"msgtype": "m.text", "body": "* a", "m.new_content": 3}),
    ("m.room.encrypted", {"algorithm": "m.unknown", "ciphertext": 7}),
    ("m.room.redaction", {"redacts": 4}),
    ("org.matrix.msc3381.poll.response", {"org.matrix.msc3381.poll.response": []}),
    ("m.reaction", {"m.relates_to": {"rel_type": "m.annotation", "event_id": "$a", "key": "x"}}),
]


@pytest.mark.parametrize("is_echo", [True, False], ids=["echo", "talk"])
async def test_odd_events_of_any_kind_stop_nobody(
    stage: Stage, arrive: Arrive, *, is_echo: bool
) -> None:
    stage.is_echo = is_echo
    await stage.restart()
    lea = await arrive("lea")
    sent = await stage.device.chat.send(delivery("1", Private(account(lea.user)), "bonjour"))
    await lea.until(lambda: bool(lea.heard(sent.place, stage.user)))
    for kind, content in ODD:
        with suppress(AssertionError):  # what the homeserver refuses never gets to the bot
            await lea.send(sent.place, kind, content)
        lea.send_raw(stage.server, sent.place, kind, content)
    await lea.say(sent.place, "!lien")

    if is_echo:
        await lea.until(lambda: "écho !lien" in lea.heard(sent.place, stage.user))
    else:
        await stage.until(lambda: any(isinstance(i, CommandTyped) for i in stage.around.received))
    assert stage.around.failures == []
