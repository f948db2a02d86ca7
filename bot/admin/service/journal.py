"""Keeps who changed what and when, and shows it to admins."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.admin.chain import first_break, following
from bot.admin.journal_views import journal
from bot.admin.ports import AdminUnitOfWork
from bot.chat.outgoing import Reply
from bot.people.model import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Journal:
    """What admins changed, for other admins to read: no content, nobody it was about."""

    unit_of_work: Callable[[], AdminUnitOfWork]

    async def note(self, admin: Person, action: str, now: datetime) -> None:
        """Add a line to the journal of somebody's department."""
        async with self.unit_of_work() as uow:
            department = (await uow.people.directory()).department(admin.unit).id
            lines = await uow.journal.lines(department)
            line = following(lines[-1] if lines else None, now, admin.id, action)
            await uow.journal.add(department, line)
            await uow.commit()

    async def show(self, admin: Person) -> Reply:
        """Show the last changes, and whether the whole journal still holds together."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            lines = await uow.journal.lines(directory.department(admin.unit).id)
        return journal(lines, directory, first_break(lines))
