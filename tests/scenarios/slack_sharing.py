"""How sharing is done in Slack's double: what is typed, the modals that open, what is read."""

from __future__ import annotations

import re
from typing import Any

from tests.doubles.slack.double import Answer
from tests.scenarios.slack_world import SlackWorld, words
from tests.waiting import until


def modal(world: SlackWorld, person: str) -> dict[str, Any]:
    """Give the modal somebody has on top."""
    view = world.slack.modal(world.users[person])
    assert view is not None
    return view.content


def filled_in(view: dict[str, Any]) -> dict[str, str]:
    """Give what the fields of a modal hold when it opens."""
    found = {}
    for block in view["blocks"]:
        if block["type"] == "input":
            chosen = block["element"].get("initial_option", {}).get("value", "")
            found[block["block_id"]] = block["element"].get("initial_value", chosen)
    return found


async def shown(answer: Answer) -> dict[str, Any]:
    """Wait for what follows the acknowledgement of a press."""

    async def is_there() -> bool:
        return bool(answer.said)

    await until(is_there)
    return answer.said[-1]


async def types(world: SlackWorld, person: str, command: str) -> dict[str, Any]:
    answer = await world.slack.types(world.users[person], "/lien", command)
    return await shown(answer)


async def signal(world: SlackWorld, person: str, fact: str, **more: str) -> str:
    """Write a signal in a modal, look again, send it; return the code."""
    author = world.users[person]
    await world.slack.types(author, "/lien", "signal", world.channels["t1"])
    assert "ligne d'urgence" in words(modal(world, person))
    await world.slack.submits(author, fact=fact, **more)
    await world.slack.submits(author)
    return code(world, person)


def code(world: SlackWorld, person: str) -> str:
    view = modal(world, person)
    assert "submit" not in view
    found = re.search(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b", words(view))
    assert found
    world.slack.team.views.clear()
    return found[0]


def door(message: dict[str, Any], near: str) -> dict[str, Any]:
    """Give a message cut down to the buttons that stand right under some words."""
    blocks = message["blocks"]
    at = next(n for n, block in enumerate(blocks) if near in words({"blocks": [block]}))
    buttons = next(block for block in blocks[at:] if block["type"] == "actions")
    return {**message, "blocks": [buttons]}


async def handle(world: SlackWorld, person: str, near: str, **values: str) -> str:
    """Read the open signals and act on one; return how it was shown."""
    listed = await types(world, person, "signaux")
    await world.slack.presses(world.users[person], door(listed, near), "sharing.handle")
    read = words(modal(world, person))
    await world.slack.submits(world.users[person], **values)
    assert "C'est enregistré" in words(modal(world, person))
    world.slack.team.views.clear()
    return read
