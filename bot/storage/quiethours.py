"""Held messages, their words sealed, until they are delivered."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.quiethours.ports import Draft, Hold, SealedWords
from bot.storage.codec import RECIPIENT, REFERENCE
from bot.storage.tables import holds


class SqlHolds:
    """Implements `quiethours.ports.HoldRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, hold: Hold) -> None:
        """Insert a hold."""
        await self._connection.execute(
            holds.insert().values(
                id=hold.id,
                author=hold.author,
                recipient=RECIPIENT.write(hold.to),
                written_at=hold.written_at,
                due_at=hold.due_at,
                **_words(hold),
            )
        )

    async def find(self, hold: str) -> Hold | None:
        """Read a hold."""
        row = (await self._connection.execute(select(holds).where(holds.c.id == hold))).first()
        return None if row is None else _hold(row)

    async def names(self) -> frozenset[str]:
        """Read the ids."""
        return frozenset(await self._connection.scalars(select(holds.c.id)))

    async def by_author(self, person: str) -> tuple[Hold, ...]:
        """Read somebody's holds."""
        query = select(holds).where(holds.c.author == person).order_by(holds.c.due_at, holds.c.id)
        return tuple(_hold(row) for row in await self._connection.execute(query))

    async def remove(self, hold: str) -> None:
        """Delete a hold."""
        await self._connection.execute(holds.delete().where(holds.c.id == hold))


def _hold(row: Row[Any]) -> Hold:
    return Hold(
        id=row.id,
        author=row.author,
        to=RECIPIENT.read(row.recipient),
        written_at=row.written_at,
        due_at=row.due_at,
        words=Draft(REFERENCE.read(row.draft)) if row.draft else SealedWords(row.sealed),
    )


def _words(hold: Hold) -> dict[str, Any]:
    if isinstance(hold.words, Draft):
        return {"sealed": b"", "draft": REFERENCE.write(hold.words.message)}
    return {"sealed": hold.words.sealed, "draft": None}
