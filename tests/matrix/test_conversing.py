from __future__ import annotations

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
