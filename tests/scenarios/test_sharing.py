"""Good practice and weak signals, from writing to what became of them."""

from __future__ import annotations

import re
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.outgoing import Button, Choices, Facts, Form, Message, Reply
from bot.chat.transcript import transcribe
from bot.people.model import Directory, RoleGrant
from bot.sharing import practice_views, reader_views, signal_views
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import channel, small_department
from tests.scenarios.world import World, world

PARIS = ZoneInfo("Europe/Paris")
WEDNESDAY = datetime(2026, 1, 7, 10, 0, tzinfo=PARIS)
MONDAY_AT_TEN = datetime(2026, 1, 12, 10, 0, tzinfo=PARIS)


def department() -> Directory:
    plain = small_department(8, 7)
    pair = (RoleGrant("t1p2", "referent", "dept"), RoleGrant("t2p2", "referent", "dept"))
    return Directory(units=plain.units, people=plain.people, grants=(*plain.grants, *pair))


def started(folder: Path, url: str) -> AbstractAsyncContextManager[World]:
    channels = {channel(unit): () for unit in ("dept", "t1", "t2")}
    return world(
        folder, url, department(), at=WEDNESDAY, chat=RecordingChat(members_of=dict(channels))
    )


def form_of(reply: Reply) -> Form:
    assert reply.form is not None, reply
    return reply.form


def filled(form: Form) -> dict[str, str]:
    """Give every field what it holds when the form opens."""
    return {f.name: getattr(f, "initial", "") for f in form.fields if hasattr(f, "name")}


def buttons(message: Message | None) -> list[Button]:
    assert message is not None
    return [b for part in message.parts if isinstance(part, Choices) for b in part.buttons]


async def fill(w: World, who: str, form: Form, **values: str) -> Reply:
    return await w.submit(who, form.context, {**filled(form), **values}, form=form.name)


async def signal(w: World, who: str, fact: str, **more: str) -> str:
    """Write, look again and send; return the code."""
    opened = form_of(await w.type(who, "signal"))
    look = form_of(await fill(w, who, opened, fact=fact, **more))
    sent = await fill(w, who, look)
    assert sent.message is not None, sent
    (facts,) = [part for part in sent.message.parts if isinstance(part, Facts)]
    ((_, code),) = facts.rows
    await w.settle()
    return str(code.args["words"])


async def practice(w: World, who: str, words: str, **values: str) -> Form:
    look = form_of(await fill(w, who, form_of(await w.type(who, "pratique")), words=words))
    reply = await fill(w, who, look, **values)
    assert reply.message is not None, reply
    await w.settle()
    return look


def stored(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("lien.db*"))


