"""Who is at work when, for the outbox and for whoever keeps a message."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.outbox.model import Recipient, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.hours import WeeklyHours
from bot.people.model import DEFAULT_ZONE, Directory, Person
from bot.quiethours.calendar import public_holidays
from bot.quiethours.model import Schedule, next_open


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
        if isinstance(recipient, ToPerson):
            person = directory.people.get(recipient.person)
            if person is None:
                return Schedule(hours=self.usual, zone=DEFAULT_ZONE)
            return self.of_person(directory, person)
        unit = directory.reading(recipient.channel)
        if unit is None:
            return Schedule(hours=self.usual, zone=DEFAULT_ZONE, closed=public_holidays(None))
        return Schedule(
            hours=directory.unit_hours(unit.id) or self.usual,
            zone=directory.unit_zone(unit.id),
            closed=public_holidays(directory.unit_region(unit.id)),
        )

    def of_person(self, directory: Directory, person: Person) -> Schedule:
        """Return what decides when somebody is at work."""
        return Schedule(
            hours=directory.hours(person) or self.usual,
            zone=directory.zone(person),
            closed=public_holidays(directory.region(person)),
            absences=person.absences,
        )

    def morning(self, schedule: Schedule, now: datetime) -> datetime | None:
        """Find the next working moment that is not today's, where they are at work right now."""
        due = next_open(schedule, now)
        if due is None or due > now:
            return due
        zone = ZoneInfo(schedule.zone)
        tomorrow = now.astimezone(zone).replace(hour=0, minute=0) + timedelta(days=1)
        return next_open(schedule, tomorrow)
