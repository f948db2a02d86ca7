"""Events that were acted on, by their id and nothing else until a month is noted (`traces`)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.tables import inbox


class SqlInbox:
    """Implements `outbox.ports.InboxRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def mark(self, event: str) -> bool:
        """Note an event unless it is noted; one writer at a time makes looking first safe."""
        known = select(inbox.c.event).where(inbox.c.event == event)
        if await self._connection.scalar(known) is not None:
            return False
        await self._connection.execute(inbox.insert().values(event=event))
        return True
