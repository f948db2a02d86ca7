"""The bytes of charts, kept as they were drawn."""

from __future__ import annotations

from sqlalchemy import select

from bot.storage.engine import Database
from bot.storage.tables import pictures


class SqlPictures:
    """Implements `digest.ports.PictureStore` and `chat.ports.Pictures`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def read(self, name: str) -> bytes | None:
        """Read a picture."""
        async with self._database.transaction() as connection:
            found = select(pictures.c.png).where(pictures.c.name == name)
            return await connection.scalar(found)

    async def write(self, name: str, picture: bytes) -> None:
        """Insert a picture unless there is one of that name."""
        async with self._database.transaction() as connection:
            known = select(pictures.c.name).where(pictures.c.name == name)
            if await connection.scalar(known) is None:
                await connection.execute(pictures.insert().values(name=name, png=picture))
                await connection.commit()
