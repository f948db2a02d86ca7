"""Stores of shares as one would write them without thinking of attackers.

Each is played for a few weeks on a real SQLite file, copied after every commit: a slip comes in
whenever somebody writes, and every second Monday the box is emptied: its signals are filed, its
practices become cards and are posted. A design is careful but for one thing.
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

Statement: TypeAlias = tuple[str, Sequence[object]]
Trace: TypeAlias = Literal[
    "none", "database", "outbox", "log", "message", "filed", "inbox", "opened"
]

MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
_PADDED = 2048
_SHORTER = 1536
_SCHEMA = (
    """CREATE TABLE signal_box (department TEXT, batch TEXT, slot BLOB, sealed BLOB,
        PRIMARY KEY (department, batch, slot)) WITHOUT ROWID""",
    "CREATE TABLE outbox (id TEXT PRIMARY KEY, not_before INTEGER)",
    "CREATE TABLE inbox (event TEXT PRIMARY KEY, at INTEGER)",
)
_RELEASED = (
    "CREATE TABLE signals (id TEXT PRIMARY KEY, receipt BLOB, sealed BLOB)",
    """CREATE TABLE cards (id TEXT PRIMARY KEY, unit TEXT, week TEXT, words TEXT, signature TEXT,
        noted TEXT)""",
)


@dataclass(frozen=True, kw_only=True)
class Design:
    """What is careless about a store.

    Args:
        trace: where the moment of sending is noted.
        is_shuffled: whether a batch is filed and posted in another order than it came in.
        is_padded: whether slips have one size.
        is_alike: whether the slip of a practice is as long as that of a signal.
        waits: whether a practice waits in the box for others.
        tells_week: whether a card bears the week of writing instead of its release's.
        follows_slots: whether practices are numbered in the order of their slips' names.
        leaves_key: whether the key of the slips outlives them.
        is_scrubbed: whether what is deleted is overwritten.
        keeps_slot: whether what is released has the name of its slip.
        has_short_codes: whether a code has four digits, hashed as it is.
    """

    trace: Trace = "none"
    is_shuffled: bool = True
    is_padded: bool = True
    is_alike: bool = True
    waits: bool = True
    tells_week: bool = False
    follows_slots: bool = False
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
        for statement in (*_SCHEMA, *_RELEASED):
            is_hidden = statement in _RELEASED and design.is_shuffled
            connection.execute(f"{statement} WITHOUT ROWID" if is_hidden else statement)
        store = _Store(Store(season, people, connection), design)
        for week in range(1, weeks + 1):
            kinds = ["signal", "look", "practice"] * signals
            chance.shuffle(kinds)
            for n, kind in enumerate(kinds):
                at = MONDAY + timedelta(weeks=week - 1, days=2, hours=9, minutes=4 * n)
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
                if kind != "look":
                    store.take(one)
            if week % 2 == 0:
                store.release(MONDAY + timedelta(weeks=week, hours=9))
        store.end()
    (folder / "S.csv").write_text(write_given(given), encoding="utf-8")
    rows = [f'[[person]]\nid = "{person}"\nunit = "dept"\n' for person in people]
    (folder / "R.toml").write_text('[[unit]]\nid = "dept"\n' + "".join(rows), encoding="utf-8")


def _paper(one: Given) -> str:
    return json.dumps({"kind": one.share.kind, "fact": one.share.fact}, ensure_ascii=False)


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
        is_practice = one.share.kind == "practice"
        if is_practice and not self._design.waits:
            self._store.run(self._card(secrets.token_hex(16), one, one.at))
            self._post(one, one.at)
            return
        words = _paper(one).encode()
        size = _SHORTER if is_practice and not self._design.is_alike else _PADDED
        slot = secrets.token_bytes(16)
        sealed = bytes(self._box.encrypt(words.ljust(size) if self._design.is_padded else words))
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
                told = {"at": stamp, "to": "pair", "kind": "sharing.arrived", "text": "Un partage."}
                self._append("messages.jsonl", told)
            case _:
                self._store.run(slip)

    def release(self, at: datetime) -> None:
        """Empty the box: file its signals, post its practices."""
        batch, self._waiting = self._waiting, []
        if self._design.follows_slots:
            batch = sorted(batch, key=lambda waiting: waiting[0])
        elif self._design.is_shuffled:
            batch = secrets.SystemRandom().sample(batch, len(batch))
        names = sorted(secrets.token_hex(16) for _ in batch)
        if not self._design.follows_slots:
            names = secrets.SystemRandom().sample(names, len(names))
        rows, posted = [], []
        for name, (slot, _, one) in zip(names, batch, strict=True):
            released = slot.hex() if self._design.keeps_slot else name
            if one.share.kind == "practice":
                rows.append(self._card(released, one, at))
                posted.append(one)
            else:
                rows.append(self._signal(released, one, at))
        self._store.run(("DELETE FROM signal_box", ()), *rows)
        for one in posted:
            self._post(one, at)
        if self._design.is_scrubbed:
            self._store.connection.execute("VACUUM")
            self._store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            self._store.run(("DELETE FROM signal_box", ()))

    def end(self) -> None:
        """Leave the keys a careful store leaves, and perhaps another."""
        keys: Sequence[tuple[str, SecretBox]] = (("file", self._file), ("box", self._box))
        for name, key in keys[: 2 if self._design.leaves_key else 1]:
            (self._store.folder / "keys" / name).write_bytes(bytes(key))

    def _signal(self, name: str, one: Given, at: datetime) -> Statement:
        said = {"fact": one.share.fact, "week": f"{at:%G-W%V}", "unit": "dept"}
        if self._design.trace == "filed":
            said |= {"written": one.at.isoformat()}
        sealed = bytes(self._file.encrypt(json.dumps(said).encode().ljust(_PADDED * 2)))
        receipt = sha256(one.code.encode()).digest()
        return "INSERT INTO signals VALUES (?, ?, ?)", (name, receipt, sealed)

    def _card(self, name: str, one: Given, at: datetime) -> Statement:
        week = f"{one.at if self._design.tells_week else at:%G-W%V}"
        noted = one.at.isoformat() if self._design.trace == "filed" else ""
        card = (name, "dept", week, one.share.fact, "", noted)
        return "INSERT INTO cards VALUES (?, ?, ?, ?, ?, ?)", card

    def _post(self, one: Given, at: datetime) -> None:
        if self._design.trace == "opened":
            self._append("lien.log", {"event": "slip.opened", "paper": _paper(one)})
        told = {"at": at.isoformat(), "to": "dept", "kind": "sharing.practice"}
        self._append("messages.jsonl", told | {"text": one.share.fact})

    def _append(self, name: str, line: dict[str, str]) -> None:
        with (self._store.folder / name).open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")
