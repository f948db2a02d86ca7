"""The public holidays of a department: nothing is delivered on them."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, replace
from datetime import date

from bot.admin import views
from bot.chat.outgoing import Note, Reply
from bot.i18n.text import text
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.model import Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """Tells or changes whose public holidays a department keeps.

    Args:
        known: gives the public holidays of a region; refuses, with a sentence, one that is none.
    """

    unit_of_work: Callable[[], UnitOfWork]
    known: Callable[[str | None], Container[date]]
    edits: Edits

    async def set(self, admin: Person, words: str, event: str) -> Reply:
        """Change the region of somebody's department, or tell it when none is said.

        Raises:
            UserError: it is no French department.
        """
        wanted = words.strip().upper()
        if wanted:
            self.known(wanted)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            department = directory.department(admin.unit)
            notes: tuple[Note, ...] = ()
            if wanted and await uow.inbox.mark(event):
                department = replace(department, region=wanted)
                notes = await self.edits.save(uow, admin, department)
            await uow.commit()
        if department.region is None:
            return views.said(text("calendar.national"))
        return views.said(text("calendar.region", region=department.region)).adding(*notes)
