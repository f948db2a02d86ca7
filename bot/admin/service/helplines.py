"""Help lines by chat: whom people can talk to, at the foot of every form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.admin import team_views as views
from bot.admin.edit_views import of_contacts
from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.asking import Asked
from bot.people.contacts import Contact, Contacts

LONGEST_CONTACT = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLines:
    """Whom the people of a department can talk to: shown in every form, so never empty again."""

    unit_of_work: Callable[[], UnitOfWork]
    configured: Contacts
    edits: Edits

    async def show(self, department: str) -> Reply:
        """List the lines of a department."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        return views.help_lines(directory.contacts(department, self.configured))

    async def add(self, asked: Asked) -> Reply:
        """Add a line, or replace the one of the same name.

        Raises:
            UserError: it is not written "name: how".
        """
        lines = read_contacts(asked.words)
        if not lines:
            raise UserError("contacts.unreadable")
        return await self._change(
            asked,
            lambda before: (
                tuple([one for one in before if one.name not in {line.name for line in lines}])
                + lines
            ),
        )

    async def remove(self, asked: Asked) -> Reply:
        """Take a line away.

        Raises:
            UserError: there is none of that name, or it is the last one.
        """
        name = asked.words

        def without(before: tuple[Contact, ...]) -> tuple[Contact, ...]:
            kept = tuple(one for one in before if one.name.casefold() != name.strip().casefold())
            if len(kept) == len(before):
                raise UserError("contacts.unknown", name=name[:LONGEST_CONTACT] or "?")
            if not kept:
                raise UserError("contacts.last")
            return kept

        return await self._change(asked, without)

    async def _change(
        self, asked: Asked, change: Callable[[tuple[Contact, ...]], tuple[Contact, ...]]
    ) -> Reply:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit = directory.units[asked.department]
            before = directory.contacts(unit.id, self.configured).lines
            after = change(before)
            await uow.inbox.mark(asked.event)
            await uow.people.save_units(replace(unit, contacts=after))
            changes = tuple(of_contacts(unit.id, before, after))
            notes = await self.edits.note(uow, asked.person, changes)
            await uow.commit()
        return views.help_lines(Contacts(lines=after)).adding(*notes)


def read_contacts(words: str) -> tuple[Contact, ...]:
    """Read help lines, one a line of text, written "Médecine préventive : poste 45 21".

    Raises:
        UserError: a line has no colon, or is too long to stand at the foot of a form.
    """
    found: list[Contact] = []
    for line in filter(None, (one.strip() for one in words.splitlines())):
        name, colon, how = (part.strip(" \u00a0\u202f") for part in line.partition(":"))
        if not (name and colon and how) or len(line) > LONGEST_CONTACT:
            raise UserError("contacts.unreadable")
        found.append(Contact(name=name, how=how))
    return tuple(found)
