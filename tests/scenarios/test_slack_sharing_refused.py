"""What goes wrong in sharing, as people in Slack meet it: refused with a reason, nothing lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.scenarios.slack_sharing import door, filled_in, handle, modal, signal, types
from tests.scenarios.slack_world import slack_world, words
from tests.traces import changed, left_in, rows_of

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 1, 7, 10, 0, tzinfo=PARIS)
SECOND_MONDAY = datetime(2026, 1, 19, 10, 1, tzinfo=PARIS)
PAIR = ("t1p2", "t2p2")
TEN_PAGES = "Un texte de dix pages. " * 1_200


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("   \n\u200b ", "Il manque le texte"),
        ("<b></b>**", "Il manque le texte"),
        (TEN_PAGES, "caractères"),
    ],
    ids=["spaces", "markup alone", "ten pages"],
)
@pytest.mark.parametrize(("command", "field"), [("signal", "fact"), ("pratique", "words")])
async def test_what_cannot_be_shared_is_refused_and_the_form_is_still_there(
    tmp_path: Path, command: str, field: str, written: str, refusal: str
) -> None:
    async with slack_world(tmp_path, at=WEDNESDAY, referents=PAIR) as world:
        lea = world.users["t1p3"]
        await world.slack.types(lea, "/lien", command)
        before = rows_of(tmp_path / "lien.sqlite3")
        refused = await world.slack.submits(lea, **{field: written})
        assert refusal in str(refused.ack)
        assert changed(before, rows_of(tmp_path / "lien.sqlite3")) == set()
        if refused.ack["response_action"] == "push":
            world.slack.closes(lea)
        assert (
            modal(world, "t1p3")["callback_id"]
            == f"sharing.{'signal' if command == 'signal' else 'practice'}"
        )
        await world.slack.submits(lea, **{field: "Midi sauté en permanence"})
        assert filled_in(modal(world, "t1p3"))[field] == "Midi sauté en permanence"


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p>Un <b>jeudi</b> calme</p><script>x()</script>", "Un jeudi calme"),
        ("## Un jeudi\n\n\n\n**calme** [ici](http://example.org/x)", "Un jeudi\n\ncalme ici"),
        ("Léa, Karim, Fatou, Nadia, Samir et Linh", "[nom]"),
    ],
    ids=["html", "markdown", "a list of names"],
)
async def test_what_was_pasted_is_cleaned_before_its_author_looks(
    tmp_path: Path, pasted: str, kept: str
) -> None:
    async with slack_world(tmp_path, at=WEDNESDAY, referents=PAIR) as world:
        lea = world.users["t1p3"]
        await world.slack.types(lea, "/lien", "signal")
        await world.slack.submits(lea, fact=pasted)
        shown = filled_in(modal(world, "t1p3"))["fact"]
        assert kept in shown
        for gone in ("Léa", "Karim", "Fatou", "Nadia", "Samir", "Linh", "<", "**", "http"):
            assert gone not in shown


async def test_a_name_put_back_in_the_preview_is_masked_again_before_anything_is_kept(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, at=WEDNESDAY, referents=PAIR) as world:
        lea = world.users["t1p3"]
        await world.slack.types(lea, "/lien", "signal")
        await world.slack.submits(lea, fact="Midi sauté")
        before = rows_of(tmp_path / "lien.sqlite3")
        await world.slack.submits(lea, fact="Midi sauté par Mme Bouchard")
        assert filled_in(modal(world, "t1p3"))["fact"] == "Midi sauté par [nom]"
        assert "masqué encore" in words(modal(world, "t1p3"))
        assert changed(before, rows_of(tmp_path / "lien.sqlite3")) == set()
    assert left_in(tmp_path, "Bouchard") == []


async def test_a_manager_is_refused_as_a_reader_and_without_readers_nothing_is_taken(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, at=WEDNESDAY) as world:
        manager = world.users["t1p1"]
        refused = await types(world, "admin", f"équipe référent <@{manager.id}|{manager.name}>")
        assert "ne peut pas lire leurs signaux" in words(refused)
        assert "Personne n'est encore désigné" in words(await types(world, "t1p4", "signal"))


async def test_once_both_readers_are_gone_admins_are_told_and_nothing_is_read(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, at=WEDNESDAY, referents=PAIR) as world:
        mine = await signal(world, "t1p3", "Midi sauté en permanence")
        for reader in PAIR:
            gone = world.users[reader]
            await types(world, "admin", f"équipe retirer <@{gone.id}|{gone.name}>")
        await world.advance(SECOND_MONDAY)
        assert any("il n'y a plus de référent" in said for said in world.read("admin"))
        assert "Personne ne l'a encore lu" in words(await types(world, "t1p3", f"suivi {mine}"))
        assert "lus par les deux référents seuls" in words(await types(world, "admin", "signaux"))
        assert "je n'en prends pas" in words(await types(world, "t1p5", "signal"))


async def test_a_threat_is_hidden_with_a_reason_its_author_reads_by_the_code(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, at=WEDNESDAY, referents=PAIR) as world:
        mine = await signal(world, "t1p3", "Je vais tout casser")
        await world.advance(SECOND_MONDAY)
        reader = world.users["t2p2"]
        listed = await types(world, "t2p2", "signaux")
        await world.slack.presses(reader, door(listed, "tout casser"), "sharing.handle")
        refused = await world.slack.submits(reader, state="=hidden")
        assert "dites pourquoi" in str(refused.ack)
        world.slack.closes(reader)
        world.slack.closes(reader)
        await handle(
            world, "t2p2", "tout casser", state="=hidden", reason="Une menace. Parlons-en."
        )
        assert "Aucun signal" in words(await types(world, "t2p2", "signaux"))
        said = words(await types(world, "t1p3", f"suivi {mine}"))
        assert "masqué" in said
        assert "Une menace. Parlons-en." in said


async def test_a_slip_in_a_code_is_told_from_an_unknown_one_and_neither_is_tried_for_long(
    tmp_path: Path,
) -> None:
    async with slack_world(tmp_path, at=WEDNESDAY, referents=PAIR) as world:
        mine = await signal(world, "t1p3", "Midi sauté en permanence")
        slip = ("1" if mine[0] != "1" else "2") + mine[1:]
        assert "faute de frappe" in words(await types(world, "t1p3", f"suivi {slip}"))
        assert "Je ne connais pas" in words(await types(world, "t1p3", "suivi 0000-0000-0000-0000"))
        typed = mine.lower().replace("-", " ").replace("0", "o").replace("1", "l")
        assert "Personne ne l'a encore lu" in words(await types(world, "t1p3", f"suivi {typed}"))
        for _ in range(10):
            await types(world, "t1p5", f"suivi {slip}")
        assert "Trop d'essais" in words(await types(world, "t1p5", f"suivi {mine}"))
        await world.advance(WEDNESDAY + timedelta(hours=1, minutes=1))
        assert "Personne ne l'a encore lu" in words(await types(world, "t1p5", f"suivi {mine}"))
