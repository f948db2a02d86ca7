"""Nobody is found by where a share lies or by trying codes; careless ways to keep them fall."""

from __future__ import annotations

import secrets
import shutil
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from bot.attacks.shares import author_by_order, lying, receipt_dictionary
from bot.sealing.ports import KeyLost
from bot.sharing.model import week_of
from bot.sharing.receipts import BYTES, code_of, hash_of
from bot.sharing.service.papers import Paper, Safe
from bot.sharing.service.releasing import Releasing
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork
from tests.scenarios.test_sharing import MONDAY_AT_TEN, WEDNESDAY, department

BATCHES, SIZE = 4, 12


class Keys:
    """A keyring in memory."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    async def create(self, name: str, key: bytes) -> None:
        self.kept[name] = key

    async def read(self, name: str) -> bytes:
        if name not in self.kept:
            raise KeyLost(name)
        return self.kept[name]

    async def destroy(self, name: str) -> None:
        self.kept.pop(name, None)

    async def names(self, prefix: str) -> tuple[str, ...]:
        return tuple(sorted(name for name in self.kept if name.startswith(prefix)))


async def released(url: str) -> list[str]:
    """Put a batch in one by one and release it; return its signals' ids in order of writing."""
    database, safe = Database(url), Safe(keyring=Keys())
    units, box = UnitsOfWork(database), SealedBallotBox(database)
    people = department()
    async with units() as uow:
        await uow.people.save_units(*people.units.values())
        await uow.people.save_people(*people.people.values())
        await uow.people.grant(*people.grants)
        await uow.commit()
    week = week_of(WEDNESDAY.date())
    receipts = []
    for n in range(SIZE):
        async with units() as uow:
            receipts.append(hash_of(b"k" * 32, str(n)))
            paper = Paper(kind="signal", receipt=receipts[-1], unit="t1", theme="charge", fact="x")
            slip = await safe.slip("dept", week, secrets.token_bytes(16), paper)
            assert await uow.signals.put("dept", week, slip)
            await uow.commit()
    await Releasing(unit_of_work=units, safe=safe, scrub=box.scrub).run_due(MONDAY_AT_TEN)
    async with units() as uow:
        found = [await uow.signals.by_receipt("dept", receipt) for receipt in receipts]
        assert await uow.signals.batches() == ()
    await box.close()
    await database.close()
    assert all(found)
    return [one.id for one in found if one]


async def test_where_a_released_signal_lies_tells_nothing_of_the_order_of_writing(
    tmp_path: Path, migrated_sqlite_file: Path
) -> None:
    batches = []
    for n in range(BATCHES):
        folder = tmp_path / str(n)
        folder.mkdir()
        shutil.copyfile(migrated_sqlite_file, folder / "lien.db")
        true = await released(f"sqlite:///{folder / 'lien.db'}")
        batches.append((lying(folder, "signals", "id"), true))
        assert lying(folder, "signal_box", "slot")["row order"] == []
    for score in author_by_order(batches):
        assert score.n == BATCHES * SIZE
        assert score.verdict == "ok", score


def test_signals_kept_as_they_come_are_laid_beside_their_authors(tmp_path: Path) -> None:
    batches = []
    for n in range(BATCHES):
        folder = tmp_path / str(n)
        folder.mkdir()
        ids = [secrets.token_hex(16) for _ in range(SIZE)]
        with closing(sqlite3.connect(folder / "lien.db")) as store:
            store.execute("CREATE TABLE signals (id TEXT PRIMARY KEY, words TEXT)")
            for one in ids:
                store.execute("INSERT INTO signals VALUES (?, 'x')", (one,))
                store.commit()
        batches.append((lying(folder, "signals", "id"), ids))
    scores = {score.attack: score for score in author_by_order(batches)}
    assert scores["author of a share: row order"].value == 1
    assert scores["author of a share: row order"].verdict == "fails"


def kept_hashes(folder: Path, hashes: list[bytes]) -> Path:
    with closing(sqlite3.connect(folder / "lien.db")) as store:
        store.execute("CREATE TABLE signals (id TEXT PRIMARY KEY, receipt BLOB)")
        rows = [(secrets.token_hex(8), one) for one in hashes]
        store.executemany("INSERT INTO signals VALUES (?, ?)", rows)
        store.commit()
    return folder


def test_a_keyed_hash_gives_nothing_to_whoever_even_guesses_the_code(tmp_path: Path) -> None:
    codes = [code_of(secrets.token_bytes(BYTES)).replace("-", "") for _ in range(20)]
    key = secrets.token_bytes(32)
    hashes = [hash_of(key, code) for code in codes]
    score = receipt_dictionary(kept_hashes(tmp_path, hashes), hashes, codes)
    assert (score.value, score.verdict) == (0, "ok")


def test_short_codes_under_a_plain_hash_are_all_found(tmp_path: Path) -> None:
    codes = [f"{secrets.randbelow(10_000):04d}" for _ in range(20)]
    hashes = [sha256(code.encode()).digest() for code in codes]
    guesses = [f"{n:04d}" for n in range(10_000)]
    score = receipt_dictionary(kept_hashes(tmp_path, hashes), hashes, guesses)
    assert score.value == len(set(codes))
    assert score.verdict == "fails"
