from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Literal

import pytest

from tests.fakes.small_department import MONDAY
from tests.scenarios.slack_world import SlackWorld, slack_world, words

MODES: list[Literal["socket", "http"]] = ["socket", "http"]
DAY = timedelta(days=1)
OPEN = MONDAY + timedelta(days=3, hours=2)


@pytest.mark.parametrize("mode", MODES)
async def test_a_command_is_answered_to_its_author_alone(
    tmp_path: Path, mode: Literal["socket", "http"]
) -> None:
    async with slack_world(tmp_path, mode=mode) as world:
        channel = world.channels["t1"]

        answer = await world.slack.types(world.users["t1p2"], "/lien", "aide", channel)

        (said,) = answer.said
        assert said["response_type"] == "ephemeral"
        assert "/plus-tard" in words(said)
        assert channel.messages == []


@pytest.mark.parametrize("mode", MODES)
async def test_an_invitation_opens_a_form_that_is_confirmed_in_place(
    tmp_path: Path, mode: Literal["socket", "http"]
) -> None:
    async with slack_world(tmp_path, mode=mode) as world:
        await world.advance(OPEN)
        lea = world.users["t1p2"]
        (invitation,) = world.slack.direct(lea)

        await world.slack.presses(lea, invitation, "checkins.answer")
        form = world.slack.modal(lea)
        assert form is not None
        assert form.content["callback_id"] == "checkins.answer"
        await world.slack.submits(lea, charge="=3", lien="=4", comment="on se relaie bien")

        confirmed = world.slack.modal(lea)
        assert confirmed is not None
        assert "submit" not in confirmed.content
        assert len(world.slack.direct(lea)) == 1

        await world.slack.presses_home(lea, "checkins.answer")
        assert "submit" in confirmed.content
        await world.slack.submits(lea, charge="=2")
        await world.slack.presses_home(lea, "checkins.erase")
        assert world.slack.modal(lea) is confirmed
        said = [m for c in world.slack.team.channels.values() for m in c.messages]
        assert not any("relaie" in str(m) for m in said)


async def answered(world: SlackWorld) -> None:
    """Let everyone of both teams answer a whole round, in Slack."""
    for person, user in world.users.items():
        if person == "admin":
            continue
        invitation = world.slack.direct(user)[-1]
        await world.slack.presses(user, invitation, "checkins.answer")
        await world.slack.submits(user, charge="=3", lien="=4")


async def test_a_week_ends_with_one_digest_for_managers_and_their_team(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        for week in range(4):
            await world.advance(OPEN + timedelta(weeks=week))
            await answered(world)
        await world.advance(OPEN + timedelta(weeks=4))

        digests = world.read_in("t1")
        assert digests
        in_private = world.read("t1p1")
        assert set(digests) <= set(in_private)
