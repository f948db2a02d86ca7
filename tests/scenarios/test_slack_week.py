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


async def test_what_many_are_told_alike_is_in_their_language_and_holds_nobodys_words(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path) as world:
        await world.advance(OPEN)
        confirmed: list[str] = []
        lea, noe, ida = (world.users[person] for person in ("t1p2", "t1p3", "t1p4"))
        await world.slack.types(noe, "/lien", "langue anglais")
        for user, words in ((lea, ""), (noe, ""), (ida, "on se relaie bien"), (lea, "")):
            (invitation, *_) = world.slack.direct(user)
            await world.slack.presses(user, invitation, "checkins.answer")
            await world.slack.submits(user, charge="=3", comment=words, keep="=verbatim")
            modal = world.slack.modal(user)
            assert modal is not None
            confirmed.append(str(modal.content))
        first, english, quoted, again = confirmed
        assert "Thank" in english
        assert "on se relaie bien" in quoted
        assert first == again
        assert "Merci" in first
        assert "relaie" not in first


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


async def test_the_home_shows_settings_and_what_is_held_and_follows_what_is_changed(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path) as world:
        lea, karim = world.users["t1p2"], world.users["t1p3"]
        await world.advance(MONDAY + timedelta(hours=14))
        await world.slack.types(lea, "/plus-tard", f"<@{karim.id}|karim> à demain")

        await world.slack.opens_home(lea)
        opened = words({"blocks": world.slack.home(lea)})
        assert "8h30" in opened
        assert karim.name in opened
        assert "à demain" not in opened

        await world.slack.presses_home(lea, "home.pause")
        assert "pause" in words(world.slack.modal(lea).content)  # type: ignore[union-attr]
        await world.connection.finish()
        world.slack.team.views.clear()
        assert "Finir la pause" in words({"blocks": world.slack.home(lea)})

        await world.slack.presses_home(lea, "home.hours")
        refused = await world.slack.submits(lea, words="quand je peux")
        assert "quand je peux" in refused.ack["errors"]["words"]
        done = await world.slack.submits(lea, words="lun-jeu 9h-17h")
        assert done.ack["response_action"] == "update"
        await world.connection.finish()
        assert "9h" in words({"blocks": world.slack.home(lea)})


async def test_a_sentence_to_the_bot_is_answered_there_and_once(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        lea = world.users["t1p2"]
        await world.slack.posts(lea, "bonjour")
        event = {
            "type": "message",
            "user": lea.id,
            "text": "encore",
            "ts": "1.2",
            "channel": world.slack.team.direct(lea.id).id,
            "channel_type": "im",
        }
        name = await world.slack.happens(event)
        await world.slack.happens(event, again=name)

        told = [m for m in world.slack.direct(lea) if "bot_id" in m]
        assert len(told) == 2


async def test_a_window_that_slack_would_not_open_is_offered_again(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        await world.advance(OPEN)
        lea = world.users["t1p2"]
        (invitation,) = world.slack.direct(lea)
        world.slack.api.faults["views.open"].append("expired_trigger_id")

        answer = await world.slack.presses(lea, invitation, "checkins.answer")
        assert world.slack.modal(lea) is None
        (told,) = answer.said
        await world.slack.presses(lea, told, "checkins.answer")

        assert world.slack.modal(lea) is not None
