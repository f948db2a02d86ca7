"""Reads a database from outside a running bot, for commands that only look."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

from bot.errors import OperatorError
from bot.storage.engine import Database, parse_url

T = TypeVar("T")


async def read_outside(
    url: str, folder: Path, read: Callable[[AsyncConnection], Awaitable[tuple[T, ...]]]
) -> tuple[T, ...]:
    """Return what is read in one transaction; nothing where there is no database yet.

    Args:
        url: the database's address.
        folder: where a relative path of SQLite starts.
        read: what to read.
    """
    parsed = parse_url(url)
    database = Database(url)
    if database.is_sqlite and not (folder / str(parsed.database)).exists():
        return ()
    try:
        async with database.transaction() as connection:
            return await read(connection)
    except OperatorError:  # its tables are missing or old, or it is down: `lien run` says so
        return ()
    finally:
        await database.close()
