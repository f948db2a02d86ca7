"""A large box, half answered and half dummies, as a backup in the middle of a round holds it."""

from __future__ import annotations

import asyncio
import secrets
from pathlib import Path

from bot.attacks.boxes import Box, by_round, read_ballots
from bot.checkins.ballot import Ballot, new_round_keys, seal_ballot
from bot.checkins.ports import Slot
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from tests.rounds import open_round

ROUND = "north-2026W02"
AT_ONCE = 250


async def half_answered(folder: Path, a_side: int) -> Box:
    """Fill the box of the database in a folder, which has its tables, and read its files."""
    database = Database(f"sqlite:///{folder / 'lien.db'}")
    box = SealedBallotBox(database)
    await open_round(database, ROUND, 0)
    public, _ = new_round_keys()
    slots = [secrets.token_bytes(32) for _ in range(2 * a_side)]
    await box.prepare(ROUND, [Slot(slot, seal_ballot(public, slot, None)) for slot in slots])
    answered = slots[::2]
    for start in range(0, a_side, AT_ONCE):
        some = enumerate(answered[start : start + AT_ONCE])
        await asyncio.gather(
            *(box.put(ROUND, Slot(slot, seal_ballot(public, slot, _said(n)))) for n, slot in some)
        )
    await box.close()
    await database.close()
    table = read_ballots(folder)
    assert table is not None
    return Box(
        name=ROUND,
        rows=by_round(table)[ROUND],
        backup=folder,
        arrivals=tuple((ROUND, slot) for slot in answered),
        answerers=tuple(str(n) for n in range(a_side)),
        week=1,
        after=None,
    )


def _said(n: int) -> Ballot:
    return Ballot(charge=1 + n % 5, lien=1 + n % 5, comment="é" * (n % 300), keep="verbatim")
