"""What only says that something was done: marks of events, and names of messages that have left."""

from __future__ import annotations

from sqlalchemy import Table, and_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.tables import inbox, outbox

_ENDED: tuple[tuple[Table, ColumnElement[bool]], ...] = (
    (inbox, inbox.c.event.is_not(None)),
    (outbox, outbox.c.outcome.is_not(None)),
)


class SqlTraces:
    """Implements `admin.ports.TracesRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def date(self, month: str) -> None:
        """Give a month to what has none yet."""
        for table, has_ended in _ENDED:
            undated = and_(has_ended, table.c.month.is_(None))
            await self._connection.execute(table.update().where(undated).values(month=month))

    async def forget(self, before: str, months: int) -> int:
        """Delete what is older than a month and than the last few in which anything happened."""
        forgotten = 0
        for table, _ in _ENDED:
            month = table.c.month
            known = select(month).where(month.is_not(None)).distinct().order_by(month.desc())
            lively = (await self._connection.scalars(known.limit(months))).all()
            if len(lively) == months:
                old = table.delete().where(month < min(before, lively[-1]))
                forgotten += (await self._connection.execute(old)).rowcount
        return forgotten
