"""What cannot wait: on call, danger, and whoever says so leave at once, and nobody asks why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.outgoing import Choices, Note, Paragraph
from bot.quiethours.views import SEND_NOW
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import channel
from tests.scenarios.test_holds import DEPARTMENT, EVENING, MORNING, arrived, hold
from tests.scenarios.world import World, world


async def type_(w: World, words: str, person: str = "t1p2") -> str:
    return w.said(await w.type(person, words, command="plus-tard"))


async def test_what_is_written_to_somebody_on_call_leaves_at_once_and_its_author_is_told(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        said = w.said(await w.type("admin", "astreinte @Prénom13 jusqu'à jeudi"))
        assert "Prénom13, jusqu'au jeudi 8 janvier" in said
        said = await type_(w, "@Prénom13 @Prénom14 Bonsoir")
        assert "Prénom13 est d'astreinte" in said
        assert arrived(w) == [("t1p3", EVENING)]
        await w.advance(MORNING)
        assert arrived(w) == [("t1p3", EVENING), ("t1p4", MORNING)]


async def test_a_moment_asked_for_is_kept_even_to_somebody_on_call(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await w.type("admin", "astreinte @Prénom13")
        values = {"whom": "Prénom13", "words": "Bonsoir", "when": "demain 10h"}
        await w.submit("t1p2", "", values, form="quiethours.keep")
        assert arrived(w) == []
        await w.advance(MORNING + timedelta(hours=2))
        assert arrived(w) == [("t1p3", MORNING.replace(hour=10, minute=0))]


async def test_a_turn_ends_with_its_day_or_when_it_is_taken_back(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await w.type("admin", "astreinte @Prénom13 jusqu'à demain")
        await w.type("admin", "astreinte @Prénom14")
        await w.type("admin", "astreinte retirer @Prénom14")
        await type_(w, "@Prénom14 Bonsoir")
        await w.advance(EVENING + timedelta(days=2))
        await type_(w, "@Prénom13 Bonsoir")
        assert [who for who, _ in arrived(w)] == ["t1p4"]
        assert "Personne n'est d'astreinte" in w.said(await w.type("admin", "astreinte"))


async def test_a_team_on_call_is_reached_at_once_in_its_channel(
    tmp_path: Path, sqlite_url: str
) -> None:
    chat = RecordingChat(members_of={channel("t1"): ()})
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING, chat=chat) as w:
        await w.type("admin", "astreinte Équipe 1")
        assert "d'astreinte" in await type_(w, "#t1 Bonsoir")
        (delivered,) = [d for d in chat.delivered if d.kind == "quiethours.kept"]
        assert delivered.reader.now == EVENING


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("astreinte @Personne", "Je ne connais personne"),
        ("astreinte Cantine", "Cantine"),
        ("astreinte @Prénom13 un de ces jours", "Rien n'a changé"),
        ("astreinte retirer", "?"),
    ],
)
async def test_a_turn_that_cannot_be_read_changes_nothing(
    tmp_path: Path, sqlite_url: str, words: str, answer: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        assert answer in w.said(await w.type("admin", words))
        assert "Personne n'est d'astreinte" in w.said(await w.type("admin", "astreinte"))


async def test_only_an_admin_gives_a_turn(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await w.type("t1p2", "astreinte @Prénom13")
        await type_(w, "@Prénom13 Bonsoir", person="t1p4")
        assert arrived(w) == []


@pytest.mark.parametrize(
    ("words", "is_asked"),
    [
        ("La petite est en danger ce soir", True),
        ("Information préoccupante à transmettre", True),
        ("Elle a été frappée, il y a des menaces de mort", True),
        ("je n'ai plus envie de vivre", True),
        ("The child is not safe tonight", True),
        ("On reparle du planning demain ?", False),
        ("Je n'en peux plus de ce logiciel", False),
    ],
)
async def test_words_of_danger_are_asked_about_first_and_are_kept_nowhere_else(
    tmp_path: Path, sqlite_url: str, words: str, *, is_asked: bool
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        reply = await w.type("t1p2", f"@Prénom13 {words}", command="plus-tard")
        assert reply.message is not None
        first = reply.message.parts[0]
        assert isinstance(first, Paragraph)
        assert (first.text.id == "quiethours.may_be_danger") == is_asked
        notes = [part.text.id for part in reply.message.parts if isinstance(part, Note)]
        assert "quiethours.danger" in notes
        (doors,) = [part for part in reply.message.parts if isinstance(part, Choices)]
        assert doors.buttons[0].action == SEND_NOW
        # It is the author's to say: until then it waits like any other.
        assert arrived(w) == []
        await w.press("t1p2", SEND_NOW, doors.buttons[0].value)
        assert arrived(w) == [("t1p3", EVENING)]


async def test_how_often_something_could_not_wait_is_counted_nowhere(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        urgent, patient = await hold(w), await hold(w, "@Prénom14 Bonsoir")
        await w.press("t1p2", SEND_NOW, urgent)
        await w.advance(MORNING)
        assert len(arrived(w)) == 2
        async with w.lien.database.transaction() as connection:
            found = await connection.exec_driver_sql(
                "SELECT id, kind, outcome, any_hour, due_at FROM outbox WHERE id LIKE 'hold/%'"
            )
            kept = {row.id: tuple(row)[1:] for row in found}
        left = ("quiethours.kept", "sent", None, None)
        assert kept == {f"hold/{urgent}": left, f"hold/{patient}": left}
