"""How far each unit has come in the questions that invite people to share."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sharing.prompts import Turn
from bot.storage import tables
from bot.storage.codec import TURN


class SqlTurns:
    """Implements `sharing.ports.TurnRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def all(self) -> Mapping[str, Turn]:
        """Read every turn."""
        rows = await self._connection.execute(select(tables.prompt_turns))
        return {row.unit: TURN.read(row.document) for row in rows}

    async def save(self, unit: str, turn: Turn) -> None:
        """Replace a turn."""
        turns = tables.prompt_turns
        await self._connection.execute(turns.delete().where(turns.c.unit == unit))
        await self._connection.execute(turns.insert().values(unit=unit, document=TURN.write(turn)))
