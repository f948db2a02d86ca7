"""From an empty database to a department that answers, in Matrix rooms and by words alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.chat.ids import ChannelId
from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.people.contacts import Contacts
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Parts, assemble
from tests.fakes.matrix_rooms import SERVER, RoomsChat, Server, matrix_account
from tests.fakes.small_department import MONDAY

ROOM = "!nord:example.org"
TEAM = tuple(f"agent{n}" for n in range(8))
LINES = "Médecine préventive : poste 45 21\nPsychologue : poste 12"
WORDS = {
    "fr": (
        "!lien équipe créer Enfance Nord #nord:example.org",
        "équipe importer enfance nord",
        f"!lien équipe encadrement @agent0:{SERVER} Enfance Nord",
        "!lien planning checkin jeudi 9h30",
        "oui",
    ),
    "en": (
        "!lien team create Enfance Nord #nord:example.org",
        "team import enfance nord",
        f"!lien team manager @agent0:{SERVER} Enfance Nord",
        "!lien schedule checkin thursday 9:30",
        "yes",
    ),
}


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_a_department_is_set_up_by_words_alone(
    tmp_path: Path, sqlite_url: str, language: str
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o700)
    clock = SimulatedClock(MONDAY)
    everyone = tuple(matrix_account(name) for name in (*TEAM, "yvonne"))
    channel = ChannelId("matrix", SERVER, ROOM)
    chat = RoomsChat(members_of={channel: everyone}, accounts=frozenset(everyone))
    lien = await assemble(
        Parts(
            database_url=sqlite_url,
            key_dir=keys,
            clock=clock,
            chats={"matrix": chat},
            texts=Texts.packaged(),
            contacts=Contacts(),
            policy=Policy(),
            locale=language,
            admins=frozenset({matrix_account("yvonne")}),
        )
    )
    chat.server = server = Server(lien.router, lien.readers, aliases={"#nord:example.org": ROOM})
    create, take_in, manage, schedule, yes = WORDS[language]

    for words in ("!lien", "Protection", LINES, yes, create):
        assert await server.write("yvonne", words), words
    assert "Agent3" in await server.write("yvonne", take_in)
    for words in ("1", manage, schedule):
        assert await server.write("yvonne", words), words
    await Timeline(clock, lien.services).advance(MONDAY.replace(day=MONDAY.day + 4))

    async with lien.unit_of_work() as uow:
        directory = await uow.people.directory()
    (unit,) = (u for u in directory.units.values() if u.name == "Enfance Nord")
    assert unit.channel == channel
    managers = directory.holders("manager", unit.id)
    assert [p.accounts for p in managers] == [(matrix_account("agent0"),)]
    for name in TEAM:
        assert "4 2 -" in server.visible(name)
        assert "4 2 3" not in await server.write(name, "4 2 3")
        assert server.last(name) in server.redacted
    await lien.close()
