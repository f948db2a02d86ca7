"""What goes wrong on the machine is refused or told in a sentence, which quotes no answer."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
from collections.abc import Iterator, MutableMapping
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import logs
from bot.checkins.ballot import Ballot, seal_ballot
from bot.checkins.service import keys
from bot.disclosure.roster import Policy
from bot.errors import OperatorError
from bot.people.model import Directory
from bot.scheduling import Alarm
from bot.storage.keyring import FileKeyring
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import World, world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
FRIDAY = THURSDAY + timedelta(days=1)
AFTER_CLOSE = MONDAY + timedelta(days=7, hours=8, minutes=30)
TUESDAY = MONDAY + timedelta(days=8, hours=4)
DEPARTMENT = small_department(8, 9)
SECRET = "je n'en peux plus de Martin"
Logged = list[MutableMapping[str, Any]]


async def everyone_answers(w: World, directory: Directory = DEPARTMENT) -> None:
    await w.advance(THURSDAY)
    for person in directory.people:
        await w.answer(person, charge="5", lien="2", comment=SECRET)


async def edit(w: World, statement: str, **values: object) -> None:
    """Edit the database as somebody does who can."""
    async with w.lien.database.transaction() as connection:
        await connection.execute(text(statement), values)
        await connection.commit()


async def count(w: World, table: str) -> int:
    async with w.lien.database.bare() as connection:
        found = await connection.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608 - named here
    return int(found or 0)


def told(w: World, kind: str) -> list[str]:
    """List who was sent a kind of message, each with its words."""
    return [str(d.message) for d in w.chat.delivered if d.kind == kind]


def events(logged: Logged) -> dict[str, MutableMapping[str, Any]]:
    return {line["event"]: line for line in logged}


@pytest.fixture
def logged() -> Iterator[Logged]:
    with capture_logs() as lines:
        yield lines
    assert SECRET not in str(lines)


async def test_while_the_key_folder_is_away_answers_are_refused_and_the_round_waits_for_it(
    tmp_path: Path, sqlite_url: str, logged: Logged
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await everyone_answers(w)
        away = (tmp_path / "keys").rename(tmp_path / "unmounted")
        reply = await w.submit("t1p2", (await w.round()).id, {"charge": "4", "comment": SECRET})
        assert SECRET not in w.said(reply)
        assert "scellée" not in w.said(reply)
        with pytest.raises(OperatorError, match="key folder .* is missing; mount or make it"):
            await w.advance(AFTER_CLOSE)
        assert "is missing" in events(logged)["keys.out_of_reach"]["says"]
        w.clock.move_to(AFTER_CLOSE)
        away.rename(tmp_path / "keys")
        await w.settle()
        assert (await w.round()).state == "closed"
        assert await count(w, "publications") == 1


async def test_a_key_folder_that_cannot_be_used_stops_an_opening_before_anyone_is_invited(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        (tmp_path / "keys" / "round").write_text("a file where a folder should be")
        with pytest.raises(OperatorError, match="cannot be used"):
            await w.advance(THURSDAY)
        assert w.chat.delivered == []
        (tmp_path / "keys" / "round").unlink()
        await w.settle()
        assert (await w.round()).state == "open"


async def test_a_key_lost_while_open_voids_the_round_at_once_and_everybody_is_told(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await everyone_answers(w)
        await FileKeyring(tmp_path / "keys").destroy(keys.slot((await w.round()).id))
        await w.advance(FRIDAY)
        assert (await w.round()).state == "void"
        assert len(told(w, "checkins.void")) == len(DEPARTMENT.people)
        assert await count(w, "ballots") == 0
        assert list((tmp_path / "keys" / "round").iterdir()) == []


@pytest.mark.parametrize("state", ["closing", "void"])
async def test_a_round_another_process_ended_takes_no_answer_though_it_was_open_a_moment_ago(
    tmp_path: Path, database_url: str, state: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await everyone_answers(w)
        opened = await w.round()
        kept = await w.lien.box.take(opened.id)
        await edit(w, "UPDATE rounds SET state = :state", state=state)
        reply = await w.submit("t1p2", opened.id, {"charge": "1"})
        assert reply.is_refusal
        assert {"closing": "clos", "void": "perdue"}[state] in w.said(reply)
        assert await w.lien.box.take(opened.id) == kept


async def test_a_backup_of_an_open_round_put_back_after_its_close_says_nothing_twice(
    tmp_path: Path, sqlite_url: str, logged: Logged
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await everyone_answers(w)
        with closing(sqlite3.connect(tmp_path / "lien.db")) as live:
            live.execute("VACUUM INTO ?", (str(tmp_path / "backup.db"),))
        await w.advance(AFTER_CLOSE)
        assert (await w.round()).state == "closed"
    (tmp_path / "backup.db").rename(tmp_path / "lien.db")
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=AFTER_CLOSE) as w:
        await w.advance(TUESDAY)
        assert (await w.round()).state == "void"
        assert (await count(w, "publications"), await count(w, "ballots")) == (0, 0)
        assert len(told(w, "checkins.void")) == len(DEPARTMENT.people)
    assert events(logged)["round.void"]["reason"] == "an earlier copy of the database was put back"


async def test_keys_of_rounds_that_a_backup_does_not_know_are_destroyed_at_the_next_close(
    tmp_path: Path, sqlite_url: str, logged: Logged
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await FileKeyring(tmp_path / "keys").create(keys.secret("dept-2025W50"), bytes(32))
        await everyone_answers(w)
        await w.advance(AFTER_CLOSE)
    assert list((tmp_path / "keys" / "round").iterdir()) == []
    assert events(logged)["keys.orphaned"]["count"] == 1


async def test_a_database_replaced_under_a_running_lien_is_not_written_to(
    tmp_path: Path, sqlite_url: str
) -> None:
    shutil.copyfile(tmp_path / "lien.db", tmp_path / "backup.db")
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        (tmp_path / "backup.db").rename(tmp_path / "lien.db")
        with pytest.raises(OperatorError, match="was replaced while Lien was running"):
            await w.advance(FRIDAY)


async def test_a_clock_set_back_is_told_and_nothing_is_opened_or_closed_again(
    tmp_path: Path, sqlite_url: str, logged: Logged
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await everyone_answers(w)
        await w.advance(AFTER_CLOSE)
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=THURSDAY - timedelta(hours=3)) as w:
        await w.advance(AFTER_CLOSE - timedelta(hours=1))
        assert "set the machine's clock" in events(logged)["clock.is_behind"]["says"]
        assert told(w, "checkins.invitation") == []
        await w.advance(TUESDAY)
        assert await count(w, "publications") == 1
        assert await count(w, "rounds") == 1


async def test_a_roster_edited_while_open_changes_nothing_in_the_round(
    tmp_path: Path, migrated_sqlite_file: Path
) -> None:
    said = []
    for folder in (tmp_path / "whole", tmp_path / "edited"):
        folder.mkdir()
        shutil.copyfile(migrated_sqlite_file, folder / "lien.db")
        async with world(folder, f"sqlite:///{folder / 'lien.db'}", DEPARTMENT) as w:
            await everyone_answers(w)
            if folder.name == "edited":
                await rearrange(w)
            await w.advance(AFTER_CLOSE)
            said.append(await records(w))
    assert said[0] == said[1] != []


async def rearrange(w: World) -> None:
    """Move half a team to another, hire someone and lose someone."""
    moved = [replace(w.directory.people[f"t1p{n}"], unit="t2") for n in range(1, 5)]
    newcomer = replace(w.directory.people["t1p2"], id="new", accounts=())
    async with w.lien.unit_of_work() as uow:
        await uow.people.save_people(*moved, newcomer)
        await uow.people.remove_people("t2p3")
        await uow.commit()


async def records(w: World) -> list[str]:
    async with w.lien.database.bare() as connection:
        return list(await connection.scalars(text("SELECT document FROM records ORDER BY unit")))


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [
        ("policy", '"k":5', '"k":3'),
        ("policy", '"k":5', '"k":6'),
        ("policy", '"standard"', '"strict"'),
        ("roster", '"id":"t2p9","unit":"t2"', '"id":"t2p9","unit":"t1"'),
        ("roster", '"id":"t2p9"', '"id":"admin2"'),
        ("roster", "{", "?"),
        ("rotating", "temps", "aide"),
    ],
)
async def test_what_a_round_was_opened_with_cannot_be_edited_in_the_database(
    tmp_path: Path, sqlite_url: str, logged: Logged, column: str, old: str, new: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        edited = f"UPDATE rounds SET {column} = replace({column}, :old, :new)"  # noqa: S608 - names given here
        await edit(w, edited, old=old, new=new)
        await w.advance(TUESDAY)
        assert (await w.round()).state == "void"
        assert (await count(w, "publications"), await count(w, "ballots")) == (0, 0)
        assert len(told(w, "checkins.void")) >= len(DEPARTMENT.people) - 1
        assert re.search("was edited|was changed", events(logged)["round.void"]["reason"])
        assert list((tmp_path / "keys" / "round").iterdir()) == []


async def test_a_threshold_lowered_in_the_settings_stays_where_it_was(
    tmp_path: Path, sqlite_url: str, logged: Logged
) -> None:
    with pytest.raises(OperatorError, match="never lowered"):
        Policy(k=4)
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        opening = w.lien.season.opening
        await replace(opening, policy=Policy(k=6)).run_due(THURSDAY)
        await w.advance(THURSDAY + timedelta(days=7))
        async with w.lien.unit_of_work() as uow:
            latest = await uow.rounds.latest("dept")
            assert latest is not None
            _, policy = await uow.rounds.frozen(latest.id)
        assert (latest.week, policy.k) == (2, 6)
    assert "never lowered to 5" in events(logged)["round.threshold_kept"]["says"]


async def test_ballots_that_were_tampered_with_count_as_no_answer_and_are_told_by_number(
    tmp_path: Path, database_url: str, logged: Logged
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await everyone_answers(w)
        opened = await w.round()
        first, second, third, fourth, *_ = await w.lien.box.take(opened.id)
        public = await FileKeyring(tmp_path / "keys").read(keys.public(opened.id))
        forged = seal_ballot(public, third.slot, Ballot(charge=99, comment=SECRET))
        change = "UPDATE ballots SET sealed = :sealed WHERE slot = :slot"
        await edit(w, change, sealed=first.sealed[::-1], slot=first.slot)
        await edit(w, change, sealed=first.sealed, slot=second.slot)
        await edit(w, change, sealed=forged, slot=third.slot)
        await edit(w, "DELETE FROM ballots WHERE slot = :slot", slot=fourth.slot)
        await w.advance(AFTER_CLOSE)
        assert (await w.round()).state == "closed"
        line = events(logged)["round.box_altered"]
        assert (line["unreadable"], line["missing"]) == (3, 1)


async def test_one_ballot_copied_into_every_slot_speaks_for_nobody(
    tmp_path: Path, sqlite_url: str, logged: Logged
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await everyone_answers(w)
        chosen, *_ = await w.lien.box.take((await w.round()).id)
        await edit(w, "UPDATE ballots SET sealed = :sealed", sealed=chosen.sealed)
        await w.advance(AFTER_CLOSE)
        assert events(logged)["round.box_altered"]["unreadable"] == len(DEPARTMENT.people) - 1
        assert all("withheld" in record for record in await records(w))


@pytest.mark.parametrize("step", ["masked", "take", "publish"])
async def test_whatever_fails_during_a_close_the_log_has_no_word_of_an_answer(
    tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(words: object = SECRET, *_: object) -> str:
        raise ValueError(f"cannot use {words!r}: {SECRET}")

    lines = io.StringIO()
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.advance(THURSDAY)
        await w.answer("t1p2", charge="5", comment=SECRET, keep="verbatim")
        closing = w.lien.season.closing
        if step == "masked":
            closing = replace(closing, masked=fail)
        else:
            target = (
                "ballot_box.SealedBallotBox.take"
                if step == "take"
                else "checkins.SqlResults.publish"
            )
            monkeypatch.setattr(f"bot.storage.{target}", fail)
        logs.configure(clock=w.clock, stream=lines, level="debug")
        w.clock.move_to(AFTER_CLOSE)
        await Alarm(w.clock, [replace(w.lien.season, closing=closing).run_due])._ring()
    structlog.reset_defaults()
    assert "schedule.failed" in lines.getvalue()
    assert "Martin" not in lines.getvalue()
