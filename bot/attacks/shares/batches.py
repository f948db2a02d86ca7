"""Batches of shares as the files showed them: slips that wait, then signals on file and cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, TypeAlias

from bot.attacks import contents
from bot.attacks.boxes import Key, read_files
from bot.attacks.season import Season
from bot.attacks.shares.written import Written, nameless, of_kind
from bot.attacks.sqlitefile import Row, SqliteFile, commits_of

BOX: Final = "signal_box"
FILE: Final = "signals"
CARDS: Final = "cards"

Members: TypeAlias = Mapping[Key, Written]
"""Whose each slip of a batch is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Slips that left the box together.

    Args:
        slips: as they were when they were last there, in the order in which they came.
        before: the files in which any of them waited.
        emptied: the first files from which they are gone.
        after: the last files before another slip came; the season's own for the last batch.
    """

    slips: Mapping[Key, Row] = field(repr=False)
    before: tuple[Path, ...]
    emptied: Path
    after: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """A released share, as whoever has the files and every key that is left reads it.

    Args:
        row: of the signals on file, or of the cards.
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


def members(batches: Sequence[Batch], written: Sequence[Written]) -> list[Members]:
    """Say whose slips are whose, by the order of writing; nobody's where the numbers differ."""
    sent = sorted(nameless(written), key=lambda one: one.at)
    keys = [key for batch in batches for key in batch.slips]
    if len(keys) != len(sent):
        return [{} for _ in batches]
    known = dict(zip(keys, sent, strict=True))
    return [{key: known[key] for key in batch.slips} for batch in batches]


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


def read_cards(folder: Path, written: Sequence[Written]) -> tuple[Filed, ...]:
    """Read the practices without a name in a folder's database, in the order of their table.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    by_words = {one.fact: one for one in of_kind(written, "practice")}
    return tuple(
        Filed(
            row=row,
            week=str(row.values.get("week", "")),
            said=row.values,
            author=by_words.get(str(row.values.get("words", ""))),
        )
        for row in rows_of(folder, CARDS)
        if not row.values.get("signature")
    )


def rows_of(folder: Path, table: str) -> tuple[Row, ...]:
    """Read a table of a folder's database, newest log included; none where there is none.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    database, log = read_files(folder)
    found = SqliteFile(database, commits_of(log)).table(table) if database else None
    return found.rows if found else ()


def files_under(folders: Iterable[Path]) -> list[Path]:
    """List the files of folders."""
    return [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]


def _batches(season: Season) -> Iterator[Batch]:
    waiting: dict[Key, Row] = {}
    gone: dict[Key, Row] = {}
    came: dict[Key, None] = {}
    before: list[Path] = []
    after = emptied = season.folder
    for folder in (*season.snapshots, season.folder):
        now = {
            tuple(row.values.get(name) for name in ("department", "batch", "slot")): row
            for row in rows_of(folder, BOX)
        }
        if gone and now.keys() - waiting.keys():
            yield _batch(gone, came, before, emptied, after)
            came = dict.fromkeys(key for key in came if key in now)
            gone, before = {}, []
        came |= dict.fromkeys(now)
        left = {key: row for key, row in waiting.items() if key not in now}
        if left and not gone:
            emptied = folder
        gone |= left
        if now:
            before.append(folder)
        waiting, after = now, folder
    if gone:
        yield _batch(gone, came, before, emptied, after)


def _batch(
    gone: Mapping[Key, Row],
    came: Iterable[Key],
    before: Iterable[Path],
    emptied: Path,
    after: Path,
) -> Batch:
    slips = {key: gone[key] for key in came if key in gone}
    return Batch(slips=slips, before=tuple(before), emptied=emptied, after=after)


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
