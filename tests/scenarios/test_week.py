"""A week of check-ins through every layer but the chat, on both databases."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.outgoing import Form, Scale
from bot.chat.transcript import transcribe
from bot.checkins.views import ERASE, SKIP
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import World, world

PARIS = ZoneInfo("Europe/Paris")
THURSDAY = MONDAY + timedelta(days=3, hours=2)
AFTER_CLOSE = MONDAY + timedelta(days=7, hours=8, minutes=30)
DEPARTMENT = small_department(8, 9)


def sent(w: World, kind: str) -> list[str]:
    return [str(d.to.account.user) for d in w.chat.delivered if d.kind == kind]  # type: ignore[union-attr]


async def test_everyone_on_the_roster_is_invited_once_on_thursday_morning(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        assert sorted(sent(w, "checkins.invitation")) == sorted(DEPARTMENT.people)
        first = w.chat.delivered[0].reader.now.astimezone(PARIS)
        assert first == datetime(2026, 1, 8, 9, 30, tzinfo=PARIS)


async def test_a_form_asks_three_scales_that_can_all_be_passed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        form = (await w.press("t1p2", "checkins.answer")).form
        assert isinstance(form, Form)
        scales = [f for f in form.fields if isinstance(f, Scale)]
        assert [(len(s.steps), s.initial, s.others[0].value) for s in scales] == [(5, "", "")] * 3


async def test_an_answer_is_thanked_and_can_be_changed_and_erased_until_close(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        opened = await w.round()
        for charge in ("4", "2"):
            reply = await w.answer("t1p2", charge=charge, lien="3", comment="Semaine calme")
            assert "scellée" in w.said(reply)
            assert "calme" not in w.said(reply)
        assert "effacé" in w.said(await w.press("t1p2", ERASE, opened.id))


async def test_pressing_not_this_week_writes_nothing_at_all(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        before = (tmp_path / "keys").stat().st_mtime_ns, await _dump(w)
        assert "Rien n'est noté" in w.said(await w.press("t1p2", SKIP))
        assert before == ((tmp_path / "keys").stat().st_mtime_ns, await _dump(w))


async def test_one_reminder_goes_to_everyone_in_the_same_words(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        await w.answer("t1p2", charge="4", lien="3")
        await w.advance(AFTER_CLOSE - timedelta(hours=4))
        reminders = [d for d in w.chat.delivered if d.kind == "checkins.reminder"]
        assert sorted(sent(w, "checkins.reminder")) == sorted(DEPARTMENT.people)
        assert len({transcribe(d.message, d.reader) for d in reminders}) == 1


async def test_an_answer_after_close_is_refused_with_the_reason(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        opened = await w.round()
        await w.advance(AFTER_CLOSE)
        reply = await w.submit("t1p2", opened.id, {"charge": "3"})
        assert "clos" in w.said(reply)


@pytest.mark.parametrize("value", ["9", "0", "-1", "trois", "3.5", "💥"])
async def test_a_step_off_the_scale_is_refused_and_changes_nothing(
    tmp_path: Path, sqlite_url: str, value: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        assert "pas compris" in w.said(await w.answer("t1p2", charge=value, lien="3"))


async def test_a_comment_of_5000_characters_is_refused_with_the_limit(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        reply = await w.answer("t1p2", charge="3", lien="3", comment="a" * 5000)
        assert "400" in w.said(reply)


async def test_the_worst_answers_show_help_to_their_author_alone(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        before = len(w.chat.delivered)
        reply = await w.answer("t1p2", charge="5", lien="1")
        assert "3114" in w.said(reply)
        assert "Médecine préventive" in w.said(reply)
        assert len(w.chat.delivered) == before


async def test_after_close_the_box_is_empty_and_the_round_keys_are_gone(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        for person in DEPARTMENT.people:
            await w.answer(person, charge="3", lien="4")
        opened = await w.round()
        assert len(await w.lien.box.take(opened.id)) == len(DEPARTMENT.people)
        await w.advance(AFTER_CLOSE)
        assert (await w.round()).state == "closed"
        assert await w.lien.box.take(opened.id) == ()
        assert [p for p in (tmp_path / "keys" / "round").rglob("*") if p.is_file()] == []


async def test_a_lost_key_voids_the_round_and_everybody_is_told(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        await w.answer("t1p2", charge="3", lien="4")
        for key in (tmp_path / "keys" / "round").rglob("secret"):
            key.chmod(0o600)
            key.unlink()
        await w.advance(AFTER_CLOSE)
        assert (await w.round()).state == "void"
        assert sorted(sent(w, "checkins.void")) == sorted(DEPARTMENT.people)


async def test_down_at_opening_time_the_round_opens_late_if_a_day_remains(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        w.clock.move_to(THURSDAY + timedelta(days=2))
        await w.settle()
        assert (await w.round()).state == "open"


async def test_down_for_longer_the_week_is_skipped_and_said(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        w.clock.move_to(AFTER_CLOSE - timedelta(hours=5))
        await w.settle()
        assert (await w.round()).state == "skipped"
        assert sorted(sent(w, "checkins.skipped")) == sorted(DEPARTMENT.people)
        assert sent(w, "checkins.invitation") == []


async def test_a_changed_schedule_never_opens_a_week_twice(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        first = await w.round()
        reply = await w.type("admin", "planning checkin vendredi 10h")
        assert reply.message is not None
        await w.advance(THURSDAY + timedelta(days=1, hours=3))
        assert (await w.round()).id == first.id
        await w.advance(THURSDAY + timedelta(days=8, hours=3))
        second = await w.round()
        assert second.opens_at.astimezone(PARIS) == datetime(2026, 1, 16, 10, tzinfo=PARIS)
        assert second.week == 2


async def test_someone_on_leave_is_not_written_to_and_someone_back_gets_one_message(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p3", "absence 2026-01-08/2026-01-11")
        await w.type("t1p4", "absence 2026-01-08/2026-01-20")
        await w.advance(AFTER_CLOSE)
        kinds = [
            d.kind
            for d in w.chat.delivered
            if d.to.account.user in {"t1p3", "t1p4"}  # type: ignore[union-attr]
        ]
        assert kinds == ["checkins.invitation"]


async def test_someone_who_paused_is_not_asked(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert "11 janvier" in w.said(await w.type("t1p3", "pause 11/01"))
        await w.advance(THURSDAY)
        assert "t1p3" not in sent(w, "checkins.invitation")


async def test_a_process_that_stops_between_steps_goes_on_where_it_was(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        await w.answer("t1p2", charge="4", lien="2")
    async with world(tmp_path, database_url, DEPARTMENT, at=THURSDAY) as w:
        await w.settle()
        assert w.chat.delivered == []
        await w.advance(AFTER_CLOSE)
        assert (await w.round()).state == "closed"


async def _dump(w: World) -> list[tuple[object, ...]]:
    from sqlalchemy import text as sql  # noqa: PLC0415

    async with w.lien.database.bare() as connection:
        names = ["ballots", "outbox", "inbox", "rounds", "holds"]
        return [
            tuple(row)
            for n in names
            for row in await connection.execute(sql(f"SELECT * FROM {n}"))  # noqa: S608
        ]
