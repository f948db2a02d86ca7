"""What is kept for a time only: team lists of past rounds, and what they published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import digest_subjects, digests, pictures, publications, records, rounds


class SqlRetention:
    """Implements `admin.ports.RetentionRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def oldest(self) -> datetime | None:
        """Return when the oldest thing that can be let go of was made, None when there is none."""
        lists = select(func.min(rounds.c.opens_at)).where(*_can_go())
        published = select(func.min(publications.c.digest_at))
        found = [await self._connection.scalar(query) for query in (lists, published)]
        return min((at for at in found if at is not None), default=None)

    async def forget(self, before: datetime) -> None:
        """Let go of everything made before an instant; weeks go on being counted."""
        await self._connection.execute(
            update(rounds).where(*_can_go(), rounds.c.opens_at < before).values(roster="")
        )
        old: Select[tuple[str]] = select(publications.c.round_id).where(
            publications.c.digest_at < before
        )
        made = select(digests.c.id).where(digests.c.round_id.in_(old))
        drawn = select(digests.c.picture).where(digests.c.round_id.in_(old))
        for table, those in (
            (pictures, pictures.c.name.in_(drawn)),
            (pictures, pictures.c.name.in_(drawn.with_only_columns(digests.c.picture + "@small"))),
            (digest_subjects, digest_subjects.c.digest.in_(made)),
            (digests, digests.c.round_id.in_(old)),
            (records, records.c.round_id.in_(old)),
            (publications, publications.c.digest_at < before),
        ):
            await self._connection.execute(table.delete().where(those))


def _can_go() -> tuple[ColumnElement[bool], ...]:
    """Choose lists of rounds but each department's last: what was promised then still binds."""
    last = select(func.max(rounds.c.opens_at)).group_by(rounds.c.department)
    return (rounds.c.roster != "", rounds.c.opens_at.not_in(last))
