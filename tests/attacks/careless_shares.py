"""Stores of weak signals as one would write them without thinking of attackers.

Each is played for a few weeks on a real SQLite file, copied after every commit: a slip comes in
whenever somebody writes, and on Mondays the box is filed. A design is careful but for one thing.
"""

from __future__ import annotations

import json
import random
import secrets
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Literal, TypeAlias

from nacl.secret import SecretBox

from bot.rehearsal.shares import Given, Share, write_given
from tests.attacks.careless import Store

Trace: TypeAlias = Literal["none", "database", "outbox", "log", "message", "filed", "inbox"]

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
_PADDED = 2048
_SCHEMA = (
    """CREATE TABLE signal_box (department TEXT, batch TEXT, slot BLOB, sealed BLOB,
        PRIMARY KEY (department, batch, slot)) WITHOUT ROWID""",
    "CREATE TABLE outbox (id TEXT PRIMARY KEY, not_before INTEGER)",
    "CREATE TABLE inbox (event TEXT PRIMARY KEY, at INTEGER)",
)
_SHUFFLED = "CREATE TABLE signals (id TEXT PRIMARY KEY, receipt BLOB, sealed BLOB) WITHOUT ROWID"
_NUMBERED = "CREATE TABLE signals (id TEXT PRIMARY KEY, receipt BLOB, sealed BLOB)"


@dataclass(frozen=True, kw_only=True)
class Design:
    """What is careless about a store.

    Args:
        trace: where the moment of sending is noted.
        is_shuffled: whether a batch is filed in another order than it came in.
        is_padded: whether slips have one size.
        leaves_key: whether the key of the slips outlives them.
        is_scrubbed: whether what is deleted is overwritten.
        keeps_slot: whether a signal is filed under the name of its slip.
        has_short_codes: whether a code has four digits, hashed as it is.
    """

    trace: Trace = "none"
    is_shuffled: bool = True
    is_padded: bool = True
    leaves_key: bool = False
    is_scrubbed: bool = True
    keeps_slot: bool = False
    has_short_codes: bool = False


def play(folder: Path, design: Design, *, weeks: int = 4, signals: int = 26) -> None:
    """Play a season into a folder, its roster and its truth beside it."""
    season = folder / "season"
    (season / "keys").mkdir(parents=True)
    (season / "digests.jsonl").touch()
    people = [f"person-{n:02d}" for n in range(16)]
    chance = random.Random(weeks * signals)  # noqa: S311 - a test must be repeatable
    given: list[Given] = []
    with closing(sqlite3.connect(season / "lien.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(f"PRAGMA secure_delete={'ON' if design.is_scrubbed else 'OFF'}")
        for statement in (*_SCHEMA, _SHUFFLED if design.is_shuffled else _NUMBERED):
            connection.execute(statement)
        store = _Store(Store(season, people, connection), design)
        for week in range(1, weeks + 1):
            kinds = ["signal", "look"] * signals
            chance.shuffle(kinds)
            for n, kind in enumerate(kinds):
                at = MONDAY + timedelta(weeks=week - 1, days=2, hours=9, minutes=6 * n)
                share = Share(
                    week=week,
                    person=chance.choice(people),
                    kind=kind,  # type: ignore[arg-type] # one of its words
                    fact=f"canari {chance.getrandbits(48):x} " + "é" * chance.randrange(1, 200),
                )
                code = f"{secrets.randbelow(10_000):04d}" if design.has_short_codes else _code()
                one = Given(
                    share=share,
                    at=at,
                    event=secrets.token_hex(16),
                    code=code if kind == "signal" else "",
                )
                given.append(one)
                if kind == "signal":
                    store.take(one)
            store.release(MONDAY + timedelta(weeks=week, hours=9))
        store.end()
    (folder / "S.csv").write_text(write_given(given), encoding="utf-8")
    rows = [f'[[person]]\nid = "{person}"\nunit = "dept"\n' for person in people]
    (folder / "R.toml").write_text('[[unit]]\nid = "dept"\n' + "".join(rows), encoding="utf-8")


def _code() -> str:
    return secrets.token_hex(8).upper()


class _Store:
    """The box and the file of a design, on one database."""

    def __init__(self, store: Store, design: Design) -> None:
        self._store, self._design = store, design
        self._box, self._file = (
            SecretBox(secrets.token_bytes(32)),
            SecretBox(secrets.token_bytes(32)),
        )
        self._waiting: list[tuple[bytes, bytes, Given]] = []

    def take(self, one: Given) -> None:
        """Put a slip into the box, and leave whatever trace the design leaves."""
        words = json.dumps({"kind": "signal", "fact": one.share.fact}).encode()
        slot = secrets.token_bytes(16)
        sealed = bytes(self._box.encrypt(words.ljust(_PADDED) if self._design.is_padded else words))
        self._waiting.append((slot, sealed, one))
        slip = ("INSERT INTO signal_box VALUES ('dept', 'batch', ?, ?)", (slot, sealed))
        stamp = one.at.isoformat()
        match self._design.trace:
            case "database":
                mark = ("INSERT INTO inbox VALUES (?, ?)", (secrets.token_hex(8), stamp))
                self._store.run(slip, mark)
            case "inbox":
                self._store.run(slip, ("INSERT INTO inbox VALUES (?, 0)", (one.event,)))
            case "outbox":
                queued = (secrets.token_hex(8), int(one.at.timestamp() * 1000))
                self._store.run(slip, ("INSERT INTO outbox VALUES (?, ?)", queued))
            case "log":
                self._store.run(slip)
                self._append("lien.log", {"event": "signal.kept", "at": stamp})
            case "message":
                self._store.run(slip)
                told = {"at": stamp, "to": "pair", "kind": "sharing.arrived", "text": "Un signal."}
                self._append("messages.jsonl", told)
            case _:
                self._store.run(slip)

    def release(self, at: datetime) -> None:
        """File the batch and empty the box."""
        batch, self._waiting = self._waiting, []
        if self._design.is_shuffled:
            batch = secrets.SystemRandom().sample(batch, len(batch))
        rows = [
            (
                "INSERT INTO signals VALUES (?, ?, ?)",
                (
                    slot.hex() if self._design.keeps_slot else secrets.token_hex(16),
                    sha256(one.code.encode()).digest(),
                    bytes(self._file.encrypt(self._filed(one, at))),
                ),
            )
            for slot, _, one in batch
        ]
        self._store.run(("DELETE FROM signal_box", ()), *rows)
        if self._design.is_scrubbed:
            self._store.connection.execute("VACUUM")
            self._store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._store.run(("DELETE FROM signal_box", ()))

    def end(self) -> None:
        """Leave the keys a careful store leaves, and perhaps another."""
        keys: Sequence[tuple[str, SecretBox]] = (("file", self._file), ("box", self._box))
        for name, key in keys[: 2 if self._design.leaves_key else 1]:
            (self._store.folder / "keys" / name).write_bytes(bytes(key))

    def _filed(self, one: Given, at: datetime) -> bytes:
        said = {"fact": one.share.fact, "week": f"{at:%G-W%V}", "unit": "dept"}
        if self._design.trace == "filed":
            said |= {"written": one.at.isoformat()}
        return json.dumps(said).encode().ljust(_PADDED * 2)

    def _append(self, name: str, line: dict[str, str]) -> None:
        with (self._store.folder / name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
