"""What a PostgreSQL keeps of nameless shares, read from its files while they wait and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Literal

import psycopg
from psycopg.sql import SQL, Identifier

from bot.attacks import leftovers, xmin
from tests.databases import PostgresServer
from tests.scenarios.test_sealed_practices import send
from tests.scenarios.test_sharing import MONDAY_AT_TEN, signal, started

FACTS = [f"Quokkalin numéro {'abcdefgh'[n]} en permanence" for n in range(8)]
AUTHORS = ["t1p3", "t1p4", "t1p5", "t1p6", "t2p3", "t2p4", "t2p5", "t2p6"]


def folder(server: PostgresServer, url: str) -> Path:
    server.administer("CHECKPOINT")
    return server.folder_of(url)


def found(server: PostgresServer, words: Sequence[str]) -> int:
    server.administer("CHECKPOINT")
    with server.copied() as copies:
        score, *_ = leftovers.search("database", "PostgreSQL", copies, words)
    return int(score.value)


def slips(url: str) -> list[str]:
    """Give a piece of each slip as it lies in the table now."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT substring(sealed from 100 for 32) FROM signal_box")
        return [bytes(row[0]).hex() for row in rows]


def every_byte(postgres: PostgresServer, url: str) -> bytes:
    with postgres.copied(folder(postgres, url)) as copies:
        return b"".join(copy.read_bytes() for copy in copies)


def released(url: str, table: Literal["signals", "cards"]) -> list[tuple[str, str]]:
    """Read which transaction wrote each row of a table, and its id, as rows lie in the file."""
    query = SQL("SELECT xmin::text, id FROM {} ORDER BY ctid").format(Identifier(table))
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


async def test_a_slip_is_written_along_with_nothing_and_no_word_of_it_is_in_any_file(
    tmp_path: Path, postgres_url: str, postgres: PostgresServer
) -> None:
    async with started(tmp_path, postgres_url) as w:
        codes = [await signal(w, who, fact) for who, fact in zip(AUTHORS, FACTS, strict=True)]
        joined = xmin.attack(folder(postgres, postgres_url), "signal_box")
        assert (joined.value, joined.n) == (0, len(FACTS))
        assert found(postgres, [*FACTS, *codes]) == 0
        await w.advance(MONDAY_AT_TEN + timedelta(minutes=1))
        assert slips(postgres_url) == []
        assert found(postgres, [*FACTS, *codes]) == 0


async def test_after_its_release_no_slip_is_left_in_the_tables_and_no_order_among_signals(
    tmp_path: Path, postgres_url: str, postgres: PostgresServer
) -> None:
    async with started(tmp_path, postgres_url) as w:
        for who, fact in zip(AUTHORS, FACTS, strict=True):
            await signal(w, who, fact)
        waiting = [bytes.fromhex(piece) for piece in slips(postgres_url)]
        assert len(waiting) == len(FACTS)
        there = every_byte(postgres, postgres_url)
        assert all(piece in there for piece in waiting), "the search must be able to find"
        await w.advance(MONDAY_AT_TEN + timedelta(minutes=1))
        left = every_byte(postgres, postgres_url)
        assert not any(piece in left for piece in waiting)
        rows = released(postgres_url, "signals")
        assert len({row[0] for row in rows}) == 1
        assert [row[1] for row in rows] == sorted(row[1] for row in rows)


async def test_a_practice_waits_as_a_signal_does_and_its_card_says_nothing_of_the_order_of_writing(
    tmp_path: Path, postgres_url: str, postgres: PostgresServer
) -> None:
    async with started(tmp_path, postgres_url) as w:
        for who, fact in zip(AUTHORS, FACTS, strict=True):
            await send(w, who, fact)
        joined = xmin.attack(folder(postgres, postgres_url), "signal_box")
        assert (joined.value, joined.n) == (0, len(FACTS))
        assert found(postgres, FACTS) == 0
        waiting = [bytes.fromhex(piece) for piece in slips(postgres_url)]
        await w.advance(MONDAY_AT_TEN + timedelta(minutes=1))
        left = every_byte(postgres, postgres_url)
        assert not any(piece in left for piece in waiting)
        assert found(postgres, FACTS) == len(FACTS), "the search must be able to find"
        rows = released(postgres_url, "cards")
        assert (len(rows), len({row[0] for row in rows})) == (len(FACTS), 1)
        assert [row[1] for row in rows] == sorted(row[1] for row in rows)


async def test_a_mark_written_along_with_a_slip_tells_who_sent_it(
    postgres_url: str, postgres: PostgresServer
) -> None:
    with psycopg.connect(postgres_url) as connection:
        for n in range(8):
            slip = ("dept", "2026-W02", n.to_bytes(16, "big"), bytes(400))
            connection.execute("INSERT INTO signal_box VALUES (%s, %s, %s, %s)", slip)
            connection.execute("INSERT INTO inbox VALUES (%s)", (f"person-{n}",))
            connection.commit()
    joined = xmin.attack(folder(postgres, postgres_url), "signal_box")
    assert (joined.value, joined.n, joined.verdict) == (1, 8, "fails")
