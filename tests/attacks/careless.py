"""Stores of check-ins as one would write them without thinking of attackers, and their leftovers.

Each is played for a few weeks on a real SQLite file, which is copied after every commit as
`lien simulate --snapshots` does. An attack that cannot win here proves nothing elsewhere.
"""

from __future__ import annotations

import csv
import hmac
import json
import random
import secrets
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Literal

from nacl.public import PrivateKey, SealedBox


@dataclass(frozen=True, kw_only=True)
class Answered:
    """One answer of the season."""

    week: int
    person: str
    charge: int
    lien: int
    comment: str

    @property
    def words(self) -> bytes:
        said = {"charge": self.charge, "lien": self.lien, "comment": self.comment}
        return json.dumps(said).encode()


@dataclass
class Store:
    """A season's folder being written: its database, and a copy of it after every commit."""

    folder: Path
    people: Sequence[str]
    connection: sqlite3.Connection
    secret: PrivateKey = field(default_factory=PrivateKey.generate)
    naming: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    _copies: Iterator[int] = field(default_factory=count)

    def run(self, *statements: tuple[str, Sequence[object]]) -> None:
        self.connection.execute("BEGIN")
        for statement, values in statements:
            self.connection.execute(statement, values)
        self.connection.execute("COMMIT")
        copy = self.folder / "snapshots" / f"{next(self._copies):06d}"
        copy.mkdir(parents=True)
        for file in self.folder.glob("lien.db*"):
            if not file.name.endswith("-shm"):
                shutil.copyfile(file, copy / file.name)

    def insert(self, *rows: Mapping[str, object]) -> None:
        names = ", ".join(rows[0])
        marks = ", ".join("?" * len(rows[0]))
        insert = f"INSERT INTO ballots ({names}) VALUES ({marks})"  # noqa: S608 - names given here
        self.run(*((insert, list(row.values())) for row in rows))

    def sealed(self, words: bytes) -> bytes:
        return SealedBox(self.secret.public_key).encrypt(words)


@dataclass(frozen=True, kw_only=True)
class Design:
    """How a store keeps ballots.

    Args:
        row: what is kept of an answer.
        dummies: whether there is a row for everyone, from the start or only at the end.
        is_emptied: whether rows are deleted at close.
        leaves_keys: whether the keys are still there at the end.
    """

    schema: str
    row: Callable[[Store, Answered], Mapping[str, object]]
    dummies: Literal["never", "first", "late"] = "never"
    is_emptied: bool = True
    leaves_keys: bool = False


