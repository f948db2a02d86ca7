"""How fast sealed ballots are kept, beside a bare loop that commits one row at a time.

    python -m benchmarks.ballots [--ballots N] [--turns N] [--disk FOLDER]

Both sides seal the same 1024-byte plaintext and write it with the same settings; the box has 200
puts in flight. They take turns, so that a busy machine slows both; the ratio is the median of the
turns. On a tmpfs nothing but the program is measured; figures of a disk stand beside it.
"""

from __future__ import annotations

import argparse
import asyncio
import secrets
import sqlite3
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from nacl.public import PrivateKey, SealedBox

from bot.checkins.model import Round
from bot.checkins.ports import Slot
from bot.disclosure.roster import Policy, Roster
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from bot.storage.migrations import upgrade
from bot.storage.unit_of_work import UnitsOfWork

IN_FLIGHT = 200
BUCKET = 1024
ROUND = "bench-2026W01"
SETTINGS = ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "temp_store=MEMORY")


async def box_rate(folder: Path, ballots: int) -> float:
    """Give ballots a second through the box."""
    url = f"sqlite:///{folder / 'box.db'}"
    await upgrade(url)
    database = Database(url)
    box = SealedBallotBox(database)
    slots = [secrets.token_bytes(32) for _ in range(ballots)]
    sealing = SealedBox(PrivateKey.generate().public_key)
    await open_round(database)
    await box.prepare(ROUND, [Slot(slot, sealing.encrypt(bytes(BUCKET))) for slot in slots])
    waiting = iter(slots)

    async def answer() -> None:
        for slot in waiting:
            assert await box.put(ROUND, Slot(slot, sealing.encrypt(bytes(BUCKET))))

    started = time.perf_counter()
    await asyncio.gather(*(answer() for _ in range(IN_FLIGHT)))
    seconds = time.perf_counter() - started
    await box.close()
    await database.close()
    return ballots / seconds


async def open_round(database: Database) -> None:
    now = datetime(2026, 1, 5, 9, tzinfo=UTC)
    opened = Round(
        id=ROUND,
        department="bench",
        week=1,
        opens_at=now,
        reminds_at=now,
        closes_at=now,
        digest_at=now,
        rotating="",
        state="open",
    )
    async with UnitsOfWork(database)() as uow:
        await uow.rounds.add(opened, Roster(units=(), people=()), Policy())
        await uow.commit()


def bare_rate(folder: Path, ballots: int) -> float:
    """Give ballots a second of the simplest loop: seal, replace, commit."""
    connection = sqlite3.connect(folder / "bare.db", isolation_level=None)
    for setting in SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.execute(
        "CREATE TABLE ballots (round_id TEXT, slot BLOB, sealed BLOB, "
        "PRIMARY KEY (round_id, slot)) WITHOUT ROWID"
    )
    slots = [secrets.token_bytes(32) for _ in range(ballots)]
    sealing = SealedBox(PrivateKey.generate().public_key)
    dummies = [(ROUND, slot, sealing.encrypt(bytes(BUCKET))) for slot in slots]
    connection.execute("BEGIN IMMEDIATE")
    connection.executemany("INSERT INTO ballots VALUES (?, ?, ?)", dummies)
    connection.execute("COMMIT")
    started = time.perf_counter()
    for slot in slots:
        sealed = sealing.encrypt(bytes(BUCKET))
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "UPDATE ballots SET sealed = ? WHERE round_id = ? AND slot = ?", (sealed, ROUND, slot)
        )
        connection.execute("COMMIT")
    seconds = time.perf_counter() - started
    connection.close()
    return ballots / seconds


def measure(parent: str | None, ballots: int) -> tuple[float, float]:
    """Give both rates of one turn, the box's first."""
    with tempfile.TemporaryDirectory(dir=parent) as folder:
        return asyncio.run(box_rate(Path(folder), ballots)), bare_rate(Path(folder), ballots)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ballots", type=int, default=4_000)
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--disk", help="folder on a disk (default: the temporary folder)")
    options = parser.parse_args()
    print(f"sealing and keeping {options.ballots} ballots, {IN_FLIGHT} puts in flight")
    for place, folder in (("tmpfs", "/dev/shm"), ("disk", options.disk)):  # noqa: S108 - a tmpfs is what is measured
        turns = [measure(folder, options.ballots) for _ in range(options.turns)]
        box, bare = (median(rates) for rates in zip(*turns, strict=True))
        ratio = median(one / other for one, other in turns)
        print(f"{place:5}  box {box:6.0f}/s   bare loop {bare:6.0f}/s   ratio {ratio:.2f}")


if __name__ == "__main__":
    main()
