"""What a PostgreSQL keeps of a round, read from its own files before the close and after it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import structlog

from bot.attacks import leftovers, xmin
from bot.attacks.score import Score
from tests.attacks.closing_job import Place, canary, prepare, resume
from tests.databases import PostgresServer
from tests.fakes.small_department import small_department

CANARIES = 1000


@dataclass(frozen=True, kw_only=True)
class Files:
    """A server's files, and the folder of one of its databases."""

    server: PostgresServer
    url: str

    @property
    def folder(self) -> Path:
        return self.server.folder_of(self.url)

    def search(self) -> Score:
        words = [canary(n) for n in range(CANARIES)]
        self.server.administer("CHECKPOINT")
        with self.server.copied() as copies:
            found, *_ = leftovers.search("database", "PostgreSQL", copies, words)
        return found


@pytest.fixture
def files(postgres: PostgresServer, postgres_url: str) -> Iterator[Files]:
    yield Files(server=postgres, url=postgres_url)
    structlog.reset_defaults()


def test_no_byte_of_the_server_holds_a_comment_open_or_closed(files: Files, tmp_path: Path) -> None:
    place = Place(url=files.url, keys=tmp_path / "keys")
    place.keys.mkdir()
    asyncio.run(prepare(place, small_department(*[10] * 100), answering=CANARIES))
    for moment in ("open", "closed"):
        found = files.search()
        assert (found.value, found.n, found.verdict) == (0, CANARIES, "ok"), moment
        joined = xmin.attack(files.folder)
        assert (joined.value, joined.n > CANARIES) == (0, moment == "open")
        asyncio.run(resume(place))


def test_a_comment_in_a_plain_table_is_found_even_after_it_was_deleted(files: Files) -> None:
    with psycopg.connect(files.url, autocommit=True) as connection:
        connection.execute("CREATE TABLE answers (comment text)")
        with connection.cursor() as cursor:
            rows = [(canary(n),) for n in range(CANARIES)]
            cursor.executemany("INSERT INTO answers VALUES (%s)", rows)
        connection.execute("DELETE FROM answers")
    assert files.search().value == CANARIES


def test_a_mark_written_along_with_a_ballot_tells_who_answered(files: Files) -> None:
    with psycopg.connect(files.url) as connection:
        for n in range(40):
            row = ("dept-2026W02", n.to_bytes(32, "big"), bytes(1072))
            connection.execute("INSERT INTO ballots VALUES (%s, %s, %s)", row)
            connection.execute("INSERT INTO inbox VALUES (%s)", (f"person-{n}",))
            connection.commit()
    files.server.administer("CHECKPOINT")
    joined = xmin.attack(files.folder)
    assert (joined.value, joined.n, joined.verdict) == (1, 40, "fails")
