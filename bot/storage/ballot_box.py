"""The sealed box: one row a roster member, in an order that tells nothing.

What arrives together is committed together, in random order and in a transaction that writes
ballots and nothing else. A round is read as open in that same transaction; since one transaction
writes at a time (`engine`), no ballot can land after the one that marks the round as closing.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from secrets import SystemRandom
from typing import Any, TypeVar

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkins.ports import Slot
from bot.errors import OperatorError
from bot.storage.engine import Database
from bot.storage.tables import ballots, rounds

T = TypeVar("T")

_CHANCE = SystemRandom()
_REPLACE = (
    update(ballots)
    .where(ballots.c.round_id == bindparam("of_round"), ballots.c.slot == bindparam("of_slot"))
    .values(sealed=bindparam("sealed"))
)
# PostgreSQL keeps what was removed from these in dead rows until they are rewritten.
_WITH_SECRETS = (
    "outbox",
    "holds",
    "memories",
    "sealed_sums",
    "people",
    "cards",
    "signal_box",
    "signals",
)


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
        async with self._database.transaction() as connection:
            await connection.execute(ballots.delete().where(ballots.c.round_id == round_id))
            await _insert(connection, [(round_id, s.slot, s.sealed) for s in slots])
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
            open_rounds = await _open_rounds(connection, {round_id for round_id, _ in latest})
            rows = [
                {"of_round": round_id, "of_slot": slot, "sealed": sealed}
                for (round_id, slot), sealed in _shuffled(latest.items())
                if round_id in open_rounds
            ]
            kept = await _replace(connection, rows)
            await connection.commit()
        for one in batch:
            if not one.answer.done():
                one.answer.set_result((one.round_id, one.slot.slot) in kept)

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
            rows = [
                (r.round_id, r.slot, r.sealed) for r in await connection.execute(select(ballots))
            ]
            await connection.execute(text("TRUNCATE ballots"))
            await _insert(connection, rows)
            await connection.commit()
        async with self._database.bare() as connection:
            for table in _WITH_SECRETS:
                await connection.execute(text(f"VACUUM FULL {table}"))
            await connection.execute(text("CHECKPOINT"))


async def _insert(connection: AsyncConnection, rows: Iterable[tuple[str, bytes, bytes]]) -> None:
    columns = ("round_id", "slot", "sealed")
    written = [dict(zip(columns, row, strict=True)) for row in _shuffled(rows)]
    if written:
        await connection.execute(ballots.insert(), written)


async def _open_rounds(connection: AsyncConnection, among: Iterable[str]) -> set[str]:
    query = select(rounds.c.id).where(rounds.c.id.in_(sorted(among)), rounds.c.state == "open")
    return set(await connection.scalars(query))


async def _replace(
    connection: AsyncConnection, rows: Sequence[dict[str, Any]]
) -> set[tuple[str, bytes]]:
    """Replace ballots in one call of the driver; give the slots that exist."""
    asked = {(row["of_round"], row["of_slot"]) for row in rows}
    if not rows or (await connection.execute(_REPLACE, rows)).rowcount == len(rows):
        return asked
    kept: set[tuple[str, bytes]] = set()
    for round_id, slot in asked:
        query = select(ballots.c.slot).where(ballots.c.round_id == round_id, ballots.c.slot == slot)
        if await connection.scalar(query) is not None:
            kept.add((round_id, slot))
    return kept


def _shuffled(things: Iterable[T]) -> list[T]:
    ordered = list(things)
    return _CHANCE.sample(ordered, len(ordered))
