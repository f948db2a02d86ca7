"""Opens the database, SQLite or PostgreSQL, and lets one transaction write at a time.

One writer at a time is a promise both databases keep in the same way, so that every rule of the
repositories ("the first entry of an order key", "the round is still open") holds without retries:
SQLite begins with `BEGIN IMMEDIATE`, PostgreSQL takes one advisory lock, which unlike a row lock
leaves no trace in a table or in its log. Inside a process an `asyncio.Lock` keeps the queue fair.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlalchemy import URL, Connection, event, make_url, text
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from bot.errors import OperatorError
from bot.storage.errors import explained

PATIENCE = timedelta(seconds=30)
"""How long a transaction waits for another program's before it fails."""

_CONNECT_SECONDS = 10
_IDLE_SECONDS = 60
_WRITER = 0x4C49454E
"""The advisory lock of whoever writes: "LIEN" in ASCII."""

_FILE = "file"
"""Where a connection remembers which file it opened."""

_PRAGMAS = (
    "PRAGMA synchronous=FULL",  # a commit is on the disk when it returns
    "PRAGMA secure_delete=ON",  # what is deleted is overwritten with zeros
    "PRAGMA temp_store=MEMORY",  # nothing spills into files of its own
    "PRAGMA foreign_keys=ON",
)


class Database:
    """A database opened by its address; close it when done.

    Args:
        url: `sqlite:///path`, `postgresql://user:password@host/name`, or the path of a SQLite file.
        patience: how long to wait for another program that is writing.

    Raises:
        OperatorError: the address is not one of these.
    """

    def __init__(self, url: str, *, patience: timedelta = PATIENCE) -> None:
        self.url = parse_url(url)
        self.process = f"lien-{secrets.token_hex(8)}"
        self._engine = _create_engine(self.url, self.process, patience)
        self._turn = asyncio.Lock()
        self._holder: asyncio.Task[Any] | None = None

    @property
    def is_sqlite(self) -> bool:
        """Whether the database is one file on this machine."""
        return self.url.get_backend_name() == "sqlite"

    def on_begin(self, look: Callable[[], None]) -> None:
        """Call `look` whenever a transaction begins: the files hold exactly the last commit."""

        @event.listens_for(self._engine.sync_engine, "begin")
        def _begin(_: Connection) -> None:
            look()

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncConnection]:
        """Begin a transaction when nobody else writes; what is not committed is undone.

        Raises:
            OperatorError: the database cannot be used.
            RuntimeError: this task is in a transaction already and would wait for itself.
        """
        async with self._alone() as connection:
            await connection.begin()
            if not self.is_sqlite:
                await connection.execute(text("SELECT pg_advisory_xact_lock(:w)"), {"w": _WRITER})
            yield connection

    @asynccontextmanager
    async def bare(self) -> AsyncIterator[AsyncConnection]:
        """Give a connection without a transaction, for what cannot run inside one."""
        async with self._alone() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            yield connection

    def refuse_inside(self) -> None:
        """Fail at once where waiting for one's own transaction would never end."""
        if self._holder is not None and self._holder is asyncio.current_task():
            raise RuntimeError("this task is in a transaction already: end it first")

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[AsyncConnection]:
        self.refuse_inside()
        async with self._turn:
            self._holder = asyncio.current_task()
            try:
                with explained(self.url):
                    async with self._engine.connect() as connection:
                        yield connection
            finally:
                self._holder = None


def parse_url(url: str) -> URL:
    """Read a database's address and pick its asynchronous driver.

    Raises:
        OperatorError: it is no address of SQLite or PostgreSQL.
    """
    try:
        parsed = make_url(url if "://" in url else f"sqlite:///{url}")
    except (ArgumentError, ValueError) as error:
        raise OperatorError("the database address cannot be read") from error
    scheme = parsed.drivername.partition("+")[0]
    if scheme == "sqlite":
        if parsed.database in {None, "", ":memory:"}:
            raise OperatorError("the database address names no file: write sqlite:///path/lien.db")
        return parsed.set(drivername="sqlite+aiosqlite")
    if scheme in {"postgresql", "postgres"}:
        return parsed.set(drivername="postgresql+psycopg")
    raise OperatorError(f"the database is SQLite or PostgreSQL, not {scheme!r}")


