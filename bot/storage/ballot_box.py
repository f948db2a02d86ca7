"""The sealed box: one row a roster member, in an order that tells nothing.

What arrives together is committed together, in random order and in a transaction that writes
ballots and nothing else. A round is read as open in that same transaction; since one transaction
writes at a time (`engine`), no ballot can land after the one that marks the round as closing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from secrets import SystemRandom

from sqlalchemy import bindparam, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkins.ports import Slot
from bot.errors import OperatorError
from bot.storage.engine import Database
from bot.storage.portions import portions
from bot.storage.tables import ballots, rounds

_CHANCE = SystemRandom()
_REPLACE = (
    update(ballots)
    .where(ballots.c.round_id == bindparam("of_round"), ballots.c.slot == bindparam("of_slot"))
    .values(sealed=bindparam("sealed"))
)
# Their removed values are in dead rows of these; ballots are written anew, see `_scrub_server`.
_WITH_SECRETS = ("outbox", "holds", "memories", "sealed_sums", "people")


@dataclass(slots=True)
class _Waiting:
    """A caller of `put`, until its ballot is durable."""

    round_id: str
    slot: Slot = field(repr=False)
    answer: asyncio.Future[bool]


class SealedBallotBox:
    """Implements `checkins.ports.BallotBox` with group commit; close it before its database."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._arrived: list[_Waiting] = []
        self._flusher: asyncio.Task[None] | None = None
        self._is_closed = False

    async def prepare(self, round_id: str, slots: Sequence[Slot]) -> None:
        """Insert a round's dummies in random order, after deleting what was there."""
        shuffled = _CHANCE.sample(slots, len(slots))
        async with self._database.transaction() as connection:
            await connection.execute(ballots.delete().where(ballots.c.round_id == round_id))
            await _insert(connection, [(round_id, slot.slot, slot.sealed) for slot in shuffled])
            await connection.commit()

    async def put(self, round_id: str, slot: Slot) -> bool:
        """Queue a ballot and wait for the commit it is part of.

        A caller that is cancelled learns nothing of its ballot; the others are not disturbed.

        Raises:
            OperatorError: the database failed; the ballot may or may not be kept.
        """
        if self._is_closed:
            raise RuntimeError("the box is closed")
        self._database.refuse_inside()
        waiting = _Waiting(round_id, slot, asyncio.get_running_loop().create_future())
        self._arrived.append(waiting)
        if self._flusher is None or self._flusher.done():
            self._flusher = asyncio.create_task(self._flush())
        return await waiting.answer

    async def take(self, round_id: str) -> tuple[Slot, ...]:
        """Read a round's ballots, ordered by slot, which is random."""
        query = select(ballots.c.slot, ballots.c.sealed).where(ballots.c.round_id == round_id)
        async with self._database.transaction() as connection:
            rows = (await connection.execute(query.order_by(ballots.c.slot))).all()
        return tuple(Slot(row.slot, row.sealed) for row in rows)

    async def scrub(self) -> None:
        """Make what was removed unreadable; rounds that are still open keep their ballots.

        Raises:
            OperatorError: another program reads the files; call again.
        """
        await (self._scrub_file() if self._database.is_sqlite else self._scrub_server())

    async def close(self) -> None:
        """Take no more ballots and wait until those that came are kept."""
        self._is_closed = True
        if self._flusher is not None:
            await asyncio.wait([self._flusher])

    async def _flush(self) -> None:
        while self._arrived:
            batch, self._arrived = self._arrived, []
            try:
                await self._keep([one for one in batch if not one.answer.done()])
            except Exception as error:  # noqa: BLE001 - whatever it is, every caller must hear it
                for one in batch:
                    if not one.answer.done():
                        one.answer.set_exception(error)
            finally:
                for one in batch:  # cancelled: the loop is going down
                    one.answer.cancel()

    async def _keep(self, batch: Sequence[_Waiting]) -> None:
        # Of two ballots for one slot the later counts, whatever order the shuffle gives.
        latest = {(one.round_id, one.slot.slot): one.slot.sealed for one in batch}
        async with self._database.transaction() as connection:
            known = await _open_slots(connection, sorted(latest))
            rows = [
                {"of_round": key[0], "of_slot": key[1], "sealed": latest[key]}
                for key in _CHANCE.sample(sorted(known), len(known))
            ]
            if rows:
                await connection.execute(_REPLACE, rows)
                await connection.commit()
        for one in batch:
            if not one.answer.done():
                one.answer.set_result((one.round_id, one.slot.slot) in known)

    async def _scrub_file(self) -> None:
        async with self._database.bare() as connection:
            await connection.execute(text("VACUUM"))
            checkpoint = await connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            is_busy, *_ = checkpoint.one()
        if is_busy:
            raise OperatorError("another program reads the database, so it cannot be scrubbed yet")

    async def _scrub_server(self) -> None:
        """Write the ballots of open rounds into a new file, in random order, and drop the old one.

        Other departments' rounds may be open, so the table is seldom empty. Written anew in one
        transaction, the rows that stay share one `xmin` and lie in an order drawn by lot, which
        `VACUUM FULL` would not give; `TRUNCATE` gives the old file back when it commits and
        `CHECKPOINT` lets go of it. The log may keep ciphertext, whose key is gone.
        """
        async with self._database.transaction() as connection:
            rows = [tuple(row) for row in await connection.execute(select(ballots))]
            await connection.execute(text("TRUNCATE ballots"))
            await _insert(connection, _CHANCE.sample(rows, len(rows)))
            await connection.commit()
        async with self._database.bare() as connection:
            for table in _WITH_SECRETS:
                await connection.execute(text(f"VACUUM FULL {table}"))
            await connection.execute(text("CHECKPOINT"))


async def _insert(connection: AsyncConnection, rows: Sequence[tuple[str, bytes, bytes]]) -> None:
    if rows:
        names = ("round_id", "slot", "sealed")
        await connection.execute(
            ballots.insert(), [dict(zip(names, row, strict=True)) for row in rows]
        )


async def _open_slots(
    connection: AsyncConnection, keys: Sequence[tuple[str, bytes]]
) -> set[tuple[str, bytes]]:
    """Find which of these rows are there, of rounds that are open."""
    found: set[tuple[str, bytes]] = set()
    key = tuple_(ballots.c.round_id, ballots.c.slot)
    for some in portions(keys):
        query = (
            select(ballots.c.round_id, ballots.c.slot)
            .join(rounds, rounds.c.id == ballots.c.round_id)
            .where(rounds.c.state == "open", key.in_(some))
        )
        found.update((row.round_id, row.slot) for row in await connection.execute(query))
    return found
