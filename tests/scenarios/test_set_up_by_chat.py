"""From an empty database to a department that answers, by what people type and nothing else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.chat.ids import AccountId, ChannelId
from bot.chat.incoming import FormSubmitted
from bot.scheduling import Timeline
from tests.fakes.chat import RecordingChat
from tests.scenarios.office import ADMIN, Office, office_of

CHANNEL = ChannelId("local", "demo", "enfance-nord")
TEAM = tuple(AccountId("local", "demo", f"agent{n}") for n in range(8))


@pytest_asyncio.fixture(params=["fr", "en"])
async def office(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_url: str
) -> AsyncIterator[Office]:
    chat = RecordingChat(members_of={CHANNEL: (*TEAM, ADMIN)}, accounts=frozenset({*TEAM, ADMIN}))
    async with office_of(tmp_path, sqlite_url, request.param, chat) as made:
        yield made


WORDS = {
    "fr": {
        "create": "équipe créer Enfance Nord #enfance-nord",
        "import": "équipe importer enfance nord",
        "manager": "équipe encadrement @agent0 Enfance Nord",
        "schedule": "planning checkin jeudi 9h30",
        "contacts": "contacts retirer Médecine préventive",
        "last": "la dernière ligne",
        "next": "Langue, fuseau",
    },
    "en": {
        "create": "team create Enfance Nord #enfance-nord",
        "import": "team import enfance nord",
        "manager": "team manager @agent0 Enfance Nord",
        "schedule": "schedule checkin thursday 9:30",
        "contacts": "contacts remove Médecine préventive",
        "last": "the last help line",
        "next": "Go on: Language",
    },
}
LINES = "Médecine préventive : poste 45 21"


async def test_a_department_is_set_up_by_chat_alone(office: Office) -> None:
    words = WORDS[office.language]
    done = await office.submits(await office.types(""), name="Protection", contacts=LINES)
    assert words["next"] in office.said(done)

    await office.types(words["create"])
    preview = await office.types(words["import"])
    assert (await office.directory()).homed((await office.directory()).departments[0].id) != ()
    assert "Agent3" in office.said(preview)
    await office.presses(preview)
    await office.types(words["manager"])
    await office.types(words["schedule"])
    assert words["last"] in office.said(await office.types(words["contacts"]))

    directory = await office.directory()
    (unit,) = (u for u in directory.units.values() if u.name == "Enfance Nord")
    assert unit.channel == CHANNEL
    # The admin reads the channel too, and stays where admins are.
    assert {p.accounts[0] for p in directory.members(unit.id)} == set(TEAM)
    assert all(p.joined is None for p in directory.members(unit.id))
    assert [p.name for p in directory.holders("manager", unit.id)] == ["Agent0"]

    opened_at = office.clock.now()
    await Timeline(office.clock, office.lien.services).advance(
        opened_at.replace(day=opened_at.day + 4)
    )
    invited = [d.to for d in office.chat.delivered if d.kind == "checkins.invitation"]
    assert len(invited) == len(TEAM) + 1


async def test_who_comes_after_the_first_round_counts_after_a_month(office: Office) -> None:
    words = WORDS[office.language]
    await office.submits(await office.types(""), name="Protection", contacts=LINES)
    await office.types(words["create"])
    await office.types(words["schedule"])
    await Timeline(office.clock, office.lien.services).advance(
        office.clock.now().replace(day=office.clock.now().day + 4)
    )
    await office.presses(await office.types(words["import"]))
    joined = {p.joined for p in (await office.directory()).people.values() if p.accounts[0] in TEAM}
    assert joined == {office.clock.now().date()}


async def test_nobody_but_the_named_admins_can_open_a_department(office: Office) -> None:
    refused = await office.types("", by=TEAM[0])
    assert refused.form is None
    assert refused.is_refusal
    forged = await office.lien.router(
        FormSubmitted(
            event="x", account=TEAM[0], form="admin.setup", context="", values={"name": "À moi"}
        )
    )
    assert forged is not None
    assert forged.is_refusal
    assert (await office.directory()).units == {}


async def test_a_department_cannot_begin_without_a_help_line(office: Office) -> None:
    refused = await office.submits(await office.types(""), name="Protection", contacts="")
    assert refused.is_refusal
    assert (await office.directory()).units == {}


async def test_an_import_pressed_by_somebody_else_changes_nothing(office: Office) -> None:
    words = WORDS[office.language]
    await office.submits(await office.types(""), name="Protection", contacts=LINES)
    await office.types(words["create"])
    preview = await office.types(words["import"])
    await office.presses(preview)
    before = await office.directory()
    answer = await office.presses(preview, by=TEAM[1])
    assert answer.is_refusal
    assert (await office.directory()).people == before.people


@pytest.mark.parametrize(
    "words",
    [
        "équipe créer",
        "équipe créer " + "x" * 5000,
        "équipe importer Nulle Part #enfance-nord",
        "équipe canal Protection",
        "équipe ajouter @personne Protection",
        "équipe retirer @personne",
        "équipe encadrement @personne",
        "équipe admin",
        "contacts ajouter rien",
        "contacts retirer personne",
        "équipe importer Protection #nulle-part",
    ],
)
async def test_what_cannot_be_done_is_said_and_changes_nothing(office: Office, words: str) -> None:
    await office.submits(await office.types(""), name="Protection", contacts=LINES)
    before = await office.directory()
    answer = await office.types(words)
    assert answer.is_refusal
    assert len(office.said(answer)) < 400
    after = await office.directory()
    assert (after.people, after.units, after.grants) == (before.people, before.units, before.grants)
