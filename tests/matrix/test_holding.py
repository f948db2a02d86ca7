"""Drafts read again where they were written, and messages taken back."""

from __future__ import annotations

import pytest

from bot.chat.ids import MessageRef
from bot.errors import Refused
from tests.matrix.cast import Arrive
from tests.matrix.stage import Stage, account


async def test_a_draft_is_read_as_it_now_stands_after_a_restart_too(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await lea.write_to(stage.user)
    await lea.until_joined(room, stage.user)
    event = await lea.say(room, "brouillon")
    await stage.until(lambda: "brouillon" in stage.echo.words())
    draft = MessageRef("matrix", room, event)
    assert await stage.device.chat.read(draft) == "brouillon"
    await lea.say(
        room,
        "* propre",
        **{
            "m.new_content": {"msgtype": "m.text", "body": "propre"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event},
        },
    )
    await stage.until(lambda: "* propre" in stage.echo.words())
    await stage.restart()

    assert await stage.device.chat.read(draft) == "propre"


async def test_somebody_else_cannot_edit_a_draft(stage: Stage, arrive: Arrive) -> None:
    lea, karim = await arrive("lea"), await arrive("karim")
    room = await lea.make_team(karim.user, stage.user)
    await lea.until_joined(room, karim.user, stage.user)
    await stage.until_in(room)
    event = await lea.say(room, "brouillon")
    await karim.until_read(room, {event})
    await karim.say(
        room,
        "* faux",
        **{
            "m.new_content": {"msgtype": "m.text", "body": "faux"},
            "m.relates_to": {"rel_type": "m.replace", "event_id": event},
        },
    )
    await stage.until(lambda: "* faux" in stage.echo.words())

    assert await stage.device.chat.read(MessageRef("matrix", room, event)) == "brouillon"


async def test_a_removed_draft_is_none_and_one_that_never_was_too(
    stage: Stage, arrive: Arrive
) -> None:
    lea = await arrive("lea")
    room = await lea.write_to(stage.user)
    await lea.until_joined(room, stage.user)
    event = await lea.say(room, "brouillon")
    await lea.client.room_redact(room, event)

    assert await stage.device.chat.read(MessageRef("matrix", room, event)) is None
    assert await stage.device.chat.read(MessageRef("matrix", room, "$jamais")) is None


async def test_a_message_is_taken_back_where_the_bot_may_and_only_its_authors(
    stage: Stage, arrive: Arrive
) -> None:
    lea, karim = await arrive("lea"), await arrive("karim")
    powers = {"users": {stage.user: 50, lea.user: 100}}
    room = await lea.make_team(karim.user, stage.user, encrypted=False, powers=powers)
    await lea.until_joined(room, karim.user, stage.user)
    await stage.until_in(room)
    event = await lea.say(room, "à 22 h")
    await stage.until(lambda: bool(stage.echo.heard))
    posted, chat = MessageRef("matrix", room, event), stage.device.chat

    assert await chat.can_withdraw(account(lea.user), posted)
    with pytest.raises(Refused):
        await chat.withdraw(account(karim.user), posted)
    await chat.withdraw(account(lea.user), posted)
    await chat.withdraw(account(lea.user), posted)

    assert await chat.read(posted) is None


async def test_where_the_bot_may_not_nothing_is_taken_back(stage: Stage, arrive: Arrive) -> None:
    lea = await arrive("lea")
    room = await lea.make_team(stage.user, encrypted=False)
    await stage.until_in(room)
    event = await lea.say(room, "à 22 h")
    posted = MessageRef("matrix", room, event)

    assert not await stage.device.chat.can_withdraw(account(lea.user), posted)
    with pytest.raises(Refused):
        await stage.device.chat.withdraw(account(lea.user), posted)
    assert await stage.device.chat.read(posted) == "à 22 h"
