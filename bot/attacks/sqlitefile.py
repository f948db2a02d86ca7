"""Reads a SQLite file byte by byte, as somebody does who wants what SQL does not tell.

Where a row lies says more than the row: which page, how far into it, after which others. The
layout is https://www.sqlite.org/fileformat2.html. Nothing is written, and no SQLite is asked to
open the file, for opening it would already change what lies beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bot.errors import OperatorError

Value: TypeAlias = int | float | str | bytes | None
Commit: TypeAlias = Mapping[int, memoryview]
"""What one transaction left in a log: pages by their number."""

_MAGIC: Final = b"SQLite format 3\0"
_LEAF_TABLE, _INNER_TABLE, _LEAF_INDEX, _INNER_INDEX = 13, 5, 10, 2
_LOG_HEADER, _FRAME_HEADER = 32, 24
_INTEGER_SIZES: Final = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row and where it lies.

    Args:
        number: its hidden row number, None where the table has none.
        page, offset: where its cell begins.
        spilled: the first page it runs over into, 0 when it fits.
    """

    values: Mapping[str, Value] = field(repr=False)
    number: int | None
    page: int
    offset: int
    spilled: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table's rows in the order of its tree; `key` names the columns that tell rows apart."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    rows: tuple[Row, ...]


class SqliteFile:
    """A database file, with what some commits of its write-ahead log add to it.

    Raises:
        OperatorError: it is no SQLite file.
    """

    def __init__(self, database: bytes, commits: Iterable[Commit] = ()) -> None:
        self._bytes = database
        self._newer = {number: page for commit in commits for number, page in commit.items()}
        first = self._newer.get(1, database[:100])
        if bytes(first[:16]) != _MAGIC:
            raise OperatorError("the file is not a SQLite database")
        size = int.from_bytes(first[16:18], "big")
        self._size = 65536 if size == 1 else size
        self._usable = self._size - first[20]

    def table(self, name: str) -> Table | None:
        """Read a table, None when there is none of that name."""
        for cell in self._cells(1):
            kind, called, _, root, sql = self._record(cell.payload)
            if kind == "table" and called == name:
                assert isinstance(root, int)  # noqa: S101 - every table has a root page
                return self._table(root, str(sql), name)
        return None

    def _table(self, root: int, sql: str, name: str) -> Table:
        with closing(sqlite3.connect(":memory:")) as scratch:
            scratch.execute(sql)
            info = scratch.execute(f"PRAGMA table_info({name})").fetchall()
        columns = tuple(column for _, column, *_ in info)
        ranked = sorted((place, column) for _, column, *_, place in info if place)
        key = tuple(column for _, column in ranked)
        cells = tuple(self._cells(root))
        has_numbers = all(cell.number is not None for cell in cells) and "ROWID" not in sql.upper()
        stored = columns if has_numbers else (*key, *(c for c in columns if c not in key))
        return Table(
            columns=columns,
            key=key,
            rows=tuple(
                Row(
                    values=self._values(cell, stored, key),
                    number=cell.number,
                    page=cell.page,
                    offset=cell.offset,
                    spilled=cell.spilled,
                )
                for cell in cells
            ),
        )

    def _values(
        self, cell: _Cell, stored: tuple[str, ...], key: tuple[str, ...]
    ) -> Mapping[str, Value]:
        values = dict(zip(stored, self._record(cell.payload), strict=False))
        if len(key) == 1 and values.get(key[0]) is None:
            values[key[0]] = cell.number  # such a key is the row number itself, kept once
        return values

    def _page(self, number: int) -> bytes | memoryview:
        newer = self._newer.get(number)
        if newer is not None:
            return newer
        return self._bytes[(number - 1) * self._size : number * self._size]

    def _cells(self, root: int) -> Iterator[_Cell]:
        """Walk a tree in its order; an index keeps rows on inner pages too."""
        page = self._page(root)
        start = 100 if root == 1 else 0
        kind = page[start]
        count = int.from_bytes(page[start + 3 : start + 5], "big")
        is_inner = kind in {_INNER_TABLE, _INNER_INDEX}
        pointers = start + (12 if is_inner else 8)
        for n in range(count):
            offset = int.from_bytes(page[pointers + 2 * n : pointers + 2 * n + 2], "big")
            at = offset
            if is_inner:
                yield from self._cells(int.from_bytes(page[offset : offset + 4], "big"))
                at += 4
            if kind != _INNER_TABLE:
                yield self._cell(root, page, offset, at, is_index=kind != _LEAF_TABLE)
        if is_inner:
            yield from self._cells(int.from_bytes(page[start + 8 : start + 12], "big"))

    def _cell(
        self, number: int, page: bytes | memoryview, offset: int, at: int, *, is_index: bool
    ) -> _Cell:
        size, at = _varint(page, at)
        row: int | None = None
        if not is_index:
            row, at = _varint(page, at)
        local = self._local(size, is_index=is_index)
        payload = bytes(page[at : at + local])
        spilled = int.from_bytes(page[at + local : at + local + 4], "big") if local < size else 0
        following = spilled
        while following and len(payload) < size:
            more = self._page(following)
            following = int.from_bytes(more[:4], "big")
            payload += bytes(more[4 : 4 + min(size - len(payload), self._usable - 4)])
        return _Cell(payload=payload, number=row, page=number, offset=offset, spilled=spilled)

    def _local(self, size: int, *, is_index: bool) -> int:
        """Count the bytes of a payload that stay on its own page."""
        usable = self._usable
        most = (usable - 12) * 64 // 255 - 23 if is_index else usable - 35
        if size <= most:
            return size
        least = (usable - 12) * 32 // 255 - 23
        kept = least + (size - least) % (usable - 4)
        return kept if kept <= most else least

    @staticmethod
    def _record(payload: bytes) -> list[Value]:
        end, at = _varint(payload, 0)
        body, values = end, list[Value]()
        while at < end:
            kind, at = _varint(payload, at)
            size = _size_of(kind)
            values.append(_value(kind, payload[body : body + size]))
            body += size
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cell:
    payload: bytes
    number: int | None
    page: int
    offset: int
    spilled: int


