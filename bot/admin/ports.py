"""What running Lien by chat asks of the features."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.i18n.text import Text
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
