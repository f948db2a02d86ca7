"""Says what check-ins keep about a team, counted in the database at that moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.checkins.ports import CheckinsUnitOfWork
from bot.i18n.text import Text, text
from bot.people.model import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRosters:
    """Team lists of past rounds, and sealed sums of running comparisons."""

    unit_of_work: Callable[[], CheckinsUnitOfWork]

    async def held_about_team(self, person: Person) -> tuple[Text, ...]:
        """Count what is kept of somebody's department."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            department = directory.department(person.unit).id
            rosters = await uow.rounds.count(department)
            memory = await uow.results.memory(department)
        held = [text("transparency.rosters", n=rosters)] if rosters else []
        if memory is not None and memory.sealed:
            held.append(text("transparency.sums", n=len(memory.sealed)))
        return tuple(held)
