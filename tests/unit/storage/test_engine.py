from __future__ import annotations

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.errors import OperatorError
from bot.storage.engine import Database, parse_url
from bot.storage.migrations import upgrade


@pytest.mark.parametrize(
    ("url", "driver", "name"),
    [
        ("sqlite:////var/lien.db", "sqlite+aiosqlite", "/var/lien.db"),
        ("data/lien.db", "sqlite+aiosqlite", "data/lien.db"),
        ("postgresql://u:p@h/lien", "postgresql+psycopg", "lien"),
        ("postgres://u:p@h/lien", "postgresql+psycopg", "lien"),
        ("postgresql+psycopg://u:p@h/lien", "postgresql+psycopg", "lien"),
    ],
)
def test_an_address_is_of_sqlite_or_postgresql(url: str, driver: str, name: str) -> None:
    parsed = parse_url(url)
    assert (parsed.drivername, parsed.database) == (driver, name)


@pytest.mark.parametrize("url", ["mysql://u:p@h/lien", "sqlite://", "sqlite:///:memory:", "a://:x"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(OperatorError):
        parse_url(url)


async def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="its folder is missing"):
        await upgrade(f"sqlite:///{tmp_path}/nowhere/lien.db")


async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Chère collègue, " * 100)
    with pytest.raises(OperatorError, match="not a database"):
        await upgrade(str(letter))
    assert letter.read_text().startswith("Chère collègue")


async def test_a_server_that_is_not_there_is_told_without_its_password() -> None:
    with pytest.raises(OperatorError, match="cannot be reached") as caught:
        await upgrade("postgresql://lien:secret@127.0.0.1:1/lien")
    assert "secret" not in str(caught.value)


async def test_a_database_the_server_does_not_have_is_told(postgres_url: str) -> None:
    with pytest.raises(OperatorError, match="no database of that name"):
        await upgrade(postgres_url.replace("/lien_", "/nowhere_"))


async def test_a_user_the_server_does_not_know_is_told(postgres_url: str) -> None:
    with pytest.raises(OperatorError, match="refuses this user"):
        await upgrade(postgres_url.replace("postgres:@", "stranger:@"))


async def test_the_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "lien.db"
    await upgrade(str(file))
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


async def test_sqlite_is_set_to_be_durable_and_to_forget(sqlite_url: str) -> None:
    expected = {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "temp_store": 2,
        "foreign_keys": 1,
        "busy_timeout": 30_000,
    }
    database = Database(sqlite_url)
    async with database.bare() as connection:
        found = {
            name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in expected
        }
    await database.close()
    assert found == expected


async def test_a_connection_closed_with_rows_to_give_keeps_no_lock(sqlite_url: str) -> None:
    database = Database(sqlite_url, patience=timedelta(milliseconds=50))
    async with database.transaction() as connection:
        beneath = (await connection.get_raw_connection()).driver_connection
        assert beneath is not None
        half_read = await beneath.cursor()
        await half_read.execute("SELECT 1 UNION ALL SELECT 2")
        assert await half_read.fetchone() == (1,)
        await connection.invalidate()
    async with database.transaction() as connection:
        assert await connection.scalar(text("SELECT 3")) == 3
    await database.close()
