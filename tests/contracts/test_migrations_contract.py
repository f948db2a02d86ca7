from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

import bot.storage.migrations
from bot.errors import OperatorError
from bot.storage.engine import Database
from bot.storage.migrations import upgrade
from bot.storage.tables import metadata
from tests.databases import PostgresServer


def differences(connection: Connection) -> list[object]:
    # The full-text index of cards is each database's own: its tables are none of the code's.
    opts = {
        "compare_type": True,
        "include_name": lambda name, _kind, _parents: not str(name).startswith("card_words"),
    }
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


async def test_migrations_make_exactly_the_tables_the_code_expects(
    empty_database_url: str,
) -> None:
    await upgrade(empty_database_url)
    database = Database(empty_database_url)
    async with database.transaction() as connection:
        found = await connection.run_sync(differences)
    await database.close()
    assert found == []


async def test_programs_that_start_together_upgrade_once(empty_database_url: str) -> None:
    await asyncio.gather(*(upgrade(empty_database_url) for _ in range(3)))
    await upgrade(empty_database_url)
    database = Database(empty_database_url)
    async with database.transaction() as connection:
        versions = (await connection.execute(text("SELECT version_num FROM alembic_version"))).all()
    await database.close()
    assert len(versions) == 1


async def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        await connection.commit()
    with pytest.raises(OperatorError, match="newer version of Lien"):
        await upgrade(database.url.render_as_string(hide_password=False))


async def test_a_user_who_could_close_no_round_is_told_at_the_start(
    postgres: PostgresServer, postgres_url: str
) -> None:
    postgres.administer("CREATE ROLE clerk LOGIN")
    with pytest.raises(OperatorError, match="GRANT pg_checkpoint TO clerk"):
        await upgrade(postgres_url.replace("postgres:@", "clerk:@"))
    postgres.administer("DROP ROLE clerk")


def test_ballots_have_no_hidden_row_number(migrated_sqlite_file: Path) -> None:
    assert b"CREATE TABLE ballots" in migrated_sqlite_file.read_bytes()
    declared = migrated_sqlite_file.read_bytes().split(b"CREATE TABLE ballots", 1)[1]
    assert b"WITHOUT ROWID" in declared[: declared.index(b"CREATE", 1)]


def test_every_migration_is_part_of_an_installed_wheel() -> None:
    folder = Path(bot.storage.migrations.__file__).parent
    packages = {file.parent for file in folder.rglob("*.py") if file.name == "__init__.py"}
    assert {file.parent for file in folder.rglob("*.py")} <= packages
