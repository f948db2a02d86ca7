"""What is kept of somebody among shares: the signatures they chose, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.i18n.text import Text, text
from bot.people.model import Person
from bot.sharing.ports import SharingUnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Implements `admin.ports.PersonalData` and `Forgets` for good practice that was signed."""

    unit_of_work: Callable[[], SharingUnitOfWork]

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say how many cards bear somebody's name; unsigned shares are nobody's."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            department = directory.department(person.unit).id
            count = await uow.cards.signed(department, person.name)
        return (text("sharing.held", n=count),) if count else ()

    async def forget(self, person: Person, now: datetime) -> None:  # noqa: ARG002 - as every feature is asked
        """Take a name off its cards, a namesake's too, for names are all that is kept."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            await uow.cards.unsign(directory.department(person.unit).id, person.name)
            await uow.commit()
