"""A copy of the database that can be taken while Lien runs, and holds no more than it must."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import OperatorError
from bot.storage.engine import parse_url


async def back_up(url: str, to: Path) -> None:
    """Write a SQLite database as of now into a new file that only its owner can read.

    The copy is made anew row by row, so that nothing of what was deleted is in it. Keys are not
    in the database, and so not in its copy.

    Raises:
        OperatorError: the database is no SQLite file, or the copy cannot be written.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise OperatorError("this database is PostgreSQL's: back it up with pg_dump")
    source = Path(str(parsed.database))
    await asyncio.to_thread(_copy, source, to)


def _copy(source: Path, to: Path) -> None:
    if not source.is_file():
        raise OperatorError(f"there is no database {source}")
    try:
        # Made first, so that it is nobody else's from its first byte; an older copy stays.
        to.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise OperatorError(f"{to} exists already; a backup replaces no other") from error
    except OSError as error:
        raise OperatorError(f"cannot write {to}: {error.strerror}") from error
    try:
        with closing(sqlite3.connect(source)) as connection:
            connection.execute("VACUUM INTO ?", (str(to),))
    except sqlite3.Error as error:
        to.unlink()
        raise OperatorError(f"cannot copy {source} to {to}: {type(error).__name__}") from error
