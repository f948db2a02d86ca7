"""Plans and rounds, what rounds published, and what the next round remembers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from cattrs.errors import BaseValidationError
from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.checkins.frozen import FrozenChanged
from bot.checkins.model import UNFINISHED, Plan, Round, State
from bot.checkins.ports import StoredMemory
from bot.disclosure.audit import Entry as CertificateEntry
from bot.disclosure.released import Record
from bot.disclosure.roster import Policy, Roster
from bot.errors import LienError
from bot.storage import tables
from bot.storage.codec import CELL, PLAN, POLICY, ROSTER, write_certificate, write_record
from bot.storage.errors import AlreadyKept

_ROUND = tuple(field.name for field in fields(Round))


class SqlRounds:
    """Implements `checkins.ports.RoundRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def plans(self) -> tuple[Plan, ...]:
        """Read every plan."""
        found = await self._connection.scalars(
            select(tables.plans.c.document).order_by(tables.plans.c.department)
        )
        return tuple(PLAN.read(document) for document in found)

    async def save_plan(self, plan: Plan) -> None:
        """Replace a plan."""
        await self._connection.execute(
            tables.plans.delete().where(tables.plans.c.department == plan.department)
        )
        await self._connection.execute(
            tables.plans.insert().values(department=plan.department, document=PLAN.write(plan))
        )

    async def continuity(self) -> str | None:
        """Read the mark."""
        return await self._connection.scalar(select(tables.continuity.c.mark))

    async def save_continuity(self, mark: str) -> None:
        """Replace the mark."""
        await self._connection.execute(tables.continuity.delete())
        await self._connection.execute(tables.continuity.insert().values(mark=mark))

    async def add(self, opened: Round, roster: Roster, policy: Policy) -> None:
        """Insert a round.

        Raises:
            AlreadyKept: there is one of that id.
        """
        if await self.find(opened.id) is not None:
            raise AlreadyKept(f"round {opened.id} exists")
        values = {name: getattr(opened, name) for name in _ROUND}
        await self._connection.execute(
            tables.rounds.insert().values(
                **values, roster=ROSTER.write(roster), policy=POLICY.write(policy)
            )
        )

    async def find(self, round_id: str) -> Round | None:
        """Read a round."""
        return await self._one(_rounds().where(tables.rounds.c.id == round_id))

    async def frozen(self, round_id: str) -> tuple[Roster, Policy]:
        """Read what a round was frozen with.

        Raises:
            FrozenChanged: it cannot be read, or is under the floor: somebody edited it.
        """
        found = await self._connection.execute(
            select(tables.rounds.c.roster, tables.rounds.c.policy).where(
                tables.rounds.c.id == round_id
            )
        )
        row = found.one()
        try:
            return ROSTER.read(row.roster), POLICY.read(row.policy)
        except (ValueError, TypeError, LienError, BaseValidationError) as error:
            raise FrozenChanged(
                f"what round {round_id} was opened with cannot be read: it was edited"
            ) from error

    async def unfinished(self) -> tuple[Round, ...]:
        """Read the rounds something is still to be done for."""
        query = _rounds().where(tables.rounds.c.state.in_(UNFINISHED))
        found = await self._connection.execute(
            query.order_by(tables.rounds.c.opens_at, tables.rounds.c.id)
        )
        return tuple(_round(row) for row in found)

    async def latest(self, department: str) -> Round | None:
        """Read the round that opened last."""
        query = _rounds().where(tables.rounds.c.department == department)
        return await self._one(query.order_by(tables.rounds.c.opens_at.desc()).limit(1))

    async def first(self, department: str) -> Round | None:
        """Read the round that opened first."""
        query = _rounds().where(tables.rounds.c.department == department)
        return await self._one(query.order_by(tables.rounds.c.opens_at).limit(1))

    async def count(self, department: str) -> int:
        """Count rounds whose team list is still kept."""
        query = select(func.count()).where(
            tables.rounds.c.department == department, tables.rounds.c.roster != ""
        )
        return await self._connection.scalar(query) or 0

    async def mark(self, round_id: str, state: State) -> None:
        """Change a round's state: no ballot is put between this and the end of the transaction."""
        await self._set(round_id, state=state)

    async def mark_reminded(self, round_id: str) -> None:
        """Note the reminder."""
        await self._set(round_id, reminded=True)

    async def _set(self, round_id: str, **values: object) -> None:
        await self._connection.execute(
            update(tables.rounds).where(tables.rounds.c.id == round_id).values(**values)
        )

    async def _one(self, query: Select[Any]) -> Round | None:
        row = (await self._connection.execute(query)).first()
        return None if row is None else _round(row)


class SqlResults:
    """Implements `checkins.ports.ResultRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def publish(
        self, decided: Round, records: Sequence[Record], certificates: Sequence[CertificateEntry]
    ) -> None:
        """Insert what a round published.

        Raises:
            AlreadyKept: it has published before.
        """
        again = select(tables.publications.c.round_id).where(
            tables.publications.c.round_id == decided.id
        )
        if await self._connection.scalar(again) is not None:
            raise AlreadyKept(f"round {decided.id} has published")
        await self._connection.execute(
            tables.publications.insert().values(
                round_id=decided.id,
                department=decided.department,
                week=decided.week,
                digest_at=decided.digest_at,
                is_reported=False,
            )
        )
        await self._insert_records(decided.id, records)
        await self._insert_certificates(decided.id, certificates)

    async def last_certificate(self) -> str:
        """Read the end of the chain."""
        last = (
            select(tables.certificates.c.hash)
            .order_by(tables.certificates.c.number.desc())
            .limit(1)
        )
        return await self._connection.scalar(last) or ""

    async def memory(self, department: str) -> StoredMemory | None:
        """Read what the last decision left."""
        public = await self._connection.scalar(
            select(tables.memories.c.public).where(tables.memories.c.department == department)
        )
        if public is None:
            return None
        sums = await self._connection.execute(
            select(tables.sealed_sums).where(tables.sealed_sums.c.department == department)
        )
        return StoredMemory(public=public, sealed={row.epoch: row.sealed for row in sums})

    async def save_memory(self, department: str, memory: StoredMemory) -> None:
        """Delete what was left before, then insert."""
        for table in (tables.memories, tables.sealed_sums):
            await self._connection.execute(table.delete().where(table.c.department == department))
        await self._connection.execute(
            tables.memories.insert().values(department=department, public=memory.public)
        )
        rows = [
            {"department": department, "epoch": epoch, "sealed": sealed}
            for epoch, sealed in sorted(memory.sealed.items())
        ]
        if rows:
            await self._connection.execute(tables.sealed_sums.insert(), rows)

    async def empty_box(self, round_id: str) -> None:
        """Delete a round's ballots."""
        await self._connection.execute(
            tables.ballots.delete().where(tables.ballots.c.round_id == round_id)
        )

    async def _insert_records(self, round_id: str, released: Sequence[Record]) -> None:
        rows = [
            {
                "round_id": round_id,
                "unit": record.unit,
                "cell": CELL.write(record.cell),
                "week": record.week,
                "document": write_record(record),
            }
            for record in sorted(released, key=lambda record: (record.unit, record.cell))
        ]
        if rows:
            await self._connection.execute(tables.records.insert(), rows)

    async def _insert_certificates(
        self, round_id: str, entries: Sequence[CertificateEntry]
    ) -> None:
        last = await self._connection.scalar(select(func.max(tables.certificates.c.number)))
        rows = [
            {
                "number": number,
                "round_id": round_id,
                "hash": entry.hash,
                "document": write_certificate(entry),
            }
            for number, entry in enumerate(entries, (last or 0) + 1)
        ]
        if rows:
            await self._connection.execute(tables.certificates.insert(), rows)


def _rounds() -> Select[Any]:
    return select(*(tables.rounds.c[name] for name in _ROUND))


def _round(row: Row[Any]) -> Round:
    return Round(**row._mapping)  # noqa: SLF001 - the documented way to a row's names
