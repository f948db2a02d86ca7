"""What goes wrong between Lien and Slack: who is told, what is kept, what is sent again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
import pytest_asyncio
from structlog.testing import capture_logs

from bot.adapters.slack.client import SlackChat
from bot.adapters.slack.pacing import Pace
from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import (
    Audience,
    Button,
    Choices,
    Ephemeral,
    InChannel,
    Message,
    Paragraph,
    Picture,
    Private,
)
from bot.chat.ports import Delivery
from bot.errors import ChatError, Refused, Throttled, Unknown, Unreachable
from bot.i18n.text import plain
from tests.contracts.chat_port import READER, delivery
from tests.contracts.test_chat_port import slack_chat
from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.team import Channel, User
from tests.fakes.local_stage import FakePictures
from tests.scenarios.slack_world import slack_world, words
from tests.scenarios.test_slack_week import OPEN, answered


@dataclass
class Scene:
    slack: SlackDouble
    chat: SlackChat
    lea: User
    team: Channel
    told: list[tuple[str, str]] = field(default_factory=list)

    @property
    def to_lea(self) -> Private:
        return Private(AccountId("slack", self.slack.team.id, self.lea.id))

    @property
    def to_team(self) -> InChannel:
        return InChannel(ChannelId("slack", self.slack.team.id, self.team.id))

    def shown(self) -> list[str]:
        return [words(m) for m in self.slack.direct(self.lea)]


@pytest_asyncio.fixture
async def scene() -> AsyncIterator[Scene]:
    async with SlackDouble() as slack, aiohttp.ClientSession() as session:
        lea = slack.team.add_user("Léa Martin")
        made = Scene(slack, slack_chat(slack, session), lea, slack.team.add_channel("nord", [lea]))

        async def told(team: str, scope: str) -> None:
            made.told.append((team, scope))

        object.__setattr__(made.chat.api, "missing", told)
        yield made


@pytest.mark.parametrize(
    ("fault", "error", "arrived"),
    [
        ("drop before", Unknown, 0),
        ("drop after", Unknown, 1),
        ("500", Unknown, 0),
        ("html", Unknown, 0),
        ("429", Throttled, 0),
        ("rate_limited", Throttled, 0),
        ("internal_error", Unknown, 0),
        ("fatal_error", Unknown, 0),
        ("service_unavailable", Unreachable, 0),
        ("is_archived", Refused, 0),
        ("msg_blocks_too_long", Refused, 0),
        ("a_code_slack_invents_later", Refused, 0),
    ],
)
async def test_what_goes_wrong_with_a_message_is_called_by_its_name(
    scene: Scene, fault: str, error: type[ChatError], arrived: int
) -> None:
    sent = delivery("1", scene.to_lea, "bonjour")
    scene.slack.api.faults["chat.postMessage"].append(fault)

    with pytest.raises(error):
        await scene.chat.send(sent)

    assert len(scene.shown()) == arrived
    assert (await scene.chat.find(sent) is not None) == bool(arrived)


async def test_a_slack_that_is_not_there_was_surely_not_reached(scene: Scene) -> None:
    await scene.slack.__aexit__()

    with pytest.raises(Unreachable):
        await scene.chat.send(delivery("1", scene.to_lea, "bonjour"))


async def test_people_and_places_that_are_gone_are_refused(scene: Scene) -> None:
    scene.lea.deleted = True
    scene.team.is_archived = True

    for to in (scene.to_lea, scene.to_team):
        with pytest.raises(Refused):
            await scene.chat.send(delivery("1", to, "bonjour"))


async def test_a_revoked_token_loses_nothing(tmp_path: Path) -> None:
    async with slack_world(tmp_path) as world:
        token = world.slack.api.tokens[world.slack.bot_token]
        token.is_revoked = True
        with capture_logs() as logs:
            await world.advance(OPEN)
        assert world.read("t1p2") == []
        assert "SLACK_BOT_TOKEN" in [log.get("setting") for log in logs]

        token.is_revoked = False
        await world.advance(OPEN + timedelta(hours=1))
        assert len(world.read("t1p2")) == 1


async def test_a_missing_scope_is_told_by_name_once_and_loses_nothing(scene: Scene) -> None:
    token = scene.slack.api.tokens[scene.slack.bot_token]
    token.scopes -= {"users:read"}
    account = scene.to_lea.account

    for _ in range(2):
        with pytest.raises(Unreachable):
            await scene.chat.profiles([account])

    assert scene.told == [(scene.slack.team.id, "users:read")]


async def test_a_channel_that_may_not_be_read_is_not_searched(scene: Scene) -> None:
    sent = delivery("1", scene.to_team, "le bilan")
    await scene.chat.send(sent)

    assert await scene.chat.find(sent) is None
    assert scene.told == []

    scene.slack.api.tokens[scene.slack.bot_token].scopes |= {"channels:history"}
    assert await scene.chat.find(sent) is not None


def long(to: Audience) -> Delivery:
    parts = tuple(Paragraph(plain(f"{n} " + "x" * 2_900)) for n in range(12))
    button = Choices((Button(action="a", label=plain("Oui")),))
    return Delivery(
        key="long", to=to, message=Message((*parts, button)), reader=READER, kind="test"
    )


async def test_what_one_message_does_not_hold_is_said_in_several_in_order(scene: Scene) -> None:
    await scene.chat.send(long(scene.to_lea))

    shown = scene.shown()
    assert len(shown) > 1
    assert [n for n in range(12) if f"{n} xx" in " ".join(shown)] == list(range(12))
    assert shown[-1].endswith("Oui")


async def test_a_message_left_half_said_is_finished_and_not_begun_again(scene: Scene) -> None:
    scene.slack.api.faults["chat.postMessage"].extend(["", "429"])
    with pytest.raises(Unknown):
        await scene.chat.send(long(scene.to_lea))
    assert len(scene.shown()) == 1

    found = await scene.chat.find(long(scene.to_lea))

    assert found is not None
    assert found.message == scene.slack.direct(scene.lea)[0]["ts"]
    said = " ".join(scene.shown())
    assert all(said.count(f" {n} xx") <= 1 for n in range(12))
    assert said.endswith("Oui")


async def test_a_chart_is_in_the_same_message_and_uploaded_once(scene: Scene) -> None:
    scene.chat.pictures = FakePictures({"digest-48": b"\x89PNG bytes"})
    message = Message((Paragraph(plain("Le bilan")), Picture("digest-48", plain("Ça va mieux."))))
    for key, to in (("1", scene.to_lea), ("2", scene.to_team)):
        await scene.chat.send(
            Delivery(key=key, to=to, message=message, reader=READER, kind="digest")
        )

    (private,), (public,) = scene.slack.direct(scene.lea), scene.team.messages
    assert private["blocks"] == public["blocks"]
    assert private["blocks"][1]["alt_text"] == "Ça va mieux."
    (file,) = scene.slack.team.files.values()
    assert file["content"] == b"\x89PNG bytes"
    assert file["alt_txt"] == "Ça va mieux."


async def test_a_picture_slack_has_not_looked_at_yet_is_sent_again_later(scene: Scene) -> None:
    scene.chat.pictures = FakePictures({"digest-48": b"\x89PNG bytes"})
    scene.slack.api.faults["chat.postMessage"].append("invalid_blocks")
    message = Message((Picture("digest-48", plain("Ça va mieux.")),))
    sent = Delivery(key="1", to=scene.to_lea, message=message, reader=READER, kind="digest")

    with pytest.raises(Unreachable):
        await scene.chat.send(sent)
    await scene.chat.send(sent)

    assert len(scene.slack.team.files) == 1


async def test_where_no_file_may_be_kept_a_picture_is_said_in_words(scene: Scene) -> None:
    scene.chat.pictures = FakePictures({"digest-48": b"\x89PNG bytes"})
    scene.slack.api.faults["files.getUploadURLExternal"].append("file_uploads_disabled")
    message = Message((Picture("digest-48", plain("Ça va mieux.")),))

    await scene.chat.send(
        Delivery(key="1", to=scene.to_lea, message=message, reader=READER, kind="digest")
    )

    assert scene.shown() == ["Ça va mieux."]


async def test_a_picture_that_is_gone_is_said_in_words(scene: Scene) -> None:
    message = Message((Picture("digest-48", plain("Ça va mieux.")),))
    await scene.chat.send(
        Delivery(key="1", to=scene.to_lea, message=message, reader=READER, kind="digest")
    )

    assert scene.shown() == ["Ça va mieux."]


async def test_nobodys_words_become_a_mention_or_markup(scene: Scene) -> None:
    said = "<!channel> <@U1> & <https://a.example|b> @slack/T0OTHER/U1"
    await scene.chat.send(delivery("1", scene.to_lea, said))

    (shown,) = scene.slack.direct(scene.lea)
    text = shown["blocks"][0]["text"]["text"]
    assert "<" not in text
    assert text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&") == said
    assert "<" not in shown["text"]


async def test_members_are_told_apart_in_a_channel_and_in_a_group(scene: Scene) -> None:
    apart = {
        scene.slack.team.add_user(name, **facts).id: why
        for name, facts, why in (
            ("Ancienne Collègue", {"deleted": True}, "closed"),
            ("Robot", {"is_bot": True}, "bot"),
            ("Invitée", {"is_guest": True}, "guest"),
            ("Invité d'un canal", {"is_ultra_guest": True}, "guest"),
            ("Partenaire", {"home": "T0AILLEURS"}, "stranger"),
            ("Collègue d'un autre espace", {"home": "T0AILLEURS", "grid": True}, None),
        )
    }
    everybody = {scene.lea.id: None, **apart}
    scene.team.members |= set(everybody)
    scene.slack.team.groups["S0GROUP1"] = set(everybody)

    for place in (scene.team.id, "S0GROUP1"):
        found = await scene.chat.members(ChannelId("slack", scene.slack.team.id, place))
        assert {one.account.user: one.apart for one in found} == everybody


async def test_profiles_say_language_zone_and_guests(scene: Scene) -> None:
    guest = scene.slack.team.add_user("Jo Guest", is_guest=True, locale="en-GB", tz="Europe/London")
    account = AccountId("slack", scene.slack.team.id, guest.id)

    (found,) = await scene.chat.profiles([account])

    assert (found.name, found.zone, found.language) == ("Jo", "Europe/London", "en")
    assert found.apart == "guest"


async def test_a_large_channel_is_asked_about_at_once(scene: Scene) -> None:
    people = [scene.slack.team.add_user(f"Agent {n}") for n in range(150)]
    scene.team.members |= {user.id for user in people}

    found = await scene.chat.members(scene.to_team.channel)
    named = await scene.chat.profiles([one.account for one in found])

    assert len(named) == len(found) == 151
    asked = [method for method, _ in scene.slack.api.calls]
    assert asked.count("users.info") == 0
    assert asked.count("users.list") <= 2


async def test_an_ephemeral_is_never_looked_for(scene: Scene) -> None:
    sent = delivery("1", Ephemeral(scene.to_team.channel, scene.to_lea.account), "entre nous")
    await scene.chat.send(sent)
    assert await scene.chat.find(sent) is None


async def test_a_place_is_written_to_once_a_second_and_others_meanwhile() -> None:
    pace = Pace(interval=0, channel_seconds=0.05)
    loop = asyncio.get_running_loop()
    start = loop.time()

    async def at(place: str) -> float:
        await pace.turn(place)
        return loop.time() - start

    first, second, other = await asyncio.gather(at("C1"), at("C1"), at("C2"))

    assert second >= 0.05 > max(first, other)


async def test_after_a_storm_everyone_waits_and_what_follows_is_slower() -> None:
    pace = Pace(interval=0.01, channel_seconds=0)
    pace.throttled(0.05)
    pace.throttled(0.05)
    loop = asyncio.get_running_loop()
    start = loop.time()

    await pace.turn("C1")

    assert loop.time() - start >= 0.05
    assert pace.interval > 0.01
    pace.throttled(3_600)
    with pytest.raises(Throttled):
        await pace.turn("C1")


async def test_a_team_whose_channel_is_archived_loses_no_digest_and_who_can_mend_it_is_told(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path) as world:
        team, admin = world.channels["t1"], world.users["admin"]
        for week in range(3):
            await world.advance(OPEN + timedelta(weeks=week))
            await answered(world)
        before = len(world.read_in("t1"))
        team.is_archived = True
        await world.advance(OPEN + timedelta(weeks=3))
        assert len(world.read_in("t1")) == before
        for person in ("t1p1", "admin"):
            assert (
                len([said for said in world.read(person) if "plus à écrire dans le canal" in said])
                == 1
            )
        assert not any("plus à écrire dans le canal" in said for said in world.read("t1p2"))

        fresh = world.slack.team.add_channel("t1-bis", [world.users["t1p2"]])
        await world.advance(OPEN + timedelta(weeks=3, days=1))
        unit = "Équipe 1"
        done = await world.slack.types(admin, "/lien", f"équipe canal {unit} <#{fresh.id}|t1-bis>")
        assert done.said
        await world.settle()
        moved = [words(message) for message in fresh.messages]
        assert moved
        assert set(moved) <= set(world.read("t1p1"))
        await world.advance(OPEN + timedelta(weeks=3, days=3))
        assert [words(message) for message in fresh.messages] == moved
        assert len(world.read_in("t1")) == before


async def test_a_slack_that_counts_calls_a_minute_leaves_nobody_without_a_word(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, sizes=(12,) * 10) as world:
        await world.advance(OPEN)
        world.slack.api.has_tiers = True
        told = 0
        people = [user for person, user in world.users.items() if person != "admin"]
        for user in people:
            (invitation, *_) = world.slack.direct(user)
            answer = await world.slack.presses(user, invitation, "checkins.answer")
            await world.connection.finish()
            if world.slack.modal(user) is None:
                assert "réessayez" in words(answer.said[0]).lower()
                told += 1
        assert told == len(people) - 100

        await world.advance(OPEN + timedelta(minutes=1))
        late = people[-1]
        await world.slack.presses(late, world.slack.direct(late)[0], "checkins.answer")
        assert world.slack.modal(late) is not None
