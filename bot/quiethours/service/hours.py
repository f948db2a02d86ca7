"""Who is at work when, for the outbox and for whoever keeps a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.outbox.model import Recipient, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.hours import WeeklyHours
from bot.people.model import Directory, Person
from bot.quiethours.model import Schedule, next_open
from bot.quiethours.schedules import schedule_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Tells the outbox when anyone is at work (`outbox.ports.OpenHours`).

    Args:
        usual: the hours of people about whom nobody said anything.
    """

    unit_of_work: Callable[[], UnitOfWork]
    usual: WeeklyHours

    async def next_open(self, to: Sequence[Recipient], at: datetime) -> tuple[datetime | None, ...]:
        """Return for each recipient the first working instant at or after `at`, None if never."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        found: dict[Schedule, datetime | None] = {}
        opens: list[datetime | None] = []
        for recipient in to:
            schedule = self.schedule(directory, recipient)
            if schedule not in found:
                found[schedule] = next_open(schedule, at)
            opens.append(found[schedule])
        return tuple(opens)

    def schedule(self, directory: Directory, recipient: Recipient) -> Schedule:
        """Return what decides when a recipient is at work."""
        return schedule_of(directory, recipient, self.usual)

    def of_person(self, directory: Directory, person: Person) -> Schedule:
        """Return what decides when somebody is at work."""
        return schedule_of(directory, ToPerson(person.id), self.usual)
