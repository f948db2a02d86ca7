"""The journal of each department."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.admin.chain import Line
from bot.storage.tables import journal


class SqlJournal:
    """Implements `admin.ports.JournalRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lines(self, department: str) -> tuple[Line, ...]:
        """Read a journal, oldest line first."""
        query = select(journal).where(journal.c.department == department).order_by(journal.c.number)
        return tuple(
            Line(number=r.number, at=r.at, person=r.person, action=r.action, seal=r.seal)
            for r in await self._connection.execute(query)
        )

    async def add(self, department: str, line: Line) -> None:
        """Insert a line."""
        await self._connection.execute(
            journal.insert().values(
                department=department,
                number=line.number,
                at=line.at,
                person=line.person,
                action=line.action,
                seal=line.seal,
            )
        )
