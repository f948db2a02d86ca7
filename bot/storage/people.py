"""Units, people and roles; everybody at once is cheap to read while nothing changes."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import astuple, dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Table, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.people.model import Directory, Person, RoleGrant, Unit
from bot.storage import tables
from bot.storage.codec import PERSON, UNIT, Form
from bot.storage.outside import read_outside
from bot.storage.portions import portions

T = TypeVar("T", Unit, Person)


@dataclass(slots=True)
class DirectoryCache:
    """The last directory read, with the revision it was read at; shared by units of work.

    A revision is a random word, never used twice: one that was undone cannot be taken for the
    next. `units` and `people` keep values by what is written of them, so that a change of one
    person does not read the others again.
    """

    revision: str | None = None
    directory: Directory = field(default_factory=lambda: Directory(units={}, people={}))
    units: dict[str, Unit] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)


async def standing_departments(url: str, folder: Path) -> tuple[Unit, ...]:
    """Read the departments there are from outside a running bot (`read_outside`)."""

    async def read(connection: AsyncConnection) -> tuple[Unit, ...]:
        documents = await connection.scalars(select(tables.units.c.document))
        return tuple(UNIT.read(document) for document in documents)

    units = await read_outside(url, folder, read)
    return tuple(sorted((u for u in units if u.parent is None), key=lambda unit: unit.id))


class SqlPeople:
    """Implements `people.ports.PeopleRepository`."""

    def __init__(self, connection: AsyncConnection, cache: DirectoryCache) -> None:
        self._connection = connection
        self._cache = cache

    async def directory(self) -> Directory:
        """Return the shared directory, read again only when its revision changed."""
        cache = self._cache
        revision = await self._connection.scalar(select(tables.directory_revision.c.revision))
        if revision != cache.revision:
            cache.units = await self._read(tables.units, UNIT, cache.units)
            cache.people = await self._read(tables.people, PERSON, cache.people)
            grants = await self._connection.execute(
                select(tables.role_grants).order_by(*tables.role_grants.c)
            )
            cache.directory = Directory(
                units={unit.id: unit for unit in cache.units.values()},
                people={person.id: person for person in cache.people.values()},
                grants=tuple(RoleGrant(row.person, row.role, row.unit) for row in grants),
            )
            cache.revision = revision
        return cache.directory

    async def save_units(self, *units: Unit) -> None:
        """Replace units by id."""
        await self._replace(tables.units, {unit.id: UNIT.write(unit) for unit in units})

    async def save_people(self, *people: Person) -> None:
        """Replace people by id."""
        await self._replace(tables.people, {person.id: PERSON.write(person) for person in people})

    async def remove_people(self, *people: str) -> None:
        """Delete people and their roles."""
        for some in portions(people):
            await self._connection.execute(
                tables.people.delete().where(tables.people.c.id.in_(some))
            )
            await self._connection.execute(
                tables.role_grants.delete().where(tables.role_grants.c.person.in_(some))
            )
        await self._renew()

    async def remove_units(self, *units: str) -> None:
        """Delete units and the roles over them."""
        for some in portions(units):
            await self._connection.execute(tables.units.delete().where(tables.units.c.id.in_(some)))
            await self._connection.execute(
                tables.role_grants.delete().where(tables.role_grants.c.unit.in_(some))
            )
        await self._renew()

    async def grant(self, *grants: RoleGrant) -> None:
        """Give roles, after taking them, so that one given twice is kept once."""
        await self._revoke(grants)
        rows = [{"person": g.person, "role": g.role, "unit": g.unit} for g in sorted(set(grants))]
        if rows:
            await self._connection.execute(tables.role_grants.insert(), rows)
        await self._renew()

    async def revoke(self, *grants: RoleGrant) -> None:
        """Take roles back."""
        await self._revoke(grants)
        await self._renew()

    async def _read(self, table: Table, form: Form[T], known: dict[str, T]) -> dict[str, T]:
        documents = await self._connection.scalars(select(table.c.document).order_by(table.c.id))
        return {one: known[one] if one in known else form.read(one) for one in documents}

    async def _replace(self, table: Table, documents: dict[str, str]) -> None:
        rows = [{"id": name, "document": document} for name, document in documents.items()]
        for some in portions(rows):
            ids = [row["id"] for row in some]
            await self._connection.execute(table.delete().where(table.c.id.in_(ids)))
            await self._connection.execute(table.insert(), some)
        await self._renew()

    async def _revoke(self, grants: Sequence[RoleGrant]) -> None:
        key = tuple_(
            tables.role_grants.c.person, tables.role_grants.c.role, tables.role_grants.c.unit
        )
        for some in portions(grants):
            held: list[Any] = [astuple(grant) for grant in some]
            await self._connection.execute(tables.role_grants.delete().where(key.in_(held)))

    async def _renew(self) -> None:
        await self._connection.execute(tables.directory_revision.delete())
        await self._connection.execute(
            tables.directory_revision.insert().values(revision=secrets.token_hex(8))
        )
