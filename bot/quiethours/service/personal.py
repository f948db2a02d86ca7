"""What is kept of somebody among held messages: said, given and erased on request."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.i18n.text import Text, text
from bot.people.model import Person
from bot.quiethours.addressing import name_of
from bot.quiethours.ports import QuietHoursUnitOfWork
from bot.quiethours.service.envelopes import Envelopes
from bot.quiethours.service.naming import entry_of, question_of


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldData:
    """Implements `admin.ports.PersonalData` and its export for held messages."""

    unit_of_work: Callable[[], QuietHoursUnitOfWork]
    envelopes: Envelopes

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say what is held of somebody: the sealed messages they asked to keep."""
        async with self.unit_of_work() as uow:
            holds = await uow.holds.by_author(person.id)
        return (text("quiethours.held", n=len(holds)),) if holds else ()

    async def export(self, person: Person) -> Sequence[Mapping[str, str | None]]:
        """Give somebody the messages they asked to keep, opened."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            holds = await uow.holds.by_author(person.id)
        return [
            {
                "to": name_of(directory, hold.to),
                "written_at": hold.written_at.isoformat(),
                "due_at": hold.due_at.isoformat(),
                "words": await self.envelopes.peek(hold, directory) or None,
            }
            for hold in holds
        ]

    async def forget(self, person: Person, now: datetime) -> None:  # noqa: ARG002 - as every feature is asked
        """Cancel what somebody asked to keep, and destroy the keys of it."""
        async with self.unit_of_work() as uow:
            holds = await uow.holds.by_author(person.id)
            for hold in holds:
                await uow.outbox.remove(entry_of(hold.id), question_of(hold.id))
                await uow.holds.remove(hold.id)
            await uow.commit()
        await self.envelopes.destroy(*(hold.id for hold in holds))
