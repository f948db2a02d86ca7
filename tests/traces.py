"""What stands on disk after people have spoken: files searched by bytes, tables read row by row."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

Rows: TypeAlias = dict[str, frozenset[tuple[object, ...]]]


def left_in(folder: Path, *needles: str) -> list[tuple[str, str]]:
    """List the files under a folder that hold one of some words, with the word."""
    files = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return [
        (path.name, needle)
        for path, held in files.items()
        for needle in needles
        if needle.encode() in held
    ]


def code_forms(code: str) -> tuple[str, ...]:
    """Return a code as it is shown and as people type it."""
    bare = code.replace("-", "")
    return code, bare, code.lower(), bare.lower()


def rows_of(database: Path) -> Rows:
    """Read every table of an SQLite database, while it is in use."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as opened:
        names = [n for (n,) in opened.execute("SELECT name FROM sqlite_schema WHERE type='table'")]
        return {name: frozenset(opened.execute(f'SELECT * FROM "{name}"')) for name in names}  # noqa: S608 - names of our own tables


def changed(before: Rows, after: Rows) -> set[str]:
    """Name the tables in which anything is another than it was."""
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def naming(rows: Rows, tables: set[str], *people: str) -> list[tuple[str, str]]:
    """List where one of some people's names or accounts stands in a row of some tables."""
    return [
        (table, person)
        for table in sorted(tables)
        for row in rows[table]
        for person in people
        if any(person in str(value) for value in row)
    ]
