"""Check-in messages as somebody would get them, for an admin who wants to read them first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Message
from bot.checkins import views
from bot.checkins.model import Round
from bot.checkins.ports import CheckinsUnitOfWork
from bot.people.budget import Budget
from bot.people.model import Person

_A_WHILE = timedelta(days=4)


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckinSamples:
    """Gives an invitation, a reminder or an announcement that belong to no round.

    Args:
        contact: whom the configuration names for questions about data.
    """

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    writer: views.FormWriter
    contact: str
    budget: Budget

    async def sample(self, name: str, person: Person, now: datetime) -> Message | None:
        """Return the message of that name, None when check-ins have none."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        unit = directory.department(person.unit)
        shown = Round(
            id=f"{unit.id}-essai",
            department=unit.id,
            week=1,
            opens_at=now,
            reminds_at=now + _A_WHILE,
            closes_at=now + _A_WHILE,
            digest_at=now + _A_WHILE,
            rotating=self.writer.questionnaire.rotating_for(1),
            state="open",
        )
        if name == "reminder":
            return views.reminder(shown)
        if name == "announcement":
            first = (now + _A_WHILE).astimezone(ZoneInfo(directory.unit_zone(unit.id))).date()
            contact = dict(unit.charter).get("dpo", "") or self.contact
            return views.announcement(
                first, contact, self.budget.announced(directory, unit.id, now)
            )
        if name == "invitation":
            writer = replace(
                self.writer, contacts=directory.contacts(unit.id, self.writer.contacts)
            )
            form = writer.form(shown, directory.language(person))
            return views.invitation(shown, person.name, form)
        return None
