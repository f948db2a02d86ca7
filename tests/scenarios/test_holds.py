"""Messages handed over after hours: kept, listed, sent, cancelled, returned; each exactly once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.outgoing import Choices
from bot.chat.transcript import transcribe
from bot.errors import Refused, Unknown
from bot.quiethours.views import CANCEL, SEND_NOW
from tests.fakes.small_department import channel, small_department
from tests.scenarios.world import World, world

PARIS = ZoneInfo("Europe/Paris")
EVENING = datetime(2026, 1, 6, 21, 40, tzinfo=PARIS)
MORNING = datetime(2026, 1, 7, 8, 30, tzinfo=PARIS)
DEPARTMENT = small_department(8)


async def hold(w: World, words: str = "@Prénom13 On en parle ?", author: str = "t1p2") -> str:
    reply = await w.type(author, words, command="plus-tard")
    assert reply.message is not None
    (buttons,) = [p for p in reply.message.parts if isinstance(p, Choices)]
    return buttons.buttons[0].value


def stored_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("lien.db*"))


def arrived(w: World) -> list[tuple[str, datetime]]:
    return [
        (d.to.account.user, d.reader.now.astimezone(PARIS))  # type: ignore[union-attr]
        for d in w.chat.delivered
        if d.kind == "quiethours.kept"
    ]


async def test_a_message_of_the_evening_arrives_in_the_morning_once(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await hold(w)
        assert arrived(w) == []
        await w.advance(MORNING - timedelta(minutes=1))
        assert arrived(w) == []
        await w.advance(MORNING + timedelta(hours=3))
        assert arrived(w) == [("t1p3", MORNING)]
        (delivered,) = [d for d in w.chat.delivered if d.kind == "quiethours.kept"]
        said = transcribe(delivered.message, delivered.reader)
        assert "On en parle ?" in said
        assert "Aucune réponse n'était attendue avant" in said
        assert "Prénom12" in said


async def test_the_text_and_its_key_are_gone_once_delivered(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom13 canari-jaune-42")
        assert list((tmp_path / "keys").rglob("hold/*")) != []
        await w.advance(MORNING)
        await w.settle()
        assert list((tmp_path / "keys").rglob("hold/*")) == []
    assert b"canari" not in stored_bytes(tmp_path)


async def test_a_cancelled_message_never_leaves(tmp_path: Path, database_url: str) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        held = await hold(w)
        assert "annulé" in w.said(await w.press("t1p2", CANCEL, held))
        await w.advance(MORNING + timedelta(days=2))
        assert arrived(w) == []
        assert "déjà parti" in w.said(await w.press("t1p2", CANCEL, held))


async def test_what_cannot_wait_leaves_at_once(tmp_path: Path, database_url: str) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        held = await hold(w)
        assert "part maintenant" in w.said(await w.press("t1p2", SEND_NOW, held))
        assert arrived(w) == [("t1p3", EVENING)]
        await w.advance(MORNING + timedelta(days=1))
        assert len(arrived(w)) == 1


async def test_nobody_touches_the_messages_of_another(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        held = await hold(w)
        for action in (CANCEL, SEND_NOW):
            assert "déjà parti" in w.said(await w.press("t1p3", action, held))
        assert "aucun message" in w.said(await w.type("t1p3", "liste", command="plus-tard"))
        await w.advance(MORNING)
        assert len(arrived(w)) == 1


async def test_the_list_shows_where_and_when_and_never_the_words(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom13 canari-jaune-42")
        await hold(w, "#t1 canari-vert-43")
        said = w.said(await w.type("t1p2", "liste", command="plus-tard"))
        assert "2 messages gardés" in said
        assert "Prénom13" in said
        assert "Équipe 1" in said
        assert "canari" not in said


async def test_to_someone_at_work_it_waits_for_their_next_morning(
    tmp_path: Path, sqlite_url: str
) -> None:
    noon = EVENING.replace(hour=12)
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=noon) as w:
        await hold(w)
        assert arrived(w) == []
        await w.advance(MORNING)
        assert arrived(w) == [("t1p3", MORNING)]


async def test_several_messages_of_an_author_arrive_in_their_order(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        for n in range(5):
            await hold(w, f"@Prénom13 message {n}")
        await w.advance(MORNING)
        (morning,) = [d for d in w.chat.delivered if d.kind == "quiethours.kept"]
        said = transcribe(morning.message, morning.reader)
        assert re.findall(r"message (\d)", said) == ["0", "1", "2", "3", "4"]


async def test_a_message_that_cannot_be_delivered_comes_back_to_its_author(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w)
        w.chat.fail_next(Refused("gone"))
        await w.advance(MORNING)
        (returned,) = [d for d in w.chat.delivered if d.kind == "quiethours.returned"]
        assert returned.to.account.user == "t1p2"  # type: ignore[union-attr]
        assert "On en parle ?" in transcribe(returned.message, returned.reader)
        await w.settle()
        assert list((tmp_path / "keys").rglob("hold/*")) == []


@pytest.mark.parametrize("idempotent", [True, False])
async def test_a_delivery_of_unknown_outcome_is_looked_for_and_never_doubled(
    tmp_path: Path, sqlite_url: str, *, idempotent: bool
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        w.chat.capabilities = replace(w.chat.capabilities, idempotent_send=idempotent)
        await hold(w)
        w.chat.fail_next(Unknown("dropped"), "after")
        await w.advance(MORNING + timedelta(hours=1))
        assert arrived(w) == [("t1p3", MORNING)]


async def test_down_through_the_morning_it_arrives_late_and_once(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await hold(w)
    late = MORNING + timedelta(hours=4)
    async with world(tmp_path, database_url, DEPARTMENT, at=late) as w:
        await w.settle()
        assert arrived(w) == [("t1p3", late)]


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("bonjour", "Commencez par @"),
        ("@Prénom13", "Il manque le texte"),
        ("@Zoé bonjour", "Je ne connais personne"),
        ("#cantine bonjour", "Je ne connais pas le canal"),
        ("#dept bonjour", "Vous ne faites pas partie"),
        ("@Prénom13 " + "a" * 40_000, "3\u202f000"),
    ],
)
async def test_what_cannot_be_kept_is_refused_with_a_sentence(
    tmp_path: Path, sqlite_url: str, typed: str, answer: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        assert answer in w.said(await w.type("t1p2", typed, command="plus-tard"))
        await w.advance(MORNING)
        assert arrived(w) == []
        assert list((tmp_path / "keys").rglob("hold/*")) == []


async def test_a_channel_gets_it_when_its_team_is_at_work(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        w.chat.members_of[channel("t1")] = ()
        await hold(w, "#t1 Bonjour à toutes et tous")
        await w.advance(MORNING)
        (delivered,) = [d for d in w.chat.delivered if d.kind == "quiethours.kept"]
        assert delivered.to.channel == channel("t1")  # type: ignore[union-attr]


async def test_a_message_for_several_reaches_each_on_their_own_morning(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        reply = await w.type("t1p2", "@Prénom13 @Prénom14 On en parle ?", command="plus-tard")
        assert reply.message is not None
        held = [p.buttons[0].value for p in reply.message.parts if isinstance(p, Choices)]
        assert len(set(held)) == 2
        await w.press("t1p2", CANCEL, held[1])
        await w.advance(MORNING + timedelta(days=1))
        assert arrived(w) == [("t1p3", MORNING)]


async def test_nothing_is_kept_when_one_of_several_is_unknown(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await w.type("t1p2", "@Prénom13 @Personne Bonsoir", command="plus-tard")
        await w.advance(MORNING + timedelta(days=1))
        assert arrived(w) == []


async def test_the_same_person_named_twice_gets_one_message(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom13 @Prénom13 Bonsoir")
        await w.advance(MORNING + timedelta(days=1))
        assert arrived(w) == [("t1p3", MORNING)]


async def test_too_many_recipients_are_refused_with_their_number(
    tmp_path: Path, database_url: str
) -> None:
    everyone = small_department(12)
    async with world(tmp_path, database_url, everyone, at=EVENING) as w:
        named = " ".join(f"@{p.name}" for p in everyone.people.values() if p.id != "t1p2")
        said = w.said(await w.type("t1p2", f"{named} Bonsoir", command="plus-tard"))
        assert "au plus" in said
        await w.advance(MORNING + timedelta(days=1))
        assert arrived(w) == []


async def test_the_command_alone_opens_a_form_that_keeps(tmp_path: Path, database_url: str) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        opened = await w.type("t1p2", "", command="plus-tard")
        assert opened.form is not None
        values = {"whom": "Prénom13", "words": "@Prénom14 est prévenue"}
        await w.submit("t1p2", "", values, form=opened.form.name)
        await w.advance(MORNING)
        assert arrived(w) == [("t1p3", MORNING)]


async def test_a_form_for_nobody_known_keeps_nothing(tmp_path: Path, database_url: str) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        opened = await w.type("t1p2", "", command="plus-tard")
        assert opened.form is not None
        values = {"whom": "Prénom13 et Personne", "words": "Bonsoir"}
        await w.submit("t1p2", "", values, form=opened.form.name)
        await w.advance(MORNING + timedelta(days=1))
        assert arrived(w) == []


async def test_asked_together_several_have_it_once_all_have_had_a_morning(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await w.type("t1p3", "absence le 7 janvier")
        said = w.said(
            await w.type("t1p2", "@Prénom13 @Prénom14 [ensemble] Bonsoir", command="plus-tard")
        )
        assert said.count("il arrivera jeudi") == 2
        await w.advance(MORNING + timedelta(days=2))
        thursday = MORNING + timedelta(days=1)
        assert arrived(w) == [("t1p3", thursday), ("t1p4", thursday)]


async def test_the_list_tells_the_moment_as_it_stands_after_an_absence_was_noted(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w)
        before = w.said(await w.type("t1p2", "liste", command="plus-tard"))
        await w.type("t1p3", "absence du 7 au 9 janvier")
        after = w.said(await w.type("t1p2", "liste", command="plus-tard"))
        assert "demain à 8" in before
        assert "lundi" in after
        await w.advance(MORNING + timedelta(days=6))
        assert arrived(w) == [("t1p3", MORNING + timedelta(days=5))]
