from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main
from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import world

THREE_WEEKS = MONDAY + timedelta(days=22)


@pytest.fixture(scope="module")
def season(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("season")

    async def play() -> None:
        url = f"sqlite:///{folder / 'lien.db'}"
        async with world(folder, url, small_department(8)) as w:
            await w.advance(THREE_WEEKS)

    asyncio.run(play())
    return folder / "lien.db"


@pytest.fixture
def database(season: Path, tmp_path: Path) -> Path:
    copy = tmp_path / "lien.db"
    with closing(sqlite3.connect(season)) as original:
        original.execute("VACUUM INTO ?", (str(copy),))
    return copy


def verify(database: Path) -> Result:
    return CliRunner().invoke(main, ["audit", "verify", "--database-url", f"sqlite:///{database}"])


def edit(database: Path, statement: str) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        assert connection.execute(statement).rowcount > 0


def test_a_log_nobody_touched_is_whole(database: Path) -> None:
    result = verify(database)
    assert result.exit_code == 0
    assert "certificates of 3 rounds follow one another" in result.output


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE certificates SET document = replace(document, 'too_few', 'released')",
        "UPDATE certificates SET document = 'not JSON' WHERE number = 2",
        "UPDATE certificates SET hash = 'another' WHERE number = 2",
        "DELETE FROM certificates WHERE number = 1",
        "UPDATE certificates SET number = number + 100 WHERE number >= 2",
    ],
)
def test_a_certificate_that_was_changed_or_taken_away_is_named(
    database: Path, statement: str
) -> None:
    edit(database, statement)
    result = verify(database)
    assert result.exit_code == 1
    assert "does not follow from the one before it: the log was changed there" in result.stderr
    assert result.stderr.startswith("Error: certificate ")


def test_a_log_that_was_cut_lacks_the_certificates_of_what_was_published(database: Path) -> None:
    edit(database, "DELETE FROM certificates WHERE round_id = 'dept-2026W04'")
    result = verify(database)
    assert result.exit_code == 1
    assert "round dept-2026W04 published and has no certificate" in result.stderr


def test_a_database_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    result = verify(tmp_path / "nowhere.db")
    assert result.exit_code == 2
    assert "there is no database" in result.stderr
    assert not (tmp_path / "nowhere.db").exists()
