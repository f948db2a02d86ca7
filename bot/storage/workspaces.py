"""Sealed tokens, states good for once, and workspaces that removed Lien."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.outbox.model import ToChannel
from bot.storage import tables
from bot.storage.codec import RECIPIENT
from bot.storage.outside import read_outside
from bot.storage.people import SqlPeople
from bot.storage.portions import portions
from bot.storage.sharing import SqlCards, SqlSignals
from bot.storage.tables import consent_states, departures, grants
from bot.workspaces.model import Departure, Holder


class SqlGrants:
    """Implements `workspaces.ports.GrantRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def save(self, holder: Holder, sealed: bytes) -> None:
        """Insert a token in place of the one before."""
        await self.remove(holder)
        await self._connection.execute(
            grants.insert().values(
                chat=holder.chat, workspace=holder.workspace, user=holder.user, sealed=sealed
            )
        )

    async def renew(self, holder: Holder, sealed: bytes) -> bool:
        """Change a token that is still there."""
        renewed = await self._connection.execute(
            update(grants).where(_held_by(holder)).values(sealed=sealed, renewing_until=None)
        )
        return renewed.rowcount == 1

    async def find(self, holder: Holder) -> bytes | None:
        """Read a token."""
        return await self._connection.scalar(select(grants.c.sealed).where(_held_by(holder)))

    async def remove(self, *holders: Holder) -> None:
        """Delete tokens."""
        key = tuple_(grants.c.chat, grants.c.workspace, grants.c.user)
        for some in portions(holders):
            held: list[Any] = [(h.chat, h.workspace, h.user) for h in some]
            await self._connection.execute(grants.delete().where(key.in_(held)))

    async def holders(self, chat: str, workspace: str | None = None) -> tuple[Holder, ...]:
        """List holders, by workspace, the bot first."""
        query = select(grants.c.chat, grants.c.workspace, grants.c.user).where(
            grants.c.chat == chat
        )
        if workspace is not None:
            query = query.where(grants.c.workspace == workspace)
        rows = await self._connection.execute(query.order_by(grants.c.workspace, grants.c.user))
        return tuple(Holder(chat=r.chat, workspace=r.workspace, user=r.user) for r in rows)

    async def claim(self, holder: Holder, now: datetime, until: datetime) -> bool:
        """Reserve a renewal by one UPDATE; the rows it changed tell whose turn it is."""
        is_free = or_(grants.c.renewing_until.is_(None), grants.c.renewing_until <= now)
        claimed = await self._connection.execute(
            update(grants).where(_held_by(holder), is_free).values(renewing_until=until)
        )
        return claimed.rowcount == 1

    async def add_state(self, digest: bytes, purpose: str, until: datetime) -> None:
        """Insert a state."""
        await self._connection.execute(
            consent_states.insert().values(digest=digest, purpose=purpose, good_until=until)
        )

    async def count_states(self, purpose: str) -> int:
        """Count states."""
        query = select(func.count()).where(consent_states.c.purpose == purpose)
        return await self._connection.scalar(query) or 0

    async def drop_states(self, now: datetime) -> datetime | None:
        """Delete states that are over."""
        earliest = select(func.min(consent_states.c.good_until))
        following: datetime | None = await self._connection.scalar(earliest)
        if following is None or following > now:
            return following
        await self._connection.execute(
            consent_states.delete().where(consent_states.c.good_until <= now)
        )
        left: datetime | None = await self._connection.scalar(earliest)
        return left

    async def take_state(self, digest: bytes, now: datetime) -> str | None:
        """Consume a state by one DELETE; the rows it deleted tell whether it was there."""
        is_it = and_(consent_states.c.digest == digest, consent_states.c.good_until > now)
        purpose: str | None = await self._connection.scalar(
            select(consent_states.c.purpose).where(is_it)
        )
        taken = await self._connection.execute(consent_states.delete().where(is_it))
        return purpose if taken.rowcount == 1 else None


class SqlDepartures:
    """Implements `workspaces.ports.DepartureRepository`."""

    def __init__(
        self,
        connection: AsyncConnection,
        *,
        people: SqlPeople,
        cards: SqlCards,
        signals: SqlSignals,
    ) -> None:
        self._connection = connection
        self._people = people
        self._cards, self._signals = cards, signals

    async def add(self, departure: Departure) -> None:
        """Insert a departure unless there is one; one writer at a time makes looking first safe."""
        is_it = _is_of(departure.chat, departure.workspace)
        if await self._connection.scalar(select(departures.c.chat).where(is_it)) is None:
            await self._connection.execute(
                departures.insert().values(
                    chat=departure.chat,
                    workspace=departure.workspace,
                    erase_at=departure.erase_at,
                )
            )

    async def remove(self, chat: str, workspace: str) -> None:
        """Delete a departure."""
        await self._connection.execute(departures.delete().where(_is_of(chat, workspace)))

    async def waiting(self) -> tuple[Departure, ...]:
        """Read departures in order of erasure."""
        order = (departures.c.erase_at, departures.c.chat, departures.c.workspace)
        rows = await self._connection.execute(select(departures).order_by(*order))
        return tuple(
            Departure(chat=r.chat, workspace=r.workspace, erase_at=r.erase_at) for r in rows
        )

    async def rounds(self, departments: Sequence[str]) -> tuple[str, ...]:
        """List the rounds of departments."""
        found: list[str] = []
        for some in portions(departments):
            query = select(tables.rounds.c.id).where(tables.rounds.c.department.in_(some))
            found += await self._connection.scalars(query.order_by(tables.rounds.c.id))
        return tuple(found)

    async def forget_units(self, units: Sequence[str]) -> None:
        """Delete units, and rows that are about them, their rounds or their shares."""
        for table, column in (
            (tables.ballots, "round_id"),
            (tables.publications, "round_id"),
            (tables.records, "round_id"),
            (tables.rounds, "id"),
        ):
            await self._delete(table, column, await self.rounds(units))
        await self._forget_digests(units)
        for table, column in (
            (tables.plans, "department"),
            (tables.journal, "department"),
            (tables.memories, "department"),
            (tables.sealed_sums, "department"),
            (tables.records, "unit"),
            (tables.prompt_turns, "unit"),
        ):
            await self._delete(table, column, units)
        await self._cards.forget(units)
        await self._signals.forget(units)
        await self._people.remove_units(*units)

    async def messages_to(self, chat: str, workspace: str) -> tuple[str, ...]:
        """Read where waiting entries go."""
        outbox = tables.outbox.c
        waiting = select(outbox.id, outbox.recipient).where(outbox.position.is_not(None))
        rows = (await self._connection.execute(waiting)).all()
        to = {row.id: RECIPIENT.read(row.recipient) for row in rows}
        return tuple(
            name
            for name, whom in to.items()
            if isinstance(whom, ToChannel)
            and (whom.channel.chat, whom.channel.workspace) == (chat, workspace)
        )

    async def forget_people(self, people: Sequence[str]) -> None:
        """Delete people and their kept messages; the keys of those are destroyed by quiethours."""
        await self._delete(tables.holds, "author", people)
        await self._people.remove_people(*people)

    async def _forget_digests(self, units: Sequence[str]) -> None:
        """Delete digests of units, their charts in both sizes, and what points at them."""
        await self._delete(tables.digest_subjects, "unit", units)
        for some in portions(units):
            query = select(tables.digests.c.id, tables.digests.c.picture)
            rows = (
                await self._connection.execute(query.where(tables.digests.c.unit.in_(some)))
            ).all()
            pictures = [name for row in rows for name in (row.picture, f"{row.picture}@small")]
            await self._delete(tables.pictures, "name", pictures)
            await self._delete(tables.digest_subjects, "digest", [row.id for row in rows])
            await self._delete(tables.digests, "id", [row.id for row in rows])

    async def _delete(self, table: Table, column: str, values: Sequence[str]) -> None:
        for some in portions(values):
            await self._connection.execute(table.delete().where(table.c[column].in_(some)))


async def waiting_departures(url: str, folder: Path) -> tuple[Departure, ...]:
    """Read departures from outside a running bot (`read_outside`)."""

    async def read(connection: AsyncConnection) -> tuple[Departure, ...]:
        rows = await connection.execute(select(departures).order_by(departures.c.erase_at))
        return tuple(
            Departure(chat=r.chat, workspace=r.workspace, erase_at=r.erase_at) for r in rows
        )

    return await read_outside(url, folder, read)


def _held_by(holder: Holder) -> ColumnElement[bool]:
    return and_(
        grants.c.chat == holder.chat,
        grants.c.workspace == holder.workspace,
        grants.c.user == holder.user,
    )


def _is_of(chat: str, workspace: str) -> ColumnElement[bool]:
    return and_(departures.c.chat == chat, departures.c.workspace == workspace)