def _create_engine(url: URL, process: str, patience: timedelta) -> AsyncEngine:
    if url.get_backend_name() == "sqlite":
        engine = create_async_engine(
            url, hide_parameters=True, connect_args={"factory": _EndsWhatItBegan}
        )
        _listen_to_sqlite(engine, url, patience)
        return engine
    milliseconds = int(patience.total_seconds() * 1000)
    options = {
        "lock_timeout": milliseconds,
        "synchronous_commit": "on",
        "timezone": "UTC",
        # A machine that hangs must not keep the others from writing for ever.
        "idle_in_transaction_session_timeout": _IDLE_SECONDS * 1000,
    }
    connect = {
        "application_name": process,
        "connect_timeout": _CONNECT_SECONDS,
        "options": " ".join(f"-c {name}={value}" for name, value in options.items()),
    }
    return create_async_engine(
        url,
        hide_parameters=True,
        connect_args=connect,
        pool_pre_ping=True,
        # Each statement sees what was committed before it, however long the writer's turn took.
        isolation_level="READ COMMITTED",
    )


class _EndsWhatItBegan(sqlite3.Connection):
    """Closes with its cursors, so that whoever is cancelled in a transaction leaves no lock.

    A cursor that still has rows to give keeps a closed connection and its transaction alive
    (https://www.sqlite.org/c3ref/close.html), here for as long as the traceback of the
    cancellation refers to it: everybody else would wait, and then fail.
    """

    def __init__(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - sqlite3's own
        self._cursors = WeakSet[sqlite3.Cursor]()
        super().__init__(*args, **options)

    def cursor(self, *args: Any, **options: Any) -> Any:  # noqa: ANN401 - sqlite3's own
        """Make a cursor that lives no longer than the connection."""
        cursor = super().cursor(*args, **options)
        self._cursors.add(cursor)
        return cursor

    def close(self) -> None:
        """Close the cursors, then the connection, which undoes what was not committed."""
        for cursor in list(self._cursors):
            cursor.close()
        super().close()


def _listen_to_sqlite(engine: AsyncEngine, url: URL, patience: timedelta) -> None:
    path = Path(str(url.database))

    @event.listens_for(engine.sync_engine, "do_connect")
    def _prepare(*_: object) -> None:
        _make_private(path)

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: Any, record: ConnectionPoolEntry) -> None:  # noqa: ANN401 - a driver's own
        record.info[_FILE] = _identity(path)
        try:
            _set_up(connection, path, patience)
        except BaseException:
            connection.close()  # or its thread outlives whoever asked
            raise

    @event.listens_for(engine.sync_engine, "begin")
    def _begin(connection: Connection) -> None:
        _require_same(path, connection.info[_FILE])
        if connection.get_execution_options().get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE")


def _make_private(path: Path) -> None:
    """Make a database file that nobody else can read, if there is none.

    Asked before connecting, for the driver's thread would outlive a connection that failed.
    """
    if not path.parent.is_dir():
        raise OperatorError(f"cannot use the database {path}: its folder is missing; make it")
    if path.exists():
        return
    try:
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    except OSError as error:
        raise OperatorError(f"cannot make the database {path}: {error.strerror}") from error


def _set_up(connection: Any, path: Path, patience: timedelta) -> None:  # noqa: ANN401 - a driver's own
    connection.isolation_level = None  # the driver begins nothing by itself
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={int(patience.total_seconds() * 1000)}")
    cursor.execute("PRAGMA journal_mode=WAL")
    if cursor.fetchone() != ("wal",):
        raise OperatorError(f"{path} is on a disk without shared memory; move it to another")
    for pragma in _PRAGMAS:
        cursor.execute(pragma)
    cursor.close()


def _require_same(path: Path, opened: tuple[int, int] | None) -> None:
    """Refuse to go on with a file that was replaced: what is written there is lost."""
    if _identity(path) != opened:
        raise OperatorError(
            f"{path} was replaced while Lien was running: stop Lien, put the backup there "
            f"without {path.name}-wal, and start again"
        )


def _identity(path: Path) -> tuple[int, int] | None:
    """Tell one file from another that bears its name; None where there is none."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino
