"""A copy of the database: whole, private, and with nothing that was deleted."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from bot.storage.backup import back_up_into
from bot.storage.migrations import upgrade
from tests.fakes.small_department import small_department
from tests.scenarios.world import world


def back_up(url: str, to: Path) -> Result:
    return CliRunner().invoke(main, ["db", "backup", str(to), "--database-url", url])


async def test_a_copy_taken_while_lien_runs_starts_a_lien_that_knows_everybody(
    tmp_path: Path, sqlite_url: str
) -> None:
    copy = tmp_path / "copy.sqlite3"
    async with world(tmp_path, sqlite_url, small_department(8)) as played:
        result = await asyncio.to_thread(back_up, sqlite_url, copy)
        await played.settle()

    url = f"sqlite:///{copy}"
    await upgrade(url)
    with closing(sqlite3.connect(copy)) as connection:
        (people,) = connection.execute("SELECT count(*) FROM people").fetchone()

    assert result.exit_code == 0
    assert copy.stat().st_mode & 0o777 == 0o600
    assert people == 9


def test_a_copy_holds_nothing_that_was_deleted(tmp_path: Path) -> None:
    source, copy = tmp_path / "lien.sqlite3", tmp_path / "copy.sqlite3"
    with closing(sqlite3.connect(source)) as connection:
        connection.execute("PRAGMA secure_delete=OFF")
        connection.execute("CREATE TABLE notes (words TEXT)")
        connection.execute("INSERT INTO notes VALUES ('forget me')")
        connection.commit()
        connection.execute("DELETE FROM notes")
        connection.commit()

    back_up(f"sqlite:///{source}", copy)

    assert b"forget me" in source.read_bytes()
    assert b"forget me" not in copy.read_bytes()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite:///missing.sqlite3", "there is no database"),
        ("postgresql://lien@localhost/lien", "pg_dump"),
    ],
)
def test_what_cannot_be_copied_is_refused_in_a_sentence(
    tmp_path: Path, url: str, said: str
) -> None:
    result = back_up(url, tmp_path / "copy.sqlite3")

    assert result.exit_code == 2
    assert said in result.stderr
    assert not (tmp_path / "copy.sqlite3").exists()


def test_a_copy_never_replaces_a_file(tmp_path: Path, sqlite_url: str) -> None:
    older = tmp_path / "copy.sqlite3"
    older.write_text("older", encoding="utf-8")

    result = back_up(sqlite_url, older)

    assert result.exit_code == 2
    assert older.read_text(encoding="utf-8") == "older"


def test_a_file_that_is_no_database_leaves_no_copy(tmp_path: Path) -> None:
    (tmp_path / "broken.sqlite3").write_text("not a database at all" * 99, encoding="utf-8")

    result = back_up(f"sqlite:///{tmp_path / 'broken.sqlite3'}", tmp_path / "copy.sqlite3")

    assert result.exit_code == 2
    assert not (tmp_path / "copy.sqlite3").exists()


async def test_copies_into_a_folder_are_named_by_their_moment_and_dropped_in_time(
    tmp_path: Path, sqlite_url: str
) -> None:
    kept = tmp_path / "copies"
    kept.mkdir()
    (kept / "notes.sqlite3").touch()
    start = datetime(2026, 1, 5, 3, 40, tzinfo=UTC)

    for day in range(20):
        await back_up_into(sqlite_url, kept, start + timedelta(days=day), timedelta(days=14))

    names = sorted(path.name for path in kept.iterdir())
    assert names[0] == "lien-20260110-034000.sqlite3"
    assert names[-2:] == ["lien-20260124-034000.sqlite3", "notes.sqlite3"]
    assert len(names) == 16


def test_a_copy_needs_a_file_or_a_folder_and_not_both(tmp_path: Path, sqlite_url: str) -> None:
    arguments = ["db", "backup", "--database-url", sqlite_url]
    both = [*arguments, str(tmp_path / "x.sqlite3"), "--into", str(tmp_path)]

    assert CliRunner().invoke(main, arguments).exit_code == 2
    assert CliRunner().invoke(main, both).exit_code == 2
