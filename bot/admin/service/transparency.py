"""Prints what is stored, as it is stored at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.admin import views
from bot.admin.ports import PersonalData, TeamData
from bot.chat.outgoing import Reply
from bot.i18n.text import Text
from bot.people.model import Directory, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Transparency:
    """Prints exactly what is stored about somebody, asked of every feature at that moment."""

    sources: Sequence[PersonalData]
    team_sources: Sequence[TeamData]

    async def show(self, directory: Directory, person: Person) -> Reply:
        """Say what is held about somebody and their team, and what is not."""
        held = [sentence for source in self.sources for sentence in await source.held(person)]
        team = [
            sentence
            for source in self.team_sources
            for sentence in await source.held_about_team(person)
        ]
        not_held = [Text(f"transparency.not_{n}") for n in range(1, 4)]
        return views.transparency(held, team, not_held, directory.units[person.unit].name)
