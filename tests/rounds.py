"""Rounds and ballots for tests of what keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from bot.checkins.model import Round, State
from bot.checkins.ports import Slot
from bot.disclosure.roster import Policy, Roster
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork

NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
SEALED_SIZE = 1072


def slot_name(n: int) -> bytes:
    return n.to_bytes(32, "big")


def ballot(n: int, words: bytes = b"dummy") -> Slot:
    return Slot(slot_name(n), words.ljust(SEALED_SIZE, b"."))


def said(slots: Iterable[Slot]) -> dict[int, bytes]:
    return {int.from_bytes(one.slot, "big"): one.sealed.rstrip(b".") for one in slots}


async def open_round(database: Database, round_id: str, people: int) -> None:
    opened = Round(
        id=round_id,
        department=round_id,
        week=1,
        opens_at=NOW,
        reminds_at=NOW,
        closes_at=NOW,
        digest_at=NOW,
        rotating="temps",
        state="open",
    )
    async with UnitsOfWork(database)() as uow:
        await uow.rounds.add(opened, Roster(units=(), people=()), Policy())
        await uow.commit()
    await SealedBallotBox(database).prepare(round_id, [ballot(n) for n in range(people)])


async def mark(database: Database, round_id: str, state: State) -> None:
    async with UnitsOfWork(database)() as uow:
        await uow.rounds.mark(round_id, state)
        await uow.commit()


async def empty(database: Database, round_id: str) -> None:
    async with UnitsOfWork(database)() as uow:
        await uow.results.empty_box(round_id)
        await uow.commit()
