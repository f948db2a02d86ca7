"""Robots, guests and people of elsewhere are on no roster, whatever way they would come in."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.chat.ids import AccountId, ChannelId
from bot.chat.incoming import AccountClosed, MembershipChanged
from bot.chat.outgoing import Note, Paragraph, Reply
from bot.chat.ports import Apart
from bot.i18n.catalog import say
from bot.i18n.text import Reader
from bot.outbox.model import Entry
from bot.scheduling import Timeline
from tests.fakes.chat import RecordingChat
from tests.scenarios.office import ADMIN, Office, office_of
from tests.scenarios.slack_world import SlackWorld, slack_world, words

CHANNEL = ChannelId("local", "demo", "team")
TEAM = tuple(AccountId("local", "demo", f"agent{n}") for n in range(6))
APART: dict[str, Apart] = {
    "polly": "bot",
    "jira": "bot",
    "invitee": "guest",
    "partenaire": "stranger",
    "ancienne": "closed",
}
OTHERS = tuple(AccountId("local", "demo", user) for user in APART)
TYPED = {
    "fr": {
        "create": "équipe créer Nord #team",
        "import": "équipe importer Nord",
        "add": "équipe ajouter @{} Nord",
        "csv": "équipe csv",
        "rhythm": "planning checkin jeudi 9h30",
        "left": (
            "2 robots : Polly et Jira",
            "1 compte invité : Invitee",
            "1 personne d'une autre organisation : Partenaire",
            "1 compte fermé : Ancienne",
        ),
    },
    "en": {
        "create": "team create Nord #team",
        "import": "team import Nord",
        "add": "team add @{} Nord",
        "csv": "team csv",
        "rhythm": "schedule checkin thursday 9:30",
        "left": (
            "2 robots: Polly and Jira",
            "1 guest account: Invitee",
            "1 person of another organisation: Partenaire",
            "1 closed account: Ancienne",
        ),
    },
}


@pytest_asyncio.fixture(params=["fr", "en"])
async def office(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_url: str
) -> AsyncIterator[Office]:
    chat = RecordingChat(members_of={CHANNEL: (*TEAM, *OTHERS, ADMIN)}, apart=APART)
    async with office_of(tmp_path, sqlite_url, request.param, chat) as made:
        await made.submits(await made.types(""), name="Protection", contacts="Médecine : poste 1")
        await made.types(str(TYPED[made.language]["create"]))
        yield made


async def accounts(office: Office) -> set[AccountId]:
    return {p.accounts[0] for p in (await office.directory()).people.values()}


def plainly(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


async def test_an_import_leaves_them_out_says_why_and_asks_them_nothing(office: Office) -> None:
    typed = TYPED[office.language]
    preview = await office.types(str(typed["import"]))
    for sentence in typed["left"]:
        assert sentence in plainly(office.said(preview))
    await office.presses(preview)

    assert await accounts(office) == {*TEAM, ADMIN}

    await office.types(str(typed["rhythm"]))
    now = office.clock.now()
    await Timeline(office.clock, office.lien.services).advance(now + timedelta(days=4))
    async with office.lien.unit_of_work() as uow:
        (one,) = await uow.rounds.unfinished()
        roster, _ = await uow.rounds.frozen(one.id)
    assert len(roster.people) == len(TEAM) + 1
    written_to = {getattr(d.to, "account", None) for d in office.chat.delivered}
    assert written_to.isdisjoint(OTHERS)


async def test_by_hand_each_is_refused_with_its_reason(office: Office) -> None:
    before = await accounts(office)
    said = set()
    for user in APART:
        refused = await office.types(str(TYPED[office.language]["add"]).format(user))
        assert refused.is_refusal
        assert user.title() in office.said(refused)
        said.add(office.said(refused).replace(user.title(), "…"))
    assert len(said) == len(set(APART.values()))
    assert await accounts(office) == before


async def test_a_pasted_list_leaves_them_out_and_says_why(office: Office) -> None:
    pasted = "\n".join(f"@{account.user};Nord" for account in (*TEAM, *OTHERS))
    opened = await office.types(str(TYPED[office.language]["csv"]))
    preview = await office.submits(opened, list=pasted)
    for sentence in TYPED[office.language]["left"]:
        assert sentence in plainly(notes(office, preview))
    await office.submits(preview, list=pasted)

    assert await accounts(office) == {*TEAM, ADMIN}


async def test_who_joins_later_is_told_of_only_if_a_roster_could_lack_them(office: Office) -> None:
    for user in (*OTHERS, TEAM[0]):
        await office.lien.router(
            MembershipChanged(event=f"j-{user}", account=user, channel=CHANNEL, is_member=True)
        )
        assert bool(await told(office)) == (user in TEAM)
    assert await accounts(office) == {ADMIN}


async def test_a_colleague_who_becomes_a_guest_leaves_the_roster(office: Office) -> None:
    await office.presses(await office.types(str(TYPED[office.language]["import"])))
    await office.lien.router(
        AccountClosed(event="g-1", account=TEAM[0], is_closed=False, is_guest=True)
    )

    assert await accounts(office) == {*TEAM[1:], ADMIN}
    (said,) = await told(office)
    (part,) = said.message.parts
    assert isinstance(part, Paragraph)
    assert (part.text.id, part.text.args["name"]) == ("follow.guest", "Agent0")


async def told(office: Office) -> list[Entry]:
    """List what waits to be told to admins."""
    async with office.lien.unit_of_work() as uow:
        waiting = await uow.outbox.claim(office.clock.now(), 50)
    return [entry for entry in waiting if entry.kind == "admin.follow"]


def notes(office: Office, reply: Reply) -> str:
    assert reply.form is not None
    reader = Reader(language=office.language, zone="Europe/Paris", now=office.clock.now())
    return "\n".join(say(f.text, reader) for f in reply.form.fields if isinstance(f, Note))


async def asks(world: SlackWorld, typed: str) -> tuple[str, dict[str, object]]:
    (said,) = (await world.slack.types(world.users["admin"], "/lien", typed)).said
    return plainly(words(said)), said


@pytest.mark.parametrize("way", ["channel", "group"])
async def test_in_slack_they_are_left_out_of_a_channel_and_of_a_group(
    tmp_path: Path, way: str
) -> None:
    async with slack_world(tmp_path, sizes=(4,)) as world:
        team = world.slack.team
        colleague = team.add_user("Zoé Nouvelle")
        apart = [
            team.add_user("Invitée", is_guest=True),
            team.add_user("Restreint", is_ultra_guest=True),
            team.add_user("Partenaire", home="T0AILLEURS"),
            team.add_user("Robot", is_bot=True),
            team.add_user("Partie", deleted=True),
        ]
        members = [colleague, *apart]
        place = team.add_channel("nord", members)
        team.groups["S0GROUP1"] = {user.id for user in members}
        where = f"<#{place.id}|nord>" if way == "channel" else "<!subteam^S0GROUP1|@nord>"
        await asks(world, "équipe créer Nord")
        read, preview = await asks(world, f"équipe importer Nord {where}")
        assert "À ajouter, 1 personne : Zoé" in read
        for sentence in (
            "1 robot : Robot",
            "2 comptes invités : Invitée et Restreint",
            "1 personne d'une autre organisation : Partenaire",
            "1 compte fermé : Partie",
        ):
            assert sentence in read
        await world.slack.presses(world.users["admin"], preview, "admin.take_in")

        async with world.lien.unit_of_work() as uow:
            directory = await uow.people.directory()
        found = {a.user for p in directory.people.values() for a in p.accounts}
        assert colleague.id in found
        assert found.isdisjoint(user.id for user in apart)
        await world.advance(world.clock.now() + timedelta(days=4))
        assert len(world.slack.direct(colleague)) == 1
        assert [world.slack.direct(user) for user in apart] == [[]] * len(apart)


async def test_in_slack_who_is_made_a_guest_leaves_the_roster(tmp_path: Path) -> None:
    async with slack_world(tmp_path, sizes=(4,)) as world:
        user = world.users["t1p2"]
        user.is_guest = True
        await world.slack.happens(
            {"type": "user_change", "user": user.shown(world.slack.team.id), "event_ts": "1.1"}
        )
        async with world.lien.unit_of_work() as uow:
            assert "t1p2" not in (await uow.people.directory()).people
