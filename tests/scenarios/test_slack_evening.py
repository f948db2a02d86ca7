"""An evening in Slack: kept in one's own name, taken back, offered once, and found at home."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.doubles.slack.double import Answer
from tests.scenarios.slack_world import SlackWorld, slack_world, words
from tests.waiting import until

PARIS = ZoneInfo("Europe/Paris")
AFTERNOON = datetime(2026, 1, 6, 15, 0, tzinfo=PARIS)
EVENING = datetime(2026, 1, 6, 21, 40, tzinfo=PARIS)
MORNING = datetime(2026, 1, 7, 8, 30, tzinfo=PARIS)


def by(world: SlackWorld, person: str, unit: str) -> list[dict[str, Any]]:
    """What stands in a channel in somebody's own name."""
    return [m for m in world.channels[unit].messages if m["user"] == world.users[person].id]


async def shown(answer: Answer) -> str:
    """Wait for what follows the acknowledgement, and read it."""

    async def is_there() -> bool:
        return bool(answer.said)

    await until(is_there)
    return words(answer.said[0])


async def test_once_linked_slack_itself_posts_it_as_its_author(tmp_path: Path) -> None:
    async with slack_world(tmp_path, mode="http", at=EVENING, links=True) as world:
        lea, team = world.users["t1p2"], world.channels["t1"]
        await world.link("t1p2")

        kept = await world.slack.types(lea, "/plus-tard", "On en parle ?", team)

        assert "sous votre nom" in words(kept.said[0])
        assert list((tmp_path / "keys/hold").rglob("*")) == []
        (waiting,) = world.slack.team.waiting.values()
        assert (waiting["by"], waiting["channel_id"]) == (lea.id, team.id)
        await world.advance(MORNING - timedelta(minutes=1))
        assert by(world, "t1p2", "t1") == []
        await world.advance(MORNING + timedelta(hours=1))
        assert [m["text"] for m in by(world, "t1p2", "t1")] == ["On en parle ?"]
        assert not any("On en parle" in said for said in world.read_in("t1"))


async def test_home_lists_what_slack_keeps_and_changes_it(tmp_path: Path) -> None:
    async with slack_world(tmp_path, mode="http", at=EVENING, links=True) as world:
        lea, team = world.users["t1p2"], world.channels["t1"]
        await world.link("t1p2")
        await world.slack.types(lea, "/plus-tard", "On en parle ?", team)
        await world.slack.opens_home(lea)
        assert "sous votre nom" in " ".join(words({"blocks": world.slack.home(lea)}).split())

        await world.slack.presses_home(lea, "quiethours.change")
        form = world.slack.modal(lea)
        assert form is not None
        assert "On en parle ?" in str(form.content)
        await world.slack.submits(lea, words="Jeudi, plutôt", when="jeudi 10h")

        (waiting,) = world.slack.team.waiting.values()
        thursday = datetime(2026, 1, 8, 10, tzinfo=PARIS)
        assert (waiting["text"], waiting["post_at"]) == ("Jeudi, plutôt", thursday.timestamp())
        await world.slack.opens_home(lea)
        await world.slack.presses_home(lea, "quiethours.cancel")
        assert world.slack.team.waiting == {}


async def test_ones_own_message_is_kept_from_its_menu(tmp_path: Path) -> None:
    async with slack_world(tmp_path, mode="http", at=EVENING, links=True) as world:
        lea, team = world.users["t1p2"], world.channels["t1"]
        await world.link("t1p2")
        posted = await world.slack.posts(lea, "Qui a les clés ?", team)

        kept = await world.slack.uses_message_shortcut(lea, "quiethours.keep_message", team, posted)

        assert "a pu le lire" in await shown(kept)
        assert by(world, "t1p2", "t1") == []
        await world.advance(MORNING)
        assert [m["text"] for m in by(world, "t1p2", "t1")] == ["Qui a les clés ?"]


async def test_who_has_not_linked_is_told_how_and_nothing_moves(tmp_path: Path) -> None:
    async with slack_world(tmp_path, mode="http", at=EVENING, links=True) as world:
        lea, team = world.users["t1p2"], world.channels["t1"]
        posted = await world.slack.posts(lea, "Qui a les clés ?", team)

        said = await world.slack.uses_message_shortcut(lea, "quiethours.keep_message", team, posted)

        assert "/lien relier" in await shown(said)
        assert len(by(world, "t1p2", "t1")) == 1
        assert world.slack.team.waiting == {}


async def test_in_the_evening_it_is_offered_once_where_only_the_author_sees_it(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, mode="http", at=AFTERNOON, links=True) as world:
        lea, team = world.users["t1p2"], world.channels["t1"]
        await world.link("t1p2")
        await world.slack.types(world.users["admin"], "/lien", "équipe soir équipe 1 oui")
        await world.settle()
        assert any("en dehors des horaires" in said for said in world.read_in("t1"))
        await world.advance(EVENING)

        await world.slack.posts(lea, "Qui a les clés ?", team)
        await world.slack.posts(lea, "Personne ?", team)

        ((seen_by, offer),) = team.ephemerals
        assert seen_by == lea.id
        assert "Il est 21" in words(offer)
        await world.slack.presses(lea, offer, "quiethours.keep_posted", team)
        assert [m["text"] for m in by(world, "t1p2", "t1")] == ["Personne ?"]
        await world.advance(MORNING)
        assert [m["text"] for m in by(world, "t1p2", "t1")] == ["Personne ?", "Qui a les clés ?"]


async def test_kept_changed_sent_at_once_cancelled_and_read_in_the_morning(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, at=EVENING) as world:
        lea, karim = world.users["t1p2"], world.users["t1p3"]

        async def keep(said: str) -> dict[str, Any]:
            kept = await world.slack.types(lea, "/plus-tard", f"<@{karim.id}> {said}")
            assert "Je garde ce message" in words(kept.said[0])
            return kept.said[0]

        changed = await keep("On en parle ?")
        await world.slack.presses(lea, changed, "quiethours.change")
        form = world.slack.modal(lea)
        assert form is not None
        assert "On en parle ?" in str(form.content)
        await world.slack.submits(lea, words="On en parle à 9 h ?", when="demain 9h")
        urgent, dropped = await keep("La porte est ouverte"), await keep("Oubliez ceci")
        await world.slack.presses(lea, urgent, "quiethours.send_now")
        await world.settle()
        assert any("La porte est ouverte" in said for said in world.read("t1p3"))
        await world.slack.presses(lea, dropped, "quiethours.cancel")
        assert len(world.read("t1p3")) == 1

        await world.advance(MORNING + timedelta(hours=1))

        read = world.read("t1p3")
        assert len(read) == 2
        assert "On en parle à 9 h ?" in read[1]
        assert "Aucune réponse n'était attendue" in read[1]
        assert not any("Oubliez" in said for said in read)
