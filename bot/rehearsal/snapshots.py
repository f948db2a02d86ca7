"""Keeps a SQLite database's files as every commit left them: what a patient attacker would have."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from bot.errors import OperatorError
from bot.storage.engine import Database


def keep_snapshots(database: Database, folder: Path) -> None:
    """Copy the database, its log and its journal into numbered folders, one a commit.

    Files are copied as the next transaction begins, when they hold exactly the last commit.

    Raises:
        OperatorError: the database is not a file.
    """
    if not database.is_sqlite or not database.url.database:
        raise OperatorError("--snapshots copies SQLite files: leave --database-url out")
    source = Path(database.url.database)
    numbers = count(1)
    last: list[tuple[str, int, int]] = []

    def copy() -> None:
        files = sorted(source.parent.glob(f"{source.name}*"))
        files = [file for file in files if not file.name.endswith("-shm")]
        now = [(file.name, file.stat().st_mtime_ns, file.stat().st_size) for file in files]
        if now == last:  # what only read left nothing new
            return
        last[:] = now
        target = folder / f"{next(numbers):06d}"
        target.mkdir(parents=True)
        for file in files:
            shutil.copyfile(file, target / file.name)

    database.on_begin(copy)
