"""A dummy is like an answer in every respect, and nothing spills out of memory."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from bot.attacks import dummies
from bot.attacks.needles import Needles
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from tests.attacks.half_answered import ROUND, half_answered
from tests.rounds import empty, mark, open_round

A_SIDE = 3750


@pytest.mark.usefixtures("sqlite_url")
async def test_what_was_answered_cannot_be_told_from_a_dummy(tmp_path: Path) -> None:
    score = dummies.attack([await half_answered(tmp_path, A_SIDE)])
    assert (score.n, score.verdict) == (A_SIDE, "ok"), score


async def test_scrubbing_spills_nothing_into_temporary_files(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    box = SealedBallotBox(database)
    await open_round(database, ROUND, 400)
    spilled: list[list[bytes]] = []

    @event.listens_for(database._engine.sync_engine, "connect")
    def _watch(connection: object, _record: object) -> None:
        driver = connection.driver_connection._conn  # type: ignore[attr-defined] # aiosqlite's
        driver.set_progress_handler(lambda: spilled.append(open_but_unlinked()), 50)

    await database.close()
    await mark(database, ROUND, "closing")
    await empty(database, ROUND)
    await box.scrub()
    await database.close()
    assert len(spilled) > 10
    assert not any(spilled)


def test_a_spill_is_seen_where_memory_is_not_asked_for(tmp_path: Path) -> None:
    spilled: list[bytes] = []
    with closing(sqlite3.connect(tmp_path / "a.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA temp_store=FILE")
        connection.execute("CREATE TABLE ballots (id INTEGER, comment TEXT)")
        words = [(n, f"canari {n} du mardi " * 20) for n in range(20_000)]
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO ballots VALUES (?, ?)", words)
        connection.execute("COMMIT")
        connection.set_progress_handler(lambda: spilled.extend(open_but_unlinked()), 20_000)
        connection.execute("VACUUM")
    needles = Needles(["canari 17 du mardi"])
    for one in spilled:
        needles.search(one)
    assert needles.found == 1


def open_but_unlinked() -> list[bytes]:
    """Read the temporary files this process holds open: their names are gone at once."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        try:
            if "etilqs_" in str(link.readlink()):
                found.append(link.read_bytes())
        except FileNotFoundError:
            continue
    return found