def play(folder: Path, design: Design, *, people: int = 12, weeks: int = 4) -> None:
    """Play a season: a quarter is silent each week, the rest answers in an order of its own."""
    chance = random.Random(people * weeks)  # noqa: S311 - a test must be repeatable
    everyone = [f"person-{n:03d}" for n in range(people)]
    (folder / "keys").mkdir(parents=True)
    (folder / "digests.jsonl").touch()
    answers: list[Answered] = []
    with closing(sqlite3.connect(folder / "lien.db", isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA secure_delete=OFF")  # its default, except where Debian builds it
        connection.execute(design.schema)
        store = Store(folder, everyone, connection)
        for week in range(1, weeks + 1):
            said = [_answer(chance, week, one) for one in chance.sample(everyone, people * 3 // 4)]
            _round(store, design, f"dept-2026W{week:02d}", said)
            answers += said
        if design.leaves_keys:
            (folder / "keys" / "secret").write_bytes(bytes(store.secret))
            (folder / "keys" / "naming").write_bytes(store.naming)
    write_truth(folder.parent, everyone, answers)


def write_truth(folder: Path, people: Sequence[str], answers: Sequence[Answered]) -> None:
    """Write `R.toml` and `A.csv`."""
    rows = [f'[[person]]\nid = "{person}"\nunit = "dept"\n' for person in people]
    (folder / "R.toml").write_text('[[unit]]\nid = "dept"\n' + "".join(rows))
    with (folder / "A.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("week", "person", "charge", "lien", "rotating", "comment"))
        for a in answers:
            writer.writerow((a.week, a.person, a.charge, a.lien, "", a.comment))


def _round(store: Store, design: Design, name: str, answers: Sequence[Answered]) -> None:
    if design.dummies == "first":
        store.insert(*(_dummy(store, name) for _ in store.people))
    for said in answers:
        row = {"round_id": name, **design.row(store, said)}
        if design.dummies == "first":
            numbers = store.connection.execute(
                "SELECT rowid FROM ballots WHERE round_id = ? ORDER BY rowid", (name,)
            ).fetchall()
            mine = numbers[store.people.index(said.person)]
            store.run(("UPDATE ballots SET sealed = ? WHERE rowid = ?", (row["sealed"], *mine)))
        else:
            store.insert(row)
    if design.dummies == "late":
        missing = len(store.people) - len(answers)
        store.insert(*(_dummy(store, name) for _ in range(missing)))
    if design.is_emptied:
        store.run(("DELETE FROM ballots WHERE round_id = ?", (name,)))


def _dummy(store: Store, name: str) -> Mapping[str, object]:
    slot = secrets.token_bytes(32)
    return {"round_id": name, "slot": slot, "sealed": store.sealed(bytes(1024))}


def _answer(chance: random.Random, week: int, person: str) -> Answered:
    comment = f"canari {chance.getrandbits(48):x} du mardi " + "é" * chance.randrange(1, 200)
    charge, lien = chance.randint(1, 5), chance.randint(1, 5)
    return Answered(week=week, person=person, charge=charge, lien=lien, comment=comment)


def _padded(store: Store, said: Answered) -> bytes:
    return store.sealed(said.words.ljust(1024))


_WITH_NUMBERS = "CREATE TABLE ballots (slot BLOB PRIMARY KEY, round_id TEXT, sealed BLOB)"
_WITHOUT_NUMBERS = f"{_WITH_NUMBERS} WITHOUT ROWID"

PLAIN = Design(
    schema="""CREATE TABLE ballots
        (id TEXT PRIMARY KEY, round_id TEXT, charge INTEGER, lien INTEGER, comment TEXT)""",
    row=lambda _, said: {
        "id": secrets.token_hex(16),
        "charge": said.charge,
        "lien": said.lien,
        "comment": said.comment,
    },
)
"""A plain table with a random primary key: SQLite numbers its rows all the same."""

SMALL = Design(
    schema="CREATE TABLE ballots (slot BLOB PRIMARY KEY, round_id TEXT) WITHOUT ROWID",
    row=lambda _store, _said: {"slot": secrets.token_bytes(32)},
)
"""No row numbers, but rows are put into a page one after the other."""

LARGE = Design(
    schema=_WITHOUT_NUMBERS,
    row=lambda store, said: {"slot": secrets.token_bytes(32), "sealed": _padded(store, said)},
)
"""No row numbers, but what does not fit runs over into the next free page."""

IN_ROSTER_ORDER = Design(
    schema=_WITH_NUMBERS,
    row=lambda store, said: {"sealed": _padded(store, said)},
    dummies="first",
)
"""Dummies for everyone, filled in as the roster lists people."""

UNPADDED = Design(
    schema=_WITH_NUMBERS,
    row=lambda store, said: {"slot": secrets.token_bytes(32), "sealed": store.sealed(said.words)},
    dummies="late",
)
"""Sealed, but as long as what was written, with dummies added at the end."""

LATE_DUMMIES = Design(
    schema=_WITH_NUMBERS,
    row=lambda store, said: {"slot": secrets.token_bytes(32), "sealed": _padded(store, said)},
    dummies="late",
)
"""Sealed and padded, but who did not answer gets a row at the end."""

KEYS_LEFT = Design(
    schema=_WITHOUT_NUMBERS,
    row=lambda store, said: {
        "slot": hmac.digest(store.naming, said.person.encode(), "sha256"),
        "sealed": _padded(store, said),
    },
    leaves_keys=True,
)
"""Sealed and under pseudonyms, with keys that outlive the round."""

HASHED_NAMES = Design(
    schema=_WITHOUT_NUMBERS,
    row=lambda store, said: {
        "slot": sha256(said.person.encode()).digest(),
        "sealed": _padded(store, said),
    },
)
"""The hash of a name, which anyone can compute."""