def commits_of(log: bytes) -> Iterator[Commit]:
    """Give what each transaction in a write-ahead log changed, in order."""
    if len(log) < _LOG_HEADER:
        return
    size, salts = int.from_bytes(log[8:12], "big"), log[16:24]
    view = memoryview(log)
    changed: dict[int, memoryview] = {}
    for start in range(_LOG_HEADER, len(log) - _FRAME_HEADER - size + 1, _FRAME_HEADER + size):
        if log[start + 8 : start + 16] != salts:
            return
        body = start + _FRAME_HEADER
        changed[int.from_bytes(log[start : start + 4], "big")] = view[body : body + size]
        if int.from_bytes(log[start + 4 : start + 8], "big"):
            yield changed
            changed = {}


def _varint(data: bytes | memoryview, at: int) -> tuple[int, int]:
    value = 0
    for n in range(8):
        byte = data[at + n]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:  # noqa: PLR2004 - the high bit says that more follows
            return value, at + n + 1
    return value << 8 | data[at + 8], at + 9


def _size_of(kind: int) -> int:
    return _INTEGER_SIZES.get(kind, 8 if kind == 7 else max(kind - 12, 0) // 2)  # noqa: PLR2004 - the format's numbers


def _value(kind: int, data: bytes) -> Value:
    if kind in _INTEGER_SIZES:
        return int.from_bytes(data, "big", signed=True)
    if kind in {8, 9}:
        return kind - 8
    if kind < 12:  # noqa: PLR2004 - the format's numbers
        return None
    return data if kind % 2 == 0 else data.decode("utf-8", "replace")
