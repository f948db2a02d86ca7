"""Everything anybody can type or press, in Slack, in both languages: nothing is over a limit."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.adapters.slack.scopes import GLOBAL_SHORTCUTS, MESSAGE_SHORTCUTS
from bot.admin.model import COMMANDS
from tests.doubles.slack.blocks import check_message, check_view
from tests.doubles.slack.team import User
from tests.scenarios.slack_world import SlackWorld, slack_world
from tests.scenarios.test_slack_week import OPEN

_MOST_STEPS = 150
_ENDS = {"slack.link"}


class Walk:
    """Somebody who types every command and presses every button they are shown."""

    def __init__(self, world: SlackWorld, user: User) -> None:
        self.world = world
        self.user = user
        self.pressed: set[str] = set()
        self.left: list[dict[str, Any]] = []

    async def begin(self) -> None:
        slack, team = self.world.slack, self.world.channels["t1"]
        for command in COMMANDS:
            for word in command.words:
                for words in (word, f"{word} n'importe quoi 12"):
                    self.saw((await slack.types(self.user, "/lien", words, team)).said)
                    self.closes()
        for callback in GLOBAL_SHORTCUTS:
            await slack.uses_shortcut(self.user, callback)
            self.closes()
        message = await slack.posts(self.user, "à demain ?", team)
        for callback in MESSAGE_SHORTCUTS:
            used = await slack.uses_message_shortcut(self.user, callback, team, message)
            await self.world.connection.finish()
            self.saw(used.said)
            self.closes()
        await slack.opens_home(self.user)
        self.notes({"blocks": slack.home(self.user)})
        self.saw(slack.direct(self.user))

    async def go_on(self) -> int:
        steps = 0
        while self.left and steps < _MOST_STEPS:
            message = self.left.pop()
            for action in actions(message):
                steps += 1
                place = self.world.slack.team.direct(self.user.id)
                answer = await self.world.slack.presses(self.user, message, action, place)
                await self.world.connection.finish()
                self.saw(answer.said)
                if (form := self.world.slack.modal(self.user)) and "submit" in form.content:
                    await self.world.slack.submits(self.user, **filled(form.content))
                self.closes()
        return steps

    def saw(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if "files" in message:
                continue  # a document has no blocks
            check_message(message["blocks"])
            self.notes(message)

    def notes(self, message: dict[str, Any]) -> None:
        new = set(actions(message)) - self.pressed - _ENDS
        self.pressed |= new
        if new:
            self.left.append(message)

    def closes(self) -> None:
        """Close what is open, having looked at it."""
        views = self.world.slack.team.views
        for view in list(views.values()):
            check_view(view.content)
            self.notes({"blocks": view.content["blocks"]})
        views.clear()


def actions(message: dict[str, Any]) -> list[str]:
    return [
        element["action_id"].split("#")[0]
        for block in message.get("blocks", [])
        if block["type"] == "actions"
        for element in block["elements"]
        if "url" not in element
    ]


def filled(view: dict[str, Any]) -> dict[str, str]:
    """Fill in what is required and empty."""
    return {
        block["block_id"]: "lun-ven 9h-17h"
        for block in view["blocks"]
        if block["type"] == "input"
        and not block["optional"]
        and block["element"]["type"] == "plain_text_input"
        and not block["element"].get("initial_value")
    }


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("person", ["t1p1", "t1p2", "admin"])
async def test_whatever_is_typed_or_pressed_is_answered_within_slacks_limits(
    tmp_path: Path, language: str, person: str
) -> None:
    async with slack_world(tmp_path, sizes=(8,), referents=("t1p2", "t1p3")) as world:
        async with world.lien.unit_of_work() as uow:
            directory = await uow.people.directory()
            await uow.people.save_units(replace(directory.units["dept"], language=language))
            await uow.commit()
        await world.advance(OPEN)
        walk = Walk(world, world.users[person])

        with capture_logs() as logs:
            await walk.begin()
            steps = await walk.go_on()
            await world.connection.finish()

        documents = [m for m in world.slack.direct(world.users[person]) if "files" in m]

    assert steps >= 5
    assert documents
    assert not [log for log in logs if log["event"].startswith(("slack.", "routing."))]
