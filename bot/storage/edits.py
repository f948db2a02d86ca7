"""Which admin changed which field lately."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.edits import Edited
from bot.storage.portions import portions
from bot.storage.tables import edits


class SqlEdits:
    """Implements `outbox.ports.EditsRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, fields: Sequence[str]) -> Mapping[str, tuple[Edited, ...]]:
        """Read who changed fields, the latest first."""
        found: dict[str, tuple[Edited, ...]] = defaultdict(tuple)
        for some in portions(fields):
            query = select(edits).where(edits.c.field.in_(some))
            for row in await self._connection.execute(
                query.order_by(edits.c.at.desc(), edits.c.person)
            ):
                found[row.field] += (Edited(field=row.field, person=row.person, at=row.at),)
        return found

    async def note(self, *noted: Edited) -> None:
        """Replace what the same people are known to have changed."""
        rows = {
            (one.field, one.person): {"field": one.field, "person": one.person, "at": one.at}
            for one in noted
        }
        for some in portions(list(rows)):
            await self._connection.execute(
                edits.delete().where(tuple_(edits.c.field, edits.c.person).in_(some))
            )
        if rows:
            await self._connection.execute(edits.insert(), list(rows.values()))

    async def forget(self, before: datetime) -> None:
        """Delete what is older."""
        await self._connection.execute(edits.delete().where(edits.c.at < before))

    async def forget_person(self, person: str) -> None:
        """Delete what somebody changed, and fields that are theirs."""
        theirs = (
            edits.c.field.endswith(f"/{person}", autoescape=True),
            edits.c.field.contains(f"/{person}/", autoescape=True),
        )
        await self._connection.execute(edits.delete().where(or_(edits.c.person == person, *theirs)))
