"""A copy of the database that can be taken while Lien runs, and holds no more than it must."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from bot.errors import OperatorError
from bot.storage.engine import parse_url

_NAME = "lien-{:%Y%m%d-%H%M%S}.sqlite3"
_NAMED = re.compile(r"lien-(\d{8}-\d{6})\.sqlite3")


async def back_up_into(url: str, folder: Path, now: datetime, keep: timedelta) -> Path:
    """Write a copy named after the instant, drop copies older than `keep`, return the new one.

    What was erased must not live on in old copies. Only files named as we name them are dropped,
    and only once the new one is whole.

    Raises:
        OperatorError: as `back_up`, or an old copy cannot be removed.
    """
    copy = folder / _NAME.format(now)
    await back_up(url, copy)
    await asyncio.to_thread(_drop, folder, now - keep)
    return copy


def _drop(folder: Path, before: datetime) -> None:
    for path in folder.iterdir():
        named = _NAMED.fullmatch(path.name)
        if named and datetime.strptime(named[1] + "Z", "%Y%m%d-%H%M%S%z") < before:
            try:
                path.unlink()
            except OSError as error:
                raise OperatorError(f"cannot remove {path}: {error.strerror}") from error


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
