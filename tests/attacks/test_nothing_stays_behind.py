"""Whatever was removed, no byte of it may be found in the files of the database."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.outgoing import Heading, Message
from bot.errors import OperatorError
from bot.i18n.text import plain
from bot.outbox.model import Entry, ToPerson
from bot.quiethours.ports import Hold, SealedWords
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork
from tests.databases import PostgresServer
from tests.rounds import ballot, empty, mark, open_round

NOW = datetime(2026, 1, 8, 21, 40, tzinfo=UTC)
CANARY = b"canary-of-"
ROUND, OTHER = "north-2026W02", "south-2026W02"


async def write_and_remove(database: Database) -> None:
    """Put ballots, a held message and a message to send; then remove them all."""
    begin, box = UnitsOfWork(database), SealedBallotBox(database)
    await open_round(database, ROUND, people=40)
    await open_round(database, OTHER, people=40)
    for version in range(3):
        words = CANARY + b"ballot-%d" % version
        await asyncio.gather(*(box.put(ROUND, ballot(n, words)) for n in range(40)))
    held = Hold(
        id="h1",
        author="canary-of-author",
        to=ToPerson("canary-of-recipient"),
        written_at=NOW,
        due_at=NOW,
        words=SealedWords(CANARY + b"hold"),
    )
    entry = Entry(
        id="e1",
        kind="tests.entry",
        to=ToPerson("canary-of-recipient"),
        message=Message((Heading(plain("canary-of-message")),)),
        not_before=NOW,
        collapse_key="canary-of-key",
    )
    async with begin() as uow:
        await uow.holds.add(held)
        await uow.outbox.add(entry)
        await uow.commit()
    async with begin() as uow:
        (claimed,) = await uow.outbox.claim(NOW, 1)
        await uow.holds.remove("h1")
        await uow.outbox.settle(claimed, "sent", None)
        await uow.commit()
    await mark(database, ROUND, "closing")
    await empty(database, ROUND)
    await box.close()


def finder(database: Database, server: Callable[[], PostgresServer]) -> Callable[[], list[str]]:
    """Say where canaries are looked for: PostgreSQL's log keeps ciphertext, its keys are gone."""
    if database.is_sqlite:
        folder = Path(str(database.url.database)).parent
        return lambda: _found([file for file in folder.iterdir() if file.is_file()])
    base = server().folder_of(database.url)

    def in_copies() -> list[str]:
        with server().copied(base) as copies:
            return _found(copies)

    return in_copies


def _found(files: list[Path]) -> list[str]:
    return [file.name for file in files if CANARY in file.read_bytes()]


async def test_after_a_scrub_no_byte_of_what_was_removed_is_in_any_file(
    database: Database, request: pytest.FixtureRequest
) -> None:
    canaries = finder(database, lambda: request.getfixturevalue("postgres"))
    await write_and_remove(database)
    box = SealedBallotBox(database)
    if database.is_sqlite:
        assert canaries(), "the search must be able to find"
    await box.scrub()
    assert canaries() == []
    assert len(await box.take(OTHER)) == 40


async def test_on_a_server_the_search_finds_what_was_not_scrubbed(
    postgres_url: str, postgres: PostgresServer
) -> None:
    database = Database(postgres_url)
    canaries = finder(database, lambda: postgres)
    await write_and_remove(database)
    postgres.administer("CHECKPOINT")
    await database.close()
    assert canaries()


async def test_after_a_scrub_ballots_share_one_transaction_and_tell_no_order(
    postgres_url: str,
) -> None:
    database = Database(postgres_url)
    await open_round(database, ROUND, people=40)
    box = SealedBallotBox(database)
    for n in range(40):
        await box.put(ROUND, ballot(n, b"one after the other"))
    await box.scrub()
    async with database.bare() as connection:
        query = "SELECT xmin::text AS transaction, slot FROM ballots ORDER BY ctid"
        rows = (await connection.exec_driver_sql(query)).all()
    await database.close()
    assert len({row.transaction for row in rows}) == 1
    assert [row.slot for row in rows] != sorted(row.slot for row in rows)


async def test_a_scrub_that_another_program_hinders_is_told(sqlite_url: str) -> None:
    database = Database(sqlite_url, patience=timedelta(milliseconds=50))
    await open_round(database, ROUND, people=4)
    box = SealedBallotBox(database)
    with closing(sqlite3.connect(str(database.url.database))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM ballots").fetchall()
        with pytest.raises(OperatorError, match="another program reads"):
            await box.scrub()
    await box.scrub()
    await database.close()
