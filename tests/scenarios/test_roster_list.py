"""A department of sixty, from an empty database, by what one admin types and pastes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import Note, Private
from bot.i18n.catalog import say
from bot.i18n.text import Reader
from bot.scheduling import Timeline
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import MONDAY
from tests.scenarios.office import ADMIN, Office, office_of
from tests.scenarios.test_set_up_by_chat import LINES, office

__all__ = ["office"]

TEAMS = ("Enfance Nord", "Polyvalence", "PMI", "Insertion", "Autonomie")
SIXTY = [AccountId("local", "demo", f"{t}-{n}") for t in range(5) for n in range(12)]
ROLE = {"fr": "encadrement", "en": "manager"}
TYPED = {
    "fr": {
        "csv": "équipe csv",
        "pair": ("équipe référent @0-1", "équipe référent @1-1"),
        "channel": "équipe canal {} #{}",
        "region": "calendrier région 59",
        "rhythm": ("planning checkin jeudi 9h30", "planning clôture lundi 17h"),
        "dates": "planning liste",
    },
    "en": {
        "csv": "team csv",
        "pair": ("team referent @0-1", "team referent @1-1"),
        "channel": "team channel {} #{}",
        "region": "calendar region 59",
        "rhythm": ("schedule checkin thursday 9:30", "schedule close monday 17:00"),
        "dates": "schedule list",
    },
}


def pasted(language: str) -> str:
    lines = ["compte;équipe;rôle"] if language == "fr" else ["account;team;role"]
    for account in SIXTY:
        team, number = account.user.split("-")
        role = ROLE[language] if number == "0" else ""
        lines.append(f"@{account.user};{TEAMS[int(team)]};{role}")
    return "\n".join(lines)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_department_of_sixty_runs_from_commands_alone(
    tmp_path: Path, sqlite_url: str, language: str
) -> None:
    channels = {ChannelId("local", "demo", f"team-{n}"): tuple(SIXTY[:1]) for n in range(5)}
    chat = RecordingChat(members_of=channels, accounts=frozenset({*SIXTY, ADMIN}))
    async with office_of(tmp_path, sqlite_url, language, chat) as here:
        words = TYPED[language]
        await here.submits(await here.types(""), name="Solidarités", contacts=LINES)
        preview = await here.submits(await here.types(str(words["csv"])), list=pasted(language))
        assert (await here.directory()).homed((await here.directory()).departments[0].id) != ()
        assert len((await here.directory()).people) == 1
        assert preview.form is not None
        reader = Reader(language=language, zone="Europe/Paris", now=here.clock.now())
        notes = [say(f.text, reader) for f in preview.form.fields if isinstance(f, Note)]
        assert any("60" in note for note in notes)
        done = await here.submits(preview, list=pasted(language))
        assert not done.is_refusal
        commands = [
            str(words["region"]),
            *words["pair"],
            *(str(words["channel"]).format(team, f"team-{n}") for n, team in enumerate(TEAMS)),
            *words["rhythm"],
            str(words["dates"]),
        ]
        for typed in commands:
            assert not (await here.types(typed)).is_refusal, typed

        directory = await here.directory()
        department = directory.departments[0].id
        teams = [u for u in directory.under(department) if u.id != department]
        assert sorted(unit.name for unit in teams) == sorted(TEAMS)
        for unit in teams:
            assert len(directory.members(unit.id)) == 12
            assert len(directory.holders("manager", unit.id)) == 1
            assert unit.channel is not None
        assert len(directory.holders("referent", department)) == 2
        await Timeline(here.clock, here.lien.services).advance(MONDAY + timedelta(days=4))
        invited = {d.to for d in chat.delivered if d.kind == "checkins.invitation"}
        assert invited == {Private(account) for account in (*SIXTY, ADMIN)}


@pytest.mark.parametrize(
    "pasted_list",
    [
        "",
        "   \n  ",
        "@agent0",
        "@agent0;Nord;directrice",
        "@agent0;Nord\n@agent0;Sud",
        "@agent0;Nord\n@inconnu;Nord",
        "@agent0;Nord;;;",
        "@agent0;" + "x" * 200,
        '"@agent0;Nord',
        "\n".join(f"@a{n};Nord" for n in range(300)),
        "\x00;\x00",
    ],
)
async def test_a_list_with_a_line_that_cannot_be_read_changes_nothing(
    office: Office, pasted_list: str
) -> None:
    await office.submits(await office.types(""), name="Protection", contacts=LINES)
    before = await office.directory()
    opened = await office.types(str(TYPED[office.language]["csv"]))
    refused = await office.submits(opened, list=pasted_list)
    assert refused.is_refusal
    assert len(office.said(refused)) < 300
    after = await office.directory()
    assert (after.people, after.units) == (before.people, before.units)


async def test_a_list_longer_than_a_form_is_split_where_it_says_and_nobody_is_lost(
    tmp_path: Path, sqlite_url: str
) -> None:
    many = [AccountId("local", "demo", f"une-personne-au-nom-long-{n:03}") for n in range(120)]
    chat = RecordingChat(accounts=frozenset({*many, ADMIN}))
    async with office_of(tmp_path, sqlite_url, "fr", chat) as here:
        await here.submits(await here.types(""), name="Protection", contacts=LINES)
        opened = await here.types("équipe csv")
        lines = [f"@{account.user};Enfance Nord;" for account in many]
        begin, pastes = 0, 0
        while begin < len(lines):
            left = "\n".join(lines[begin:])
            preview = await here.submits(opened, list=left)
            if preview.is_refusal:
                said = here.said(preview).replace("\u202f", "").replace("\u00a0", "")
                found = re.search(r"lignes 1 à (\d+).*ligne (\d+)", said)
                assert found is not None, said
                assert int(found[2]) == int(found[1]) + 1
                left = "\n".join(lines[begin : begin + int(found[1])])
                preview = await here.submits(opened, list=left)
            assert not (await here.submits(preview, list=left)).is_refusal
            begin += left.count("\n") + 1
            pastes += 1
        units = (await here.directory()).units
        people = (await here.directory()).people.values()
        placed = [p for p in people if units[p.unit].name == "Enfance Nord"]
        assert (len(placed), pastes) == (120, 2)


async def test_a_list_cut_off_by_a_full_field_is_not_taken_for_whole(office: Office) -> None:
    await office.submits(await office.types(""), name="Protection", contacts=LINES)
    opened = await office.types(str(TYPED[office.language]["csv"]))
    whole = "\n".join(f"@agent{n};Enfance Nord" for n in range(300))
    assert (await office.submits(opened, list=whole[:3000])).is_refusal


async def test_a_list_says_what_would_change_when_some_are_there_already(office: Office) -> None:
    await office.submits(await office.types(""), name="Protection", contacts=LINES)
    opened = await office.types(str(TYPED[office.language]["csv"]))
    one = "@agent0,Nord\n@agent1,Nord"
    await office.submits(await office.submits(opened, list=one), list=one)
    two = "@agent0\tNord\n@agent1\tSud\n@agent2\tSud"
    preview = await office.submits(opened, list=two)
    assert preview.form is not None
    counted = [f.text.args.get("n") for f in preview.form.fields if isinstance(f, Note)]
    assert counted == [1, 1, 1]
    await office.submits(preview, list=two)
    people = (await office.directory()).people.values()
    units = (await office.directory()).units
    assert {p.name: units[p.unit].name for p in people if p.name.startswith("Agent")} == {
        "Agent0": "Nord",
        "Agent1": "Sud",
        "Agent2": "Sud",
    }


@pytest.mark.parametrize("held", ["référent", "encadrement"])
async def test_a_list_gives_nobody_both_a_team_and_its_signals(office: Office, held: str) -> None:
    await office.submits(await office.types(""), name="Protection", contacts=LINES)
    opened = await office.types(str(TYPED[office.language]["csv"]))
    first = f"@agent0;Nord;{held}\n@agent1;Nord"
    await office.submits(await office.submits(opened, list=first), list=first)
    before = await office.directory()
    wanted = "encadrement" if held == "référent" else "référent"
    refused = await office.submits(opened, list=f"@agent0;Nord;{wanted}\n@agent2;Nord")
    assert refused.is_refusal
    assert "Agent0" in office.said(refused)
    after = await office.directory()
    assert (after.people, after.grants) == (before.people, before.grants)
