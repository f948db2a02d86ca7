"""Batches of weak signals as the files showed them: slips that wait, then signals on file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from bot.attacks import contents
from bot.attacks.boxes import Key, read_files
from bot.attacks.season import Season
from bot.attacks.shares.written import Written, of_kind
from bot.attacks.sqlitefile import Row, SqliteFile, commits_of

BOX: Final = "signal_box"
FILE: Final = "signals"


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Slips that left the box together.

    Args:
        slips: as they were when they were last there.
        after: the last files before another slip came; the season's own for the last batch.
    """

    slips: Mapping[Key, Row] = field(repr=False)
    after: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A released signal, as whoever has the files and every key that is left reads it.

    Args:
        author: whose words it has, by the truth; None where nobody's.
    """

    row: Row
    week: str
    said: Mapping[str, Any] = field(repr=False)
    author: Written | None


def read_batches(season: Season) -> tuple[Batch, ...]:
    """Watch the box from commit to commit; a season without snapshots shows no batch.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    return tuple(_batches(season))


def read_filed(
    folder: Path, keys: Sequence[bytes], written: Sequence[Written]
) -> tuple[Filed, ...]:
    """Read the signals that are filed in a folder's database, in the order of their table.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    by_fact = {one.fact: one for one in of_kind(written, "signal")}
    found = []
    for row in rows_of(folder, FILE):
        said = _said(row, keys)
        author = by_fact.get(str(said.get("fact", "")))
        found.append(Filed(row=row, week=str(said.get("week", "")), said=said, author=author))
    return tuple(found)


def rows_of(folder: Path, table: str) -> tuple[Row, ...]:
    """Read a table of a folder's database, newest log included; none where there is none.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    database, log = read_files(folder)
    found = SqliteFile(database, commits_of(log)).table(table) if database else None
    return found.rows if found else ()


def _batches(season: Season) -> Iterator[Batch]:
    waiting: dict[Key, Row] = {}
    gone: dict[Key, Row] = {}
    after = season.folder
    for folder in (*season.snapshots, season.folder):
        now = {
            tuple(row.values.get(name) for name in ("department", "batch", "slot")): row
            for row in rows_of(folder, BOX)
        }
        if gone and now.keys() - waiting.keys():
            yield Batch(slips=gone, after=after)
            gone = {}
        gone |= {key: row for key, row in waiting.items() if key not in now}
        waiting, after = now, folder
    if gone:
        yield Batch(slips=gone, after=after)


def _said(row: Row, keys: Sequence[bytes]) -> Mapping[str, Any]:
    """Read a signal in its columns, or in whatever opens to an object that tells a fact."""
    if "fact" in row.values:
        return row.values
    for value in row.values.values():
        for plain in contents.opened(value, keys):
            found = contents.read_object(plain)
            if isinstance(found, dict) and "fact" in found:
                return found
    return {}