async def test_a_practice_is_looked_at_posted_found_thanked(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        look = await practice(
            w, "t1p3", "Mme Bouchard préfère les visios courtes : dix minutes entre deux réunions."
        )
        assert filled(look)["words"].startswith("[nom] préfère")
        assert [d for d in w.chat.delivered if d.kind == "sharing.practice"] == []
        await w.advance(MONDAY_AT_TEN + timedelta(weeks=1, minutes=1))
        (posted,) = [d for d in w.chat.delivered if d.kind == "sharing.practice"]
        said = transcribe(posted.message, posted.reader)
        assert "[nom] préfère les visios courtes" in said
        assert "Prénom13" not in said
        for words in ("VISIO", "réunion", "reunions courte"):
            assert "[nom] préfère" in w.said(await w.type("t2p4", f"pratique chercher {words}"))
        assert "Aucune fiche" in w.said(await w.type("t2p4", "pratique chercher interprète"))
        assert "[nom] préfère" in w.said(await w.type("t2p4", "pratique au hasard"))
        (useful,) = [b for b in buttons(posted.message) if b.action == practice_views.USEFUL]
        for who in ("t1p4", "t1p4", "t1p5"):
            await w.press(who, useful.action, useful.value)
        assert "Jugée utile 2 fois" in w.said(await w.type("t2p4", "pratique chercher visio"))


async def test_a_signed_practice_appears_at_once_and_once(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        look = await practice(w, "t1p3", "Un jeudi sans réunion.", signed="yes")
        await fill(w, "t1p3", look, signed="yes")
        await w.settle()
        (posted,) = [d for d in w.chat.delivered if d.kind == "sharing.practice"]
        assert "Prénom13" in transcribe(posted.message, posted.reader)
        assert w.said(await w.type("t1p4", "pratique chercher jeudi")).count("Un jeudi") == 1


async def test_a_name_added_after_the_preview_is_masked_before_anything_is_kept(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        opened = form_of(await w.type("t1p3", "pratique"))
        look = form_of(await fill(w, "t1p3", opened, words="Un jeudi calme."))
        again = form_of(await fill(w, "t1p3", look, words="Un jeudi calme, merci Mme Bouchard."))
        assert filled(again)["words"] == "Un jeudi calme, merci [nom]."
        assert "pas encore de fiche" in w.said(await w.type("t1p4", "pratique au hasard"))


async def test_a_card_is_due_after_a_year_and_anyone_renews_it(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", "Un jeudi sans réunion.", signed="yes")
        w.clock.move_to(WEDNESDAY + timedelta(weeks=53))
        assert "pas encore de fiche" in w.said(await w.type("t1p4", "pratique au hasard"))
        found = await w.type("t1p4", "pratique chercher jeudi")
        assert "plus d'un an" in w.said(found)
        (renew,) = [b for b in buttons(found.message) if b.action == practice_views.RENEW]
        await w.press("t2p5", renew.action, renew.value)
        assert "plus d'un an" not in w.said(await w.type("t1p4", "pratique chercher jeudi"))


async def test_a_signal_goes_from_writing_to_its_end_with_a_code_alone(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        code = await signal(
            w, "t1p3", "Accès lent le lundi pour Mme Bouchard", effect="saisie le soir"
        )
        await signal(w, "t1p4", "Midi sauté en permanence")
        await signal(w, "t2p3", "Moins de questions en visio")
        assert "Personne ne l'a encore lu" in w.said(await w.type("t1p3", f"suivi {code}"))
        assert "Aucun signal" in w.said(await w.type("t2p2", "signaux"))
        await w.advance(MONDAY_AT_TEN + timedelta(minutes=1))
        told = [d for d in w.chat.delivered if d.kind == "sharing.arrived"]
        assert {d.to.account.user for d in told} == {"t1p2", "t2p2"}  # type: ignore[union-attr]
        shown = await w.type("t2p2", "signaux")
        assert "Accès lent le lundi pour [nom]" in w.said(shown)
        slow = next(b for b in buttons(shown.message) if b.action == reader_views.HANDLE)
        handle = form_of(await w.press("t2p2", slow.action, slow.value))
        closing = await fill(w, "t2p2", handle, state="closed")
        assert closing.is_refusal
        await fill(w, "t2p2", handle, state="action", words="On en parle jeudi.")
        codes = w.said(await w.type("t1p3", f"suivi {code.lower().replace('-', ' ')}"))
        assert "une action est en cours" in codes
        assert "On en parle jeudi." in codes
        follow = await w.type("t1p3", f"suivi {code}")
        (add,) = [b for b in buttons(follow.message) if b.action == signal_views.ADD]
        adding = form_of(await w.press("t1p3", add.action, add.value))
        await fill(w, "t1p3", adding, words="Merci, c'est aussi le mardi.")
        assert "aussi le mardi" not in w.said(await w.type("t1p3", f"suivi {code}"))
        await w.advance(MONDAY_AT_TEN + timedelta(weeks=2, minutes=1))
        assert "aussi le mardi" in w.said(await w.type("t1p3", f"suivi {code}"))
        for nobody in ("t1p1", "admin", "t1p5"):
            refused = await w.type(nobody, "signaux")
            assert refused.is_refusal


async def test_one_signal_waits_for_company_two_weeks_at_the_longest(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        code = await signal(w, "t1p3", "Midi sauté en permanence")
        await w.advance(MONDAY_AT_TEN + timedelta(days=1))
        assert "Personne ne l'a encore lu" in w.said(await w.type("t1p3", f"suivi {code}"))
        await w.advance(MONDAY_AT_TEN + timedelta(weeks=1, minutes=1))
        assert "reçu" in w.said(await w.type("t1p3", f"suivi {code}"))


async def test_without_readers_nothing_is_read_and_admins_are_told(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        for who in ("t1p3", "t1p4", "t2p3"):
            await signal(w, who, f"Midi sauté {who[1]}{who[3]}")
        async with w.lien.unit_of_work() as uow:
            await uow.people.remove_people("t1p2", "t2p2")
            await uow.commit()
        await w.advance(MONDAY_AT_TEN + timedelta(hours=3))
        told = [d for d in w.chat.delivered if d.kind == "sharing.nobody_reads"]
        assert [d.to.account.user for d in told] == ["admin"]  # type: ignore[union-attr]
        assert (await w.type("t1p5", "signal")).is_refusal
        async with w.lien.unit_of_work() as uow:
            assert await uow.signals.all("dept") == ()


async def test_a_threat_is_hidden_with_a_reason_its_author_reads(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        code = await signal(w, "t1p3", "Je vais tout casser.")
        await w.advance(MONDAY_AT_TEN + timedelta(weeks=1, minutes=1))
        shown = await w.type("t2p2", "signaux")
        (door,) = buttons(shown.message)
        handle = form_of(await w.press("t2p2", door.action, door.value))
        await fill(w, "t2p2", handle, state="hidden", reason="Une menace. Parlons-en.")
        assert "Aucun signal" in w.said(await w.type("t2p2", "signaux"))
        said = w.said(await w.type("t1p3", f"suivi {code}"))
        assert "masqué" in said
        assert "Une menace. Parlons-en." in said


async def test_codes_are_checked_and_cannot_be_tried_for_long(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        code = await signal(w, "t1p3", "Midi sauté en permanence")
        slip = ("1" if code[0] != "1" else "2") + code[1:]
        assert "faute de frappe" in w.said(await w.type("t1p3", f"suivi {slip}"))
        other = await w.type("t1p3", "suivi 0000-0000-0000-0000")
        assert "Je ne connais pas ce code" in w.said(other)
        for _ in range(10):
            await w.type("t1p5", f"suivi {slip}")
        assert "Trop d'essais" in w.said(await w.type("t1p5", f"suivi {code}"))
        w.clock.move_to(WEDNESDAY + timedelta(hours=1, minutes=1))
        assert "Personne ne l'a encore lu" in w.said(await w.type("t1p5", f"suivi {code}"))


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("   \n\u200b ", "Il manque le texte"),
        ("<b></b>**", "Il manque le texte"),
        ("Un texte de dix pages. " * 900, "caractères"),
    ],
)
async def test_what_cannot_be_shared_is_refused_with_a_reason(
    tmp_path: Path, database_url: str, words: str, refusal: str
) -> None:
    async with started(tmp_path, database_url) as w:
        for command, field in (("pratique", "words"), ("signal", "fact")):
            opened = form_of(await w.type("t1p3", command))
            reply = await fill(w, "t1p3", opened, **{field: words})
            assert reply.is_refusal
            assert refusal in w.said(reply)


@pytest.mark.parametrize(
    ("pasted", "kept"),
    [
        ("<p>Un <b>jeudi</b> calme</p><script>x()</script>", "Un jeudi calme"),
        ("## Un jeudi\n\n\n\n**calme** [ici](http://example.org/x)", "Un jeudi\n\ncalme ici"),
        ("Léa, Karim, Fatou, Nadia, Samir et Linh", "[nom]"),
    ],
)
async def test_pasted_pages_and_lists_of_names_are_cleaned_before_the_author_looks(
    tmp_path: Path, database_url: str, pasted: str, kept: str
) -> None:
    async with started(tmp_path, database_url) as w:
        opened = form_of(await w.type("t1p3", "pratique"))
        shown = filled(form_of(await fill(w, "t1p3", opened, words=pasted)))["words"]
        assert kept in shown
        for name in ("Léa", "Karim", "Fatou", "Nadia", "Samir", "Linh", "<", "**"):
            assert name not in shown


async def test_a_forged_form_and_a_strangers_card_are_refused(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        for form in (practice_views.PREVIEW, signal_views.PREVIEW):
            values = {"words": "Un jeudi calme.", "fact": "Un jeudi calme."}
            assert (await w.submit("t1p3", "../x", values, form=form)).is_refusal
        assert (await w.press("t1p3", practice_views.USEFUL, "00" * 16)).is_refusal
        assert (
            await w.submit("t1p3", "none", {"state": "closed"}, form=reader_views.ACT)
        ).is_refusal


async def test_distress_shows_help_lines_to_its_author_alone(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        opened = form_of(await w.type("t1p3", "signal"))
        calm = form_of(await fill(w, "t1p3", opened, fact="Midi sauté"))
        care = form_of(await fill(w, "t1p3", opened, fact="Je veux mourir, je n'en peux plus."))
        assert len(care.fields) == len(calm.fields) + 1


async def test_a_manager_is_never_named_to_read_their_own_peoples_signals(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        refused = await w.type("admin", "équipe référent @local/test/t1p1")
        assert refused.is_refusal
        assert "ne peut pas lire leurs signaux" in w.said(refused)
        refused = await w.type("admin", "équipe encadrement @local/test/t1p2 Équipe 1")
        assert refused.is_refusal
        assert not (await w.type("admin", "équipe référent @local/test/t1p6")).is_refusal


async def test_nothing_of_a_signal_or_of_its_author_stands_in_the_files(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with started(tmp_path, sqlite_url) as w:
        code = await signal(w, "t1p3", "Zanzibarbouillotte en permanence")
        for folder in (stored(tmp_path),):
            assert b"Zanzibarbouillotte" not in folder
            assert code.encode() not in folder
            assert re.sub("-", "", code).encode() not in folder


async def test_the_month_says_what_changed_and_shows_practices_to_every_team(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", "Un jeudi sans réunion.")
        await signal(w, "t1p4", "Midi sauté en permanence")
        await w.advance(MONDAY_AT_TEN + timedelta(weeks=1, minutes=1))
        (door,) = buttons((await w.type("t2p2", "signaux")).message)
        handle = form_of(await w.press("t2p2", door.action, door.value))
        await fill(w, "t2p2", handle, state="action", outcome="Un relais tient l'accueil à midi.")
        await w.advance(datetime(2026, 2, 3, 11, 1, tzinfo=PARIS))
        returned = [d for d in w.chat.delivered if d.kind == "sharing.monthly"]
        assert len(returned) == 3
        said = transcribe(returned[0].message, returned[0].reader)
        assert "Un relais tient l'accueil à midi." in said
        assert "Un jeudi sans réunion." in said
        assert "Midi sauté" not in said
        await w.advance(datetime(2026, 3, 3, 11, 1, tzinfo=PARIS))
        assert len([d for d in w.chat.delivered if d.kind == "sharing.monthly"]) == 3


async def test_erasing_somebody_takes_their_signature_off_and_leaves_the_practice(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", "Un jeudi sans réunion.", signed="yes")
        assert (
            "une pratique que vous avez signée"
            in w.said(await w.type("t1p3", "transparence")).lower()
        )
        asked = await w.type("admin", "effacer @local/test/t1p3")
        erase = buttons(asked.message)[0]
        await w.press("admin", erase.action, erase.value)
        found = w.said(await w.type("t1p4", "pratique chercher jeudi"))
        assert "Un jeudi sans réunion." in found
        assert "Prénom13" not in found
