"""A copy of what is held about somebody, and erasing them."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

from bot.chat.outgoing import Choices, Document, Reply
from bot.checkins.ballot import open_ballot, slot_of
from bot.checkins.service import keys
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
DEPARTMENT = small_department(8)


def file_in(reply: Reply) -> dict[str, object]:
    assert reply.message is not None
    (file,) = (part for part in reply.message.parts if isinstance(part, Document))
    read: dict[str, object] = json.loads(file.content)
    return read


def button_in(reply: Reply) -> tuple[str, str]:
    assert reply.message is not None
    (choices,) = (part for part in reply.message.parts if isinstance(part, Choices))
    return choices.buttons[0].action, choices.buttons[0].value


async def test_the_file_has_what_somebody_decided_and_their_held_words(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p2", "absence du 2 au 6 février")
        await w.type("t1p2", "@local/test/t1p3 On en parle demain.", command="plus-tard")

        held = file_in(await w.type("t1p2", "mes données"))

    person = held["person"]
    assert isinstance(person, dict)
    assert person["name"] == "Prénom12"
    assert person["absences"] == [{"first": "2026-02-02", "last": "2026-02-06"}]
    assert "On en parle demain." in str(held["held_messages"])


async def test_an_erased_person_leaves_no_word_and_no_place(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p2", "@local/test/t1p3 On en parle demain.", command="plus-tard")
        asked = await w.type("admin", "effacer @local/test/t1p2")
        before = await w.type("t1p2", "mes données")

        done = await w.press("admin", *button_in(asked))

        assert file_in(before)["held_messages"]
        assert "C'est fait" in w.said(done)
        assert (await w.type("t1p2", "mes données")).is_refusal
        async with w.lien.unit_of_work() as uow:
            assert await uow.holds.by_author("t1p2") == ()
            assert "t1p2" not in (await uow.people.directory()).people


async def test_erasing_a_person_empties_their_place_in_the_open_box(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        opened = await w.round()
        await w.answer("t1p2", charge="5", lien="1")
        keyring = w.lien.season.closing.keyring
        secret = await keyring.read(keys.secret(opened.id))
        place = slot_of(await keyring.read(keys.slot(opened.id)), "t1p2")

        async def answered() -> bool:
            box = {one.slot: one.sealed for one in await w.lien.box.take(opened.id)}
            return open_ballot(secret, place, box[place]) is not None

        assert await answered()
        await w.press("admin", *button_in(await w.type("admin", "effacer @local/test/t1p2")))

        assert not await answered()


async def test_only_an_admin_erases_even_with_the_button(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        asked = await w.type("admin", "effacer @local/test/t1p2")

        refused = await w.press("t1p3", *button_in(asked))

        assert refused.is_refusal
        assert not (await w.type("t1p2", "mes données")).is_refusal


async def test_the_journal_says_who_changed_what_without_content(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "Rien n'a encore été changé" in w.said(await w.type("admin", "journal"))
        await w.type("admin", "planning checkin mardi 10h")
        await w.type("admin", "planning checkin jamais")
        await w.press("admin", *button_in(await w.type("admin", "effacer @local/test/t1p2")))

        said = w.said(await w.type("admin", "journal"))

        async with w.lien.unit_of_work() as uow:
            lines = await uow.journal.lines("dept")
        assert [line.action for line in lines] == ["schedule_checkin", "erase"]
        assert "effacer une personne" in said
        assert "Le journal est entier" in said
        assert "Prénom12" not in said
        assert (await w.type("t1p3", "journal")).is_refusal


async def test_the_region_of_a_department_is_set_and_a_wrong_one_is_refused(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "département 67" in w.said(await w.type("admin", "calendrier région 67"))
        assert (await w.type("admin", "calendrier région Mars")).is_refusal
        assert "département 67" in w.said(await w.type("admin", "calendrier"))
