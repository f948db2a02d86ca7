"""What goes wrong around signals, as people in Matrix rooms meet it: refused with a reason."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from tests.fakes.matrix_rooms import user
from tests.scenarios.test_matrix_sharing import CODE, said, send
from tests.scenarios.test_matrix_talk import ME, Team, team
from tests.traces import changed, left_in, rows_of

SECOND_MONDAY = datetime(2026, 1, 19, 10, 1, tzinfo=ZoneInfo("Europe/Paris"))
PAIR = ("t1p4", "t1p5")


@pytest_asyncio.fixture
async def them(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Team]:
    async with team(tmp_path, sqlite_url, referents=PAIR) as made:
        yield made


async def test_a_manager_is_refused_as_a_reader_and_without_readers_nothing_is_taken(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with team(tmp_path, sqlite_url) as them:
        refused = await them.write(f"!lien équipe référent {user('t1p1')}", "admin")
        assert "ne peut pas lire leurs signaux" in refused
        assert "Personne n'est encore désigné" in await them.write("!lien signal")
        assert "lus par les deux référents seuls" in await them.write("!lien signaux", "t1p1")


async def test_once_both_readers_are_gone_admins_are_told_and_nothing_is_read(them: Team) -> None:
    mine = await send(them, "Midi sauté en permanence")
    for reader in PAIR:
        await them.write(f"!lien équipe retirer {user(reader)}", "admin")
    await them.world.advance(SECOND_MONDAY)
    assert "il n'y a plus de référent" in them.server.visible("admin")
    assert "Personne ne l'a encore lu" in await them.write(f"suivi {mine}")
    assert "lus par les deux référents seuls" in await them.write("!lien signaux", "admin")
    assert "je n'en prends pas" in await them.write("!lien signal", "t1p3")


async def test_a_threat_is_hidden_with_a_reason_its_author_reads_by_the_code(
    tmp_path: Path, them: Team
) -> None:
    mine = await send(them, "Je vais tout casser")
    await them.world.advance(SECOND_MONDAY)
    before = rows_of(tmp_path / "lien.db")
    listed = await as_reader(them, "!lien signaux")
    assert "Je vais tout casser" in listed
    hidden = number_of(await as_reader(them, number_of(listed, "Donner suite")), "masqué")
    refused = await as_reader(them, hidden, "-", "-", "-", "oui")
    assert "dites pourquoi" in refused
    assert "signals" not in changed(before, rows_of(tmp_path / "lien.db"))
    reason = "Une menace. Parlons-en."
    await as_reader(them, "annuler", "!lien signaux", number_of(listed, "Donner suite"), hidden)
    assert "enregistré" in await as_reader(them, "-", reason, "-", "oui")
    assert "Aucun signal" in await as_reader(them, "!lien signaux")
    told = await them.write(f"suivi {mine}")
    assert "masqué" in told
    assert reason in told
    for person in (ME, PAIR[0]):
        await them.write("aide", person)
        assert "tout casser" not in them.server.visible(person)
    assert left_in(tmp_path, "tout casser", reason) == []


@pytest.mark.parametrize("emptying", [("3 : rien",), ("idée : -",), ("3", "rien"), ("3", "-")])
async def test_an_optional_line_of_what_is_looked_at_can_be_emptied(
    them: Team, emptying: tuple[str, ...]
) -> None:
    shown = await said(them, "!lien signal", "Midi sauté", "de la fatigue", "un relais", "-")
    assert "3. Une idée : un relais" in shown
    assert "« 2 : rien » pour la vider" in shown
    emptied = await said(them, *emptying)
    assert "3. Une idée : —" in emptied
    assert "2. Ce que cela peut entraîner : de la fatigue" in emptied
    kept = await said(them, "1 : rien")
    assert "demande une réponse" in kept
    assert "1. Ce que vous avez vu : Midi sauté" in kept
    assert CODE.search(await said(them, "oui"))
    sent = them.answers()[-1].values
    assert (sent["fact"], sent["idea"]) == ("Midi sauté", "")


async def as_reader(them: Team, *words: str) -> str:
    return [await them.write(one, PAIR[0]) for one in words][-1]


def number_of(shown: str, label: str) -> str:
    """Return the number in front of a line."""
    found = re.search(rf"^(\d+)\. {label}", shown, re.MULTILINE)
    assert found, shown
    return found[1]
