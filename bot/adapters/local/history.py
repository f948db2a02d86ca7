"""The chat server's own memory: who said what where, in which order, and who has read it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

WITHDRAWN = "withdrawn"
"""The kind of what was a message until its author took it back."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    place TEXT NOT NULL,
    author TEXT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    thread TEXT,
    only_for TEXT,
    parts TEXT
);
CREATE TABLE IF NOT EXISTS covered (key TEXT PRIMARY KEY, by TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS messages_place ON messages (place, seq);
CREATE TABLE IF NOT EXISTS marks (
    user TEXT NOT NULL,
    place TEXT NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (user, place)
);
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One message as it was shown.

    Args:
        key: names it for ever; adding a key twice keeps the first.
        author: user part of the account that wrote it, None for the bot.
        parts: neutral parts in words, as `outgoing.render` made them.
        thread: key of the message it stands under.
        only_for: the one user who sees it; its words are kept until the process ends, no longer.
        seq: place in the order of everything said; given by the history.
    """

    key: str
    place: str
    author: str | None
    at: datetime
    kind: str
    parts: list[Json] = field(repr=False)
    thread: str | None = None
    only_for: str | None = None
    seq: int = 0


class History:
    """Keeps every conversation in one SQLite file (or `:memory:`); used from one thread.

    Each method is one short transaction and raises `sqlite3.Error` when the file is out of reach.
    """

    def __init__(self, path: Path | str = ":memory:") -> None:
        self._db = sqlite3.connect(path)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self._fleeting: dict[str, list[Json]] = {}

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def add(self, entry: Entry, covers: Sequence[str] = ()) -> Entry:
        """Keep a message at the end of its place; return what is kept under its key.

        Args:
            entry: what is said.
            covers: other keys it is found under from now on.
        """
        parts = None if entry.only_for else json.dumps(entry.parts, ensure_ascii=False)
        with self._db:
            added = self._db.execute(
                "INSERT INTO messages (key, place, author, at, kind, thread, only_for, parts)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
                (
                    entry.key,
                    entry.place,
                    entry.author,
                    entry.at.astimezone(UTC).isoformat(),
                    entry.kind,
                    entry.thread,
                    entry.only_for,
                    parts,
                ),
            )
            self._db.executemany(
                "INSERT INTO covered VALUES (?, ?) ON CONFLICT (key) DO NOTHING",
                [(key, entry.key) for key in covers],
            )
        if added.rowcount and entry.only_for:
            self._fleeting[entry.key] = entry.parts
        return self.get(entry.key) or entry

    def withdraw(self, key: str) -> bool:
        """Take a message's words away for good; open pages are told by its new place in the order.

        Returns:
            False when there is none, or it was withdrawn before.
        """
        with self._db:
            done = self._db.execute(
                "UPDATE messages SET seq = (SELECT max(seq) + 1 FROM messages), kind = ?,"
                " parts = '[]' WHERE key = ? AND kind <> ?",
                (WITHDRAWN, key, WITHDRAWN),
            )
        return done.rowcount > 0

    def get(self, key: str) -> Entry | None:
        """Return the message kept under a key, or covering it."""
        found = self._db.execute(
            "SELECT * FROM messages WHERE key IN (?, (SELECT by FROM covered WHERE key = ?))",
            (key, key),
        )
        row = found.fetchone()
        return self._entry(row) if row else None

    def said_in(self, place: str, user: str, *, at_most: int = 300) -> list[Entry]:
        """List the latest messages of a place that a user sees, oldest first."""
        rows = self._db.execute(
            "SELECT * FROM (SELECT * FROM messages WHERE place = ? ORDER BY seq DESC LIMIT ?)"
            " ORDER BY seq",
            (place, at_most),
        )
        return list(self._seen_by(user, rows))

    def said_after(self, seq: int, user: str) -> list[Entry]:
        """List what was said or withdrawn after a point, less what others alone see, in order."""
        rows = self._db.execute("SELECT * FROM messages WHERE seq > ? ORDER BY seq", (seq,))
        return list(self._seen_by(user, rows, with_withdrawn=True))

    def latest(self) -> int:
        """Return the point up to which everything has been said so far, 0 at the start."""
        row = self._db.execute("SELECT coalesce(max(seq), 0) FROM messages").fetchone()
        return int(row[0])

    def last_moment(self) -> datetime | None:
        """Return when the last message was said, None at the start."""
        (at,) = self._db.execute("SELECT max(at) FROM messages").fetchone()
        return datetime.fromisoformat(at) if at else None

    def places(self) -> frozenset[str]:
        """Name every place where something was said."""
        return frozenset(row[0] for row in self._db.execute("SELECT DISTINCT place FROM messages"))

    def mark_read(self, user: str, place: str, seq: int) -> None:
        """Remember how far somebody has read; a mark never goes back."""
        with self._db:
            self._db.execute(
                "INSERT INTO marks VALUES (?, ?, ?) ON CONFLICT (user, place)"
                " DO UPDATE SET seq = max(seq, excluded.seq)",
                (user, place, seq),
            )

    def unread(self, user: str, *, since: datetime) -> dict[str, int]:
        """Count by place what others said since an instant and past the user's mark."""
        rows = self._db.execute(
            "SELECT m.place, count(*) FROM messages m LEFT JOIN marks r"
            " ON r.user = ? AND r.place = m.place"
            " WHERE m.seq > coalesce(r.seq, 0) AND m.author IS NOT ? AND m.only_for IS NULL"
            " AND m.kind <> ? AND m.at >= ? GROUP BY m.place",
            (user, user, WITHDRAWN, since.astimezone(UTC).isoformat()),
        )
        return dict(rows)

    def _seen_by(
        self, user: str, rows: sqlite3.Cursor, *, with_withdrawn: bool = False
    ) -> Iterator[Entry]:
        for entry in map(self._entry, rows):
            is_there = entry.parts or (with_withdrawn and entry.kind == WITHDRAWN)
            if entry.only_for in {None, user} and is_there:
                yield entry

    def _entry(self, row: tuple[Any, ...]) -> Entry:
        seq, key, place, author, at, kind, thread, only_for, parts = row
        return Entry(
            seq=seq,
            key=key,
            place=place,
            author=author,
            at=datetime.fromisoformat(at),
            kind=kind,
            thread=thread,
            only_for=only_for,
            parts=self._fleeting.get(key, []) if parts is None else json.loads(parts),
        )
