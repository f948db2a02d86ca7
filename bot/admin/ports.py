"""What running Lien by chat asks of the features."""

from __future__ import annotations

from typing import Protocol

from bot.i18n.text import Text
from bot.people.model import Person


class PersonalData(Protocol):
    """Says what a feature holds about somebody; every feature offers one."""

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Return what is held at this moment, a sentence each; empty when nothing is."""
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
