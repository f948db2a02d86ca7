"""How people are kept."""

from __future__ import annotations

from typing import Protocol

from bot.people.model import Directory, Person, RoleGrant, Unit


class PeopleRepository(Protocol):
    """Keeps units, people and roles; inside a unit of work."""

    async def directory(self) -> Directory:
        """Return everyone as of this transaction, cheap to ask again while nothing changed."""
        ...

    async def save_units(self, *units: Unit) -> None:
        """Add units, or replace those with the same id."""
        ...

    async def save_people(self, *people: Person) -> None:
        """Add people, or replace those with the same id."""
        ...

    async def remove_people(self, *people: str) -> None:
        """Forget people by id, with their roles; unknown ids change nothing."""
        ...

    async def grant(self, *grants: RoleGrant) -> None:
        """Give roles; giving one twice changes nothing."""
        ...

    async def revoke(self, *grants: RoleGrant) -> None:
        """Take roles back; taking one nobody holds changes nothing."""
        ...
