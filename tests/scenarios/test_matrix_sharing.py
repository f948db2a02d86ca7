"""Sharing in Matrix rooms: what goes wrong is said, and no word or code of anybody stays there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.scenarios.test_matrix_talk import ME, Team, team

TEAM = "!team:example.org"
CODE = re.compile(r"\b(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}\b")


@pytest_asyncio.fixture
async def them(tmp_path: Path, sqlite_url: str) -> AsyncIterator[Team]:
    async with team(tmp_path, sqlite_url, referents=("t1p4",)) as made:
        yield made


async def said(them: Team, *words: str) -> str:
    return [await them.write(one) for one in words][-1]


async def send(them: Team, fact: str = "Midi sauté en permanence") -> str:
    sealed = await said(them, "!lien signal", fact, "-", "-", "oui")
    found = CODE.search(sealed)
    assert found
    return found[0]


async def test_what_is_too_long_or_left_out_is_asked_again_and_taken_back_at_the_end(
    them: Team,
) -> None:
    assert "600 caractères au plus" in await said(them, "!lien signal", "Dix pages. " * 900)
    assert "demande une réponse" in await said(them, "passer")
    assert "Ce que cela peut entraîner" in await said(them, "Midi sauté")
    assert "Votre code" in await said(them, "-", "-", "oui")
    await said(them, "aide")
    shown = them.server.visible(ME)
    assert "Dix pages" not in shown
    assert "Midi" not in shown


async def test_markup_alone_is_refused_and_what_was_written_can_be_corrected(them: Team) -> None:
    refused = await said(them, "!lien signal", "<b></b>**", "-", "-")
    assert "Il manque le texte" in refused
    assert "« retour » pour corriger" in refused
    shown = await said(them, "retour", "retour", "retour", "Midi sauté", "-", "-")
    assert "1. Ce que vous avez vu : Midi sauté" in shown


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p>Un <b>jeudi</b> calme</p><script>x()</script>", "Un jeudi calme"),
        ("## Un jeudi\n\n\n**calme** [ici](http://example.org/x)", "calme ici"),
        ("Léa, Karim, Fatou, Nadia, Samir et Linh", "[nom]"),
    ],
)
async def test_what_was_pasted_is_cleaned_before_its_author_looks(
    them: Team, pasted: str, kept: str
) -> None:
    shown = await said(them, "!lien signal", pasted, "-", "-")
    assert kept in shown
    for gone in ("Léa", "Karim", "Samir", "<", "**", "http"):
        assert gone not in shown


@pytest.mark.parametrize("is_restarted", [False, True])
async def test_the_code_and_the_preview_go_away_when_their_reader_writes_again(
    them: Team, *, is_restarted: bool
) -> None:
    code = await send(them)
    assert code in them.server.visible(ME)
    if is_restarted:
        them.server.restart()
    await said(them, "aide")
    assert code not in them.server.visible(ME)
    assert "Midi" not in them.server.visible(ME)


async def test_a_code_typed_where_several_read_is_taken_back_and_answered_in_private(
    them: Team,
) -> None:
    code = await send(them)
    told = await them.server.write(ME, f"!lien suivi {code}", room=TEAM)
    assert "Personne ne l'a encore lu" in told
    assert them.server.timeline[TEAM][-1]["event_id"] in them.server.redacted
    slip = ("1" if code[0] != "1" else "2") + code[1:]
    assert "faute de frappe" in await said(them, f"suivi {slip}")
    assert slip not in them.server.visible(ME)


async def test_words_typed_behind_the_command_are_taken_back_for_the_form_asks_them(
    them: Team,
) -> None:
    told = await them.server.write(ME, "!lien signal Midi sauté chez nous", room=TEAM)
    assert "Ce que vous avez vu" in told
    assert them.server.timeline[TEAM][-1]["event_id"] in them.server.redacted


async def test_a_changed_line_is_masked_again_before_anything_is_sent(them: Team) -> None:
    await said(them, "!lien signal", "Midi sauté", "-", "-")
    again = await said(them, "1", "Midi sauté par Mme Bouchard", "oui")
    assert "masqué encore" in again
    assert "Midi sauté par [nom]" in again
    assert CODE.search(await said(them, "oui"))
    await said(them, "aide")
    assert "Bouchard" not in them.server.visible(ME)
