"""A door to somebody trusted: it sends a name, apart from anything answered."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.admin import views
from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.i18n.text import text
from bot.outbox.model import Entry, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.model import Directory, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkingDoor:
    """Lets somebody ask to be called, by name, apart from anything they answered."""

    unit_of_work: Callable[[], UnitOfWork]

    async def ask(self, person: Person, trusted: str, event: str, now: datetime) -> Reply:
        """Send somebody's name to a trusted person of their department, and nothing else.

        Raises:
            UserError: whoever was asked for is not, or no longer, one of them.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            asked = next((p for p in trusted_by(directory, person) if p.id == trusted), None)
            if asked is None:
                raise UserError("talk.nobody")
            if await uow.inbox.mark(event):
                await uow.outbox.add(
                    Entry(
                        id=f"talk/{secrets.token_hex(16)}",
                        kind="care.request",
                        to=ToPerson(asked.id),
                        message=views.wants_to_talk(person.name),
                        not_before=now,
                    )
                )
            await uow.commit()
        return views.said(text("talk.asked", name=asked.name))


def trusted_by(directory: Directory, person: Person) -> tuple[Person, ...]:
    """List whom somebody can ask to be called: the trusted pair of their department."""
    department = directory.department(person.unit).id
    return tuple(p for p in directory.holders("referent", department) if p.id != person.id)
