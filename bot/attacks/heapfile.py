"""Reads PostgreSQL's table files byte by byte: every version of every row, dead ones included.

Each row carries the number of the transaction that wrote it (`xmin`), so that rows of different
tables can be joined by having been written together. The layout is that of the manual's chapter
"Database Page Layout"; a server must have written its pages out (CHECKPOINT) to be read so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.errors import OperatorError

PAGE: Final = 8192
_HEADER: Final = 24
_NORMAL: Final = 1
_CATALOGUE: Final = "1259"
"""File of pg_class, which names every table and its file."""
_NAME: Final = slice(4, 68)
_NODE: Final = slice(88, 92)
_FIRST_OF_USERS: Final = 16384


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a row: the transaction that wrote it, and its bytes."""

    xmin: int
    content: bytes = field(repr=False)


def tables(database: Path) -> dict[str, list[Path]]:
    """Find the files of the tables that users made, in one database's folder under `base`.

    Raises:
        OperatorError: it is no such folder.
    """
    catalogue = database / _CATALOGUE
    if not catalogue.exists():
        raise OperatorError(f"{database} is no folder of a PostgreSQL database")
    found: dict[str, list[Path]] = {}
    for version in versions(catalogue):
        name = version.content[_NAME].rstrip(b"\0").decode("utf-8", "replace")
        node = int.from_bytes(version.content[_NODE], "little")
        file = database / str(node)
        if node >= _FIRST_OF_USERS and not name.startswith("pg_") and file.exists():
            found.setdefault(name, []).append(file)
    return found


def versions(file: Path) -> Iterator[Version]:
    """Read every version of every row that a file still holds; none of an index."""
    data = file.read_bytes()
    for start in range(0, len(data) - PAGE + 1, PAGE):
        page = data[start : start + PAGE]
        lower, _, special = (int.from_bytes(page[at : at + 2], "little") for at in (12, 14, 16))
        if special != PAGE:
            continue
        for at in range(_HEADER, lower, 4):
            pointer = int.from_bytes(page[at : at + 4], "little")
            offset, kind, size = pointer & 0x7FFF, pointer >> 15 & 3, pointer >> 17
            if kind == _NORMAL and offset + size <= PAGE:
                row = page[offset : offset + size]
                yield Version(xmin=int.from_bytes(row[:4], "little"), content=row[row[22] :])
