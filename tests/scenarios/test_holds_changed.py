"""What authors do with messages they handed over, and the chats' own ways to keep them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.ids import MessageRef
from bot.chat.outgoing import Button, Choices, Note, Reply, TextField
from bot.chat.transcript import transcribe
from bot.clock import SimulatedClock
from bot.quiethours.views import (
    CANCEL,
    CHANGE,
    CHANGED,
    KEEP_MESSAGE,
    SEND_NOW,
    STILL_USEFUL,
)
from tests.fakes.authors import RecordingAuthors
from tests.fakes.drafts import WrittenDrafts
from tests.fakes.small_department import account, channel, small_department
from tests.scenarios.world import World, world

PARIS = ZoneInfo("Europe/Paris")
EVENING = datetime(2026, 1, 6, 21, 40, tzinfo=PARIS)
MORNING = datetime(2026, 1, 7, 8, 30, tzinfo=PARIS)
DEPARTMENT = small_department(8)
LEA = account("t1p2")
POSTED = MessageRef("local", "t1", "said/1")


def buttons(reply: Reply) -> tuple[Button, ...]:
    assert reply.message is not None
    (choices,) = [p for p in reply.message.parts if isinstance(p, Choices)]
    return choices.buttons


async def hold(w: World, words: str = "@Prénom13 On en parle ?") -> str:
    return buttons(await w.type("t1p2", words, command="plus-tard"))[0].value


def told(w: World, kind: str = "quiethours.kept") -> list[tuple[str, datetime]]:
    return [
        (transcribe(d.message, d.reader), d.reader.now.astimezone(PARIS))
        for d in w.chat.delivered
        if d.kind == kind
    ]


async def test_a_moment_can_be_asked_for(tmp_path: Path, database_url: str) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom13 [jeudi 14h] On en parle ?")
        await w.advance(MORNING + timedelta(days=3))
        ((said, at),) = told(w)
        assert "On en parle ?" in said
        assert "jeudi" not in said
        assert at == datetime(2026, 1, 8, 14, tzinfo=PARIS)


async def test_a_moment_outside_their_hours_becomes_the_next_one_and_is_said_so(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        reply = await w.type("t1p2", "@Prénom13 [samedi 10h] Bonsoir", command="plus-tard")
        assert "ne travaille pas au moment demandé" in w.said(reply)
        assert [b.action for b in buttons(reply)] == [SEND_NOW, CHANGE, CANCEL]
        await w.advance(MORNING + timedelta(days=7))
        assert [at for _, at in told(w)] == [datetime(2026, 1, 12, 8, 30, tzinfo=PARIS)]


@pytest.mark.parametrize("when", ["hier 9h", "dans 400 jours", "un de ces quatre"])
async def test_a_moment_that_cannot_be_keeps_nothing_and_the_form_stays(
    tmp_path: Path, sqlite_url: str, when: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        values = {"whom": "Prénom13", "words": "Bonsoir", "when": when}
        reply = await w.submit("t1p2", "", values, form="quiethours.keep")
        assert reply.is_refusal
        assert "Rien n'a changé" in w.said(reply)
        await w.advance(MORNING + timedelta(days=7))
        assert told(w) == []


async def test_words_and_time_are_changed_and_the_old_ones_are_gone(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        held = await hold(w)
        opened = await w.press("t1p2", CHANGE, held)
        assert opened.form is not None
        words = opened.form.fields[0]
        assert isinstance(words, TextField)
        assert words.initial == "On en parle ?"
        values = {"words": "On en parle jeudi ?", "when": "demain 10h"}
        await w.submit("t1p2", opened.form.context, values, form=CHANGED)
        assert len(list((tmp_path / "keys").rglob("hold/*"))) == 1
        assert "déjà parti" in w.said(await w.press("t1p2", CANCEL, held))
        await w.advance(MORNING + timedelta(days=1))
        assert [(("On en parle jeudi ?" in said), at) for said, at in told(w)] == [
            (True, MORNING.replace(hour=10, minute=0))
        ]


async def test_without_a_time_a_changed_message_keeps_its_own(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        held = await hold(w)
        await w.submit("t1p2", held, {"words": "Plutôt ceci", "when": ""}, form=CHANGED)
        await w.advance(MORNING)
        ((said, at),) = told(w)
        assert "Plutôt ceci" in said
        assert at == MORNING


async def test_nobody_changes_the_message_of_another(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        held = await hold(w)
        assert "déjà parti" in w.said(await w.press("t1p3", CHANGE, held))
        saved = await w.submit("t1p3", held, {"words": "Autre", "when": ""}, form=CHANGED)
        assert "déjà parti" in w.said(saved)
        await w.advance(MORNING)
        ((said, _),) = told(w)
        assert "On en parle ?" in said


async def test_what_leaves_at_once_is_not_said_to_have_been_kept(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await w.press("t1p2", SEND_NOW, await hold(w))
        ((said, _),) = told(w)
        assert "gardé" not in said
        assert said.startswith("Un message de Prénom12.")


async def test_down_through_the_morning_it_comes_with_an_excuse(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await hold(w)
    async with world(tmp_path, database_url, DEPARTMENT, at=MORNING + timedelta(hours=2)) as w:
        await w.settle()
        ((said, _),) = told(w)
        assert "en retard" in said


async def test_an_old_message_is_asked_about_first_and_leaves_if_nobody_answers(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom13 [vendredi 10h] On en parle ?")
        friday = datetime(2026, 1, 9, 10, tzinfo=PARIS)
        await w.advance(friday - timedelta(minutes=1))
        ((asked, at),) = told(w, "quiethours.useful")
        assert "Toujours utile" in asked
        assert "On en parle" not in asked
        assert friday - timedelta(days=1) <= at < friday
        assert at.hour >= 8
        await w.advance(friday)
        assert [when for _, when in told(w)] == [friday]


async def test_an_old_message_that_is_no_longer_useful_is_dropped(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        held = await hold(w, "@Prénom13 [vendredi 10h] On en parle ?")
        await w.advance(datetime(2026, 1, 8, 12, tzinfo=PARIS))
        assert "comme prévu" in w.said(await w.press("t1p2", STILL_USEFUL, held))
        await w.press("t1p2", CANCEL, held)
        await w.advance(datetime(2026, 1, 12, 12, tzinfo=PARIS))
        assert told(w) == []


async def test_a_message_of_the_next_morning_is_not_asked_about(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w)
        await w.advance(MORNING)
        assert told(w, "quiethours.useful") == []


async def test_a_lost_key_is_told_to_the_author(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w)
        for key in (tmp_path / "keys" / "hold").iterdir():
            key.unlink()
        await w.advance(MORNING)
        assert told(w) == []
        ((said, _),) = told(w, "quiethours.lost")
        assert "sa clé a disparu" in said


def stored_bytes(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob("lien.db*"))


async def linked(w: World) -> None:
    w.chat.members_of[channel("t1")] = ()


async def test_where_the_author_linked_the_account_the_chat_posts_it_and_no_text_is_kept(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        await linked(w)
        reply = await w.type("t1p2", "canari-jaune-42", command="plus-tard", channel=channel("t1"))
        assert "sous votre nom" in w.said(reply)
        (waiting,) = authors.waiting[LEA]
        assert (waiting.place, waiting.words, waiting.at) == ("t1", "canari-jaune-42", MORNING)
        assert list((tmp_path / "keys").rglob("hold/*")) == []
        assert b"canari" not in stored_bytes(tmp_path)
        assert "sous votre nom" in w.said(await w.type("t1p2", "liste", command="plus-tard"))
        await w.advance(MORNING + timedelta(days=1))
        assert told(w) == []


async def test_what_the_chat_keeps_can_be_changed_sent_and_cancelled(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        await linked(w)
        said = await w.type("t1p2", "Bonsoir", command="plus-tard", channel=channel("t1"))
        ref = buttons(said)[0].value
        opened = await w.press("t1p2", CHANGE, ref)
        assert opened.form is not None
        values = {"words": "Bonjour", "when": "demain 10h"}
        changed = await w.submit("t1p2", opened.form.context, values, form=CHANGED)
        (waiting,) = authors.waiting[LEA]
        assert (waiting.words, waiting.at) == ("Bonjour", MORNING.replace(hour=10, minute=0))
        ref = buttons(changed)[0].value
        await w.press("t1p2", SEND_NOW, ref)
        (waiting,) = authors.waiting[LEA]
        assert waiting.at - clock.now() <= timedelta(minutes=1)
        again = await w.type("t1p2", "Autre", command="plus-tard", channel=channel("t1"))
        assert "annulé" in w.said(await w.press("t1p2", CANCEL, buttons(again)[0].value))
        assert len(authors.waiting[LEA]) == 1


async def test_in_another_conversation_it_is_kept_here_with_attribution(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        await w.type("t1p2", "@Prénom13 Bonsoir", command="plus-tard", channel=channel("t1"))
        assert authors.waiting == {}
        await w.advance(MORNING)
        assert len(told(w)) == 1


async def test_too_near_its_time_the_chats_message_cannot_be_taken_back(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        said = await w.type("t1p2", "Bonsoir", command="plus-tard", channel=channel("t1"))
        ref = buttons(said)[0].value
        await w.advance(MORNING - timedelta(seconds=30))
        assert "dans la minute" in w.said(await w.press("t1p2", CANCEL, ref))
        assert len(authors.waiting[LEA]) == 1


async def test_ones_own_message_is_taken_back_and_kept_for_the_morning(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA}, posted={POSTED: LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        kept = await w.choose("t1p2", KEEP_MESSAGE, POSTED, "Trop tard", channel=channel("t1"))
        assert "quelqu'un a pu le lire" in w.said(kept)
        assert authors.posted == {}
        (waiting,) = authors.waiting[LEA]
        assert (waiting.words, waiting.at) == ("Trop tard", MORNING)


async def test_what_cannot_be_taken_back_stays_and_nothing_is_kept(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA}, posted={POSTED: account("t1p3")})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        refused = await w.choose("t1p2", KEEP_MESSAGE, POSTED, "Oups", channel=channel("t1"))
        assert "rien n'a changé" in w.said(refused)
        assert authors.waiting[LEA] == []
        theirs = await w.choose(
            "t1p3", KEEP_MESSAGE, POSTED, "Oups", channel=channel("t1"), author=LEA
        )
        assert "pas de vous" in w.said(theirs)
        alone = await w.choose("t1p3", KEEP_MESSAGE, POSTED, "Oups", channel=channel("t1"))
        assert "/lien relier" in w.said(alone)
        await w.advance(MORNING + timedelta(days=1))
        assert told(w) == []


async def test_a_draft_is_read_where_it_was_written_as_it_stands_in_the_morning(
    tmp_path: Path, database_url: str
) -> None:
    draft = MessageRef("local", "room", "$1")
    drafts = WrittenDrafts({draft: "!plus-tard @Prénom13 On en parle ?"})
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING, drafts=drafts) as w:
        await w.type("t1p2", "@Prénom13 On en parle ?", command="plus-tard", message=draft)
        assert list((tmp_path / "keys").rglob("hold/*")) == []
        drafts.written[draft] = "!plus-tard @Prénom13 On en parle jeudi ?"
        drafts.is_down = True
        await w.advance(MORNING + timedelta(seconds=20))
        assert told(w) == []
        drafts.is_down = False
        await w.advance(MORNING + timedelta(minutes=5))
        ((said, _),) = told(w)
        assert "On en parle jeudi ?" in said
        assert "plus-tard" not in said


async def test_a_draft_its_author_removed_never_leaves(tmp_path: Path, sqlite_url: str) -> None:
    draft = MessageRef("local", "room", "$1")
    drafts = WrittenDrafts({draft: "!plus-tard @Prénom13 On en parle ?"})
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING, drafts=drafts) as w:
        await w.type("t1p2", "@Prénom13 On en parle ?", command="plus-tard", message=draft)
        del drafts.written[draft]
        await w.advance(MORNING + timedelta(days=1))
        assert told(w) == []
        assert told(w, "quiethours.lost") == []
        assert "aucun message" in w.said(await w.type("t1p2", "liste", command="plus-tard"))


async def test_the_time_of_a_draft_can_be_changed(tmp_path: Path, sqlite_url: str) -> None:
    draft = MessageRef("local", "room", "$1")
    drafts = WrittenDrafts({draft: "!plus-tard @Prénom13 On en parle ?"})
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING, drafts=drafts) as w:
        reply = await w.type("t1p2", "@Prénom13 On en parle ?", command="plus-tard", message=draft)
        opened = await w.press("t1p2", CHANGE, buttons(reply)[0].value)
        assert opened.form is not None
        assert [type(field) for field in opened.form.fields] == [Note, TextField]
        await w.submit("t1p2", opened.form.context, {"when": "jeudi 9h"}, form=CHANGED)
        await w.advance(MORNING + timedelta(days=3))
        assert [at for _, at in told(w)] == [datetime(2026, 1, 8, 9, tzinfo=PARIS)]


async def test_a_message_with_files_or_in_a_thread_stays_where_it_is(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA}, posted={POSTED: LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        refused = await w.choose(
            "t1p2", KEEP_MESSAGE, POSTED, "Voici", channel=channel("t1"), has_more=True
        )
        assert refused.is_refusal
        assert "pièces jointes" in w.said(refused)
        assert authors.posted == {POSTED: LEA}
        assert authors.waiting == {}
