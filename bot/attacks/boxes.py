"""Each round's ballots as the database's files showed them, commit after commit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Final, TypeAlias

from bot.attacks.season import Season
from bot.attacks.sqlitefile import Row, SqliteFile, Table, Value, commits_of
from bot.attacks.truth import Truth
from bot.errors import OperatorError

Key: TypeAlias = tuple[Value, ...]

_FILE: Final = "lien.db"
TABLE: Final = "ballots"
_ROUND: Final = "round_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """One round's rows, and what watching every commit told of them.

    Args:
        name: the round's, "" where rows do not say.
        rows: as they were when they were last there, in the order of their table.
        backup: the folder of files they were in then.
        arrivals: rows that were added or changed one at a time, in order; the last time counts.
        answerers: who answered, in order, which the attacker is granted; () when the files do
            not show as many arrivals.
        week: the week they answered, 0 when that is not known.
        after: the last files from which they were gone before another box was filled; None
            while they are there.
    """

    name: str
    rows: Mapping[Key, Row] = field(repr=False)
    backup: Path
    arrivals: tuple[Key, ...]
    answerers: tuple[str, ...]
    week: int
    after: Path | None

    @property
    def holders(self) -> Mapping[Key, str]:
        """Say whose row is whose, as far as the order of arrivals tells."""
        return dict(zip(self.arrivals, self.answerers, strict=False))


def read_boxes(season: Season, truth: Truth) -> tuple[Box, ...]:
    """Read every round's box out of the files after each commit, or out of the last files.

    Raises:
        OperatorError: a file cannot be read, or is no SQLite database.
    """
    watched: dict[str, _Watch] = {}
    for folder in (*season.snapshots, season.folder):
        table = read_ballots(folder)
        now = by_round(table) if table else {}
        is_another_filled = bool(now.keys() - watched.keys())
        for name, rows in now.items():
            watched.setdefault(name, _Watch(name, folder)).see(rows, folder)
        for name in watched.keys() - now.keys():
            watched[name].miss(folder, is_another_filled=is_another_filled)
    return tuple(_granted(list(watched.values()), truth))


def read_ballots(folder: Path) -> Table | None:
    """Read the table of ballots out of a folder of database files; None without one."""
    database, log = read_files(folder)
    return SqliteFile(database, commits_of(log)).table(TABLE) if database else None


def read_files(folder: Path) -> tuple[bytes, bytes]:
    """Read a database and its write-ahead log, empty when they are not there.

    Raises:
        OperatorError: a file cannot be read.
    """
    files = [folder / name for name in (_FILE, f"{_FILE}-wal")]
    try:
        database, log = (file.read_bytes() if file.exists() else b"" for file in files)
    except OSError as error:
        raise OperatorError(f"cannot read {folder}: {error.strerror}") from error
    return database, log


def by_round(table: Table) -> dict[str, dict[Key, Row]]:
    """Sort rows by round, each under what tells it from the others, in the table's order."""
    found: dict[str, dict[Key, Row]] = {}
    for row in table.rows:
        key = tuple(row.values[name] for name in table.key) or (row.number,)
        found.setdefault(str(row.values.get(_ROUND, "")), {})[key] = row
    return found


class _Watch:
    """What is remembered of a box from one commit to the next."""

    def __init__(self, name: str, folder: Path) -> None:
        self._name = name
        self._rows: dict[Key, Row] = {}
        self._prints: dict[Key, bytes] = {}
        self._arrivals: dict[Key, None] = {}
        self._backup = folder
        self._after: Path | None = None
        self._is_settled = False

    @property
    def arrivals(self) -> tuple[Key, ...]:
        return tuple(self._arrivals)

    def see(self, rows: dict[Key, Row], folder: Path) -> None:
        prints = {key: _print(row) for key, row in rows.items()}
        changed = [key for key, print_ in prints.items() if self._prints.get(key) != print_]
        if len(changed) == 1:
            self._arrivals.pop(changed[0], None)
            self._arrivals[changed[0]] = None
        self._rows, self._prints, self._backup = rows, prints, folder
        self._after, self._is_settled = None, False

    def miss(self, folder: Path, *, is_another_filled: bool) -> None:
        self._is_settled |= is_another_filled
        if not self._is_settled or self._after is None:
            self._after = folder

    def box(self, week: int, answerers: Sequence[str]) -> Box:
        return Box(
            name=self._name,
            rows=self._rows,
            backup=self._backup,
            arrivals=self.arrivals,
            answerers=tuple(answerers),
            week=week,
            after=self._after,
        )


def _granted(watched: Sequence[_Watch], truth: Truth) -> Iterator[Box]:
    """Give each box the people who answered in it, where the numbers agree."""
    order = _orders(truth)
    weeks = iter(sorted(order))
    for watch in watched:
        week = next(weeks, 0) if watch.arrivals else 0
        people = order.get(week, [])
        is_told = len(people) == len(watch.arrivals)
        yield watch.box(week if is_told else 0, people if is_told else ())


def _orders(truth: Truth) -> dict[int, list[str]]:
    given = sorted(
        (week, answer.order, person)
        for person, answers in truth.answers.items()
        for week, answer in answers.items()
    )
    found: dict[int, list[str]] = {}
    for week, _, person in given:
        found.setdefault(week, []).append(person)
    return found


def _print(row: Row) -> bytes:
    return blake2b(repr(list(row.values.items())).encode(), digest_size=16).digest()
