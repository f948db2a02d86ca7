"""Element's own library reads the polls of a check-in, and the bot reads what it answers."""

from __future__ import annotations

import asyncio
import json
from asyncio.subprocess import PIPE
from pathlib import Path

import pytest

from bot.adapters.matrix.events import Event, Say
from bot.adapters.matrix.incoming import Voted, translate
from bot.adapters.matrix.outgoing import ask_by_polls
from bot.adapters.matrix.polls import poll_of
from bot.chat.outgoing import Scale
from bot.i18n.catalog import say
from tests.homeserver import node
from tests.unit.matrix.checkin import form, reader
from tests.unit.matrix.recorded import Names, recorded

SCRIPT = Path(__file__).parent / "js" / "polls.mjs"


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_element_shows_every_poll_and_its_answers_are_understood(language: str) -> None:
    polls = [act for act in ask_by_polls(form(language), reader(language)) if isinstance(act, Say)]
    process = await asyncio.create_subprocess_exec(node(), SCRIPT, stdin=PIPE, stdout=PIPE)
    written = json.dumps([dict(poll.content) for poll in polls]).encode()
    shown, _ = await process.communicate(written)

    scales = [field for field in form(language).fields if isinstance(field, Scale)]
    for poll, scale, seen in zip(polls, scales, json.loads(shown), strict=True):
        assert seen["question"].endswith(say(scale.label, reader(language)))
        options = [say(option.label, reader(language)) for option in (*scale.steps, *scale.others)]
        assert seen["answers"] == options
        assert seen["kind"].endswith("undisclosed")
        response = seen["response"]
        event: Event = {**recorded("text"), **response}
        voted = translate(event, Names())
        asked = poll_of(poll.content)
        assert isinstance(voted, Voted)
        assert asked is not None
        assert asked.options[voted.answer or ""] == scale.steps[1].value
