"""Where a Matrix device stands, kept in transactions of its own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.ledger import Arrived, Standing
from bot.i18n.text import Text, text
from bot.people.model import Person
from bot.storage.engine import Database
from bot.storage.tables import matrix_arrivals, matrix_devices, matrix_rooms


class MatrixLedger:
    """Implements `chat.ledger.Ledger`, and the ports that say and erase what is about somebody."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def lease(self, device: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take the lease unless another holder's runs; one writer at a time makes this safe."""
        async with self._database.transaction() as connection:
            query = select(matrix_devices).where(matrix_devices.c.device == device)
            row = (await connection.execute(query)).first()
            if row is None:
                await connection.execute(
                    matrix_devices.insert().values(device=device, holder=holder, held_until=until)
                )
            elif row.holder in {None, holder} or row.held_until <= now:
                await _update(connection, device, holder=holder, held_until=until)
            else:
                return False
            await connection.commit()
            return True

    async def release(self, device: str, holder: str) -> None:
        """Give the lease back, if it is still the holder's."""
        async with self._database.transaction() as connection:
            await connection.execute(
                matrix_devices.update()
                .where(matrix_devices.c.device == device, matrix_devices.c.holder == holder)
                .values(holder=None, held_until=None)
            )
            await connection.commit()

    async def standing(self, device: str) -> Standing:
        """Read everything kept of a device."""
        async with self._database.transaction() as connection:
            devices, arrivals = matrix_devices.c, matrix_arrivals.c
            token = await connection.scalar(select(devices.token).where(devices.device == device))
            pending = await connection.execute(
                select(arrivals.event, arrivals.sealed)
                .where(arrivals.device == device)
                .order_by(arrivals.position)
            )
            rooms = await connection.execute(
                select(matrix_rooms.c.user, matrix_rooms.c.room).where(
                    matrix_rooms.c.device == device
                )
            )
            return Standing(
                token=token,
                pending=tuple(Arrived(event=row.event, sealed=row.sealed) for row in pending),
                direct={row.user: row.room for row in rooms},
            )

    async def advance(self, device: str, token: str, arrived: Sequence[Arrived]) -> None:
        """Move the token and add what arrived; an event that is there already stays as it is."""
        async with self._database.transaction() as connection:
            await _update(connection, device, token=token)
            if arrived:
                await _insert(connection, device, arrived)
            await connection.commit()

    async def done(self, device: str, events: Sequence[str]) -> None:
        """Delete arrivals."""
        columns = matrix_arrivals.c
        async with self._database.transaction() as connection:
            await connection.execute(
                matrix_arrivals.delete().where(columns.device == device, columns.event.in_(events))
            )
            await connection.commit()

    async def pair(self, device: str, user: str, room: str | None) -> None:
        """Replace the direct room of a user."""
        async with self._database.transaction() as connection:
            await connection.execute(
                matrix_rooms.delete().where(
                    matrix_rooms.c.device == device, matrix_rooms.c.user == user
                )
            )
            if room is not None:
                await connection.execute(
                    matrix_rooms.insert().values(device=device, user=user, room=room)
                )
            await connection.commit()

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say that it is known where somebody is written to."""
        async with self._database.transaction() as connection:
            found = await connection.scalar(
                select(func.count()).where(matrix_rooms.c.user.in_(_users(person)))
            )
        return (text("matrix.held"),) if found else ()

    async def forget(self, person: Person, now: datetime) -> None:
        """Forget where somebody is written to; should they write again, it is found again."""
        del now
        async with self._database.transaction() as connection:
            await connection.execute(
                matrix_rooms.delete().where(matrix_rooms.c.user.in_(_users(person)))
            )
            await connection.commit()


def _users(person: Person) -> list[str]:
    return [account.user for account in person.accounts if account.chat == "matrix"]


async def _insert(connection: AsyncConnection, device: str, arrived: Sequence[Arrived]) -> None:
    columns = matrix_arrivals.c
    known = set(
        await connection.scalars(
            select(columns.event).where(
                columns.device == device, columns.event.in_([one.event for one in arrived])
            )
        )
    )
    last = await connection.scalar(
        select(func.max(columns.position)).where(columns.device == device)
    )
    fresh = {one.event: one for one in arrived if one.event not in known}
    if fresh:
        await connection.execute(
            matrix_arrivals.insert(),
            [
                {"device": device, "event": one.event, "position": n, "sealed": one.sealed}
                for n, one in enumerate(fresh.values(), (last or 0) + 1)
            ],
        )


async def _update(connection: AsyncConnection, device: str, **values: object) -> None:
    await connection.execute(
        matrix_devices.update().where(matrix_devices.c.device == device).values(**values)
    )
