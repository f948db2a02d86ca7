"""What running Lien by chat asks of the features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.admin.chain import Line
from bot.i18n.text import Text
from bot.outbox.ports import UnitOfWork
from bot.people.model import Person


class PersonalData(Protocol):
    """Says what a feature holds about somebody; every feature offers one."""

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Return what is held at this moment, a sentence each; empty when nothing is."""
        ...


Value: TypeAlias = "str | int | Sequence[Value] | Mapping[str, Value] | None"
"""What can be written in a file that a person takes away."""


class Portable(Protocol):
    """Gives what a feature holds about somebody, as values they can take elsewhere."""

    async def export(self, person: Person) -> Value:
        """Return everything held at this moment, words they wrote included."""
        ...


class Forgets(Protocol):
    """Erases what a feature holds about somebody."""

    async def forget(self, person: Person, now: datetime) -> None:
        """Erase it; asked again, it changes nothing."""
        ...


class JournalRepository(Protocol):
    """Keeps what admins changed; inside a unit of work."""

    async def lines(self, department: str) -> tuple[Line, ...]:
        """Return the journal of a department, oldest line first."""
        ...

    async def add(self, department: str, line: Line) -> None:
        """Add the line that follows the last one."""
        ...


class AdminUnitOfWork(UnitOfWork, Protocol):
    """The unit of work the journal sees."""

    @property
    def journal(self) -> JournalRepository:
        """What admins changed."""
        ...


class HasBegun(Protocol):
    """Tells whether a department has been asked anything yet."""

    async def __call__(self, department: str) -> bool:
        """Return whether a round of the department ever opened."""
        ...


class TeamData(Protocol):
    """Says what a feature holds about somebody's team."""

    async def held_about_team(self, person: Person) -> tuple[Text, ...]:
        """Return what is held at this moment, a sentence each; empty when nothing is."""
        ...
