"""Released records as rounds published them, and the digests made of them, for ever the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.digest.ports import Digest, Published
from bot.disclosure.released import Record
from bot.storage import tables
from bot.storage.codec import CELL, read_record, write_record
from bot.storage.errors import AlreadyKept


class SqlDigests:
    """Implements `digest.ports.DigestRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def unreported(self) -> tuple[Published, ...]:
        """Read what awaits a digest."""
        waiting = (
            select(tables.publications)
            .where(tables.publications.c.is_reported.is_(False))
            .order_by(tables.publications.c.digest_at, tables.publications.c.round_id)
        )
        rows = (await self._connection.execute(waiting)).all()
        return tuple([await self._published(row) for row in rows])

    async def history(
        self, unit: str, cell: tuple[str, ...], until_week: int
    ) -> tuple[Record, ...]:
        """Read what was published about a cell, that week included."""
        query = (
            select(tables.records.c.document)
            .where(
                tables.records.c.unit == unit,
                tables.records.c.cell == CELL.write(cell),
                tables.records.c.week <= until_week,
            )
            .order_by(tables.records.c.week)
        )
        return tuple(read_record(document) for document in await self._connection.scalars(query))

    async def save(self, round_id: str, digests: Sequence[Digest]) -> None:
        """Insert digests; one that is kept already changes nothing.

        Raises:
            AlreadyKept: one of that id is kept and says something else.
        """
        for digest in digests:
            kept = await self.find(digest.id)
            if kept is None:
                await self._insert(digest)
            elif kept != digest:
                raise AlreadyKept(f"digest {digest.id} says something else")
        await self._connection.execute(
            update(tables.publications)
            .where(tables.publications.c.round_id == round_id)
            .values(is_reported=True)
        )

    async def latest(self, unit: str) -> Digest | None:
        """Read the last digest about a unit; its own before another of the same moment."""
        query = (
            select(tables.digests)
            .join(tables.digest_subjects, tables.digest_subjects.c.digest == tables.digests.c.id)
            .where(tables.digest_subjects.c.unit == unit)
            .order_by(
                tables.digests.c.digest_at.desc(),
                (tables.digests.c.unit == unit).desc(),
                tables.digests.c.id,
            )
            .limit(1)
        )
        row = (await self._connection.execute(query)).first()
        return None if row is None else _digest(row)

    async def find(self, digest: str) -> Digest | None:
        """Read a digest."""
        row = (
            await self._connection.execute(
                select(tables.digests).where(tables.digests.c.id == digest)
            )
        ).first()
        return None if row is None else _digest(row)

    async def count(self, unit: str) -> int:
        """Count digests."""
        subjects = tables.digest_subjects.c
        query = select(func.count()).where(subjects.unit == unit)
        return await self._connection.scalar(query) or 0

    async def everything(self) -> tuple[Digest, ...]:
        """Read every digest, by week, then unit."""
        order = (tables.digests.c.week, tables.digests.c.unit, tables.digests.c.id)
        rows = await self._connection.execute(select(tables.digests).order_by(*order))
        return tuple(_digest(row) for row in rows)

    async def _published(self, row: Row[Any]) -> Published:
        query = select(tables.records.c.document).where(tables.records.c.round_id == row.round_id)
        documents = await self._connection.scalars(
            query.order_by(tables.records.c.unit, tables.records.c.cell)
        )
        return Published(
            round_id=row.round_id,
            department=row.department,
            week=row.week,
            digest_at=row.digest_at,
            records=tuple(read_record(document) for document in documents),
        )

    async def _insert(self, digest: Digest) -> None:
        await self._connection.execute(
            tables.digests.insert().values(
                id=digest.id,
                round_id=digest.round_id,
                unit=digest.unit,
                week=digest.week,
                digest_at=digest.digest_at,
                record=write_record(digest.record),
                text=digest.text,
                picture=digest.picture,
            )
        )
        # A record about a cell names its parent as unit, and says nothing of the parent.
        subjects = sorted(set(digest.record.cell)) or [digest.unit]
        await self._connection.execute(
            tables.digest_subjects.insert(),
            [{"unit": unit, "digest": digest.id} for unit in subjects],
        )


def _digest(row: Row[Any]) -> Digest:
    return Digest(
        id=row.id,
        round_id=row.round_id,
        unit=row.unit,
        week=row.week,
        digest_at=row.digest_at,
        record=read_record(row.record),
        text=row.text,
        picture=row.picture,
    )
