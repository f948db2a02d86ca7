"""What people may ask of what is held about them: a copy of it, and that it be erased."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.admin import rights_views as views
from bot.admin.asked import read_mentions
from bot.admin.ports import Forgets, Portable
from bot.chat.ids import AccountId
from bot.chat.outgoing import Document, Reply
from bot.errors import UserError
from bot.outbox.ports import UnitOfWork
from bot.people.finding import find_recipient
from bot.people.model import Directory, Person

FILENAME = "lien.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Hands over what is held about somebody, and erases it.

    Args:
        portable: what each feature holds, under the name it has in the file.
        forgetting: features that keep something of a person beside the roster.
    """

    unit_of_work: Callable[[], UnitOfWork]
    portable: Mapping[str, Portable]
    forgetting: Sequence[Forgets]

    async def export(self, person: Person) -> Reply:
        """Give somebody a file with everything held about them, their held messages opened."""
        held = {name: await source.export(person) for name, source in self.portable.items()}
        written = json.dumps(held, ensure_ascii=False, indent=2)
        return views.exported(Document(FILENAME, "application/json", written.encode()))

    async def confirm(self, admin: Person, by: AccountId, words: str) -> Reply:
        """Ask before erasing somebody; nothing is done.

        Raises:
            UserError: nobody is named, they are on no roster of this department, or are the
                admin who asks.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        account = read_mentions(words, by).account
        person = directory.holder(account) if account else None
        if person is None:
            found = find_recipient(directory, words).whom
            person = found if isinstance(found, Person) else None
        return views.sure(_erasable(directory, admin, person))

    async def erase(self, admin: Person, value: str, now: datetime) -> Reply:
        """Erase somebody: what features hold, then their roles and their place.

        Interrupted, it can be asked again and ends the same.

        Raises:
            UserError: as `confirm`, or whoever asks is no admin of that department.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        if not directory.has_role(admin.id, "admin", directory.department(admin.unit).id):
            raise UserError("refused.not_yours")
        person = _erasable(directory, admin, directory.people.get(value))
        for feature in self.forgetting:
            await feature.forget(person, now)
        async with self.unit_of_work() as uow:
            await uow.people.remove_people(person.id)
            await uow.commit()
        return views.erased(person.name)


def _erasable(directory: Directory, admin: Person, person: Person | None) -> Person:
    if person is None or directory.department(person.unit) != directory.department(admin.unit):
        raise UserError("team.not_on_roster")
    if person.id == admin.id:
        raise UserError("team.not_oneself")
    return person
