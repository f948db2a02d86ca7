"""The first steps: who the configuration names as admin opens a department from the chat alone."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.admin import team_views as views
from bot.admin.asked import read_name
from bot.admin.service.helplines import read_contacts
from bot.admin.service.installation import Installation
from bot.admin.service.people import People
from bot.chat.ids import AccountId
from bot.chat.incoming import FormSubmitted, Incoming
from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.outbox.ports import UnitOfWork
from bot.people.contacts import Contacts
from bot.people.model import RoleGrant, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Lets the first admins in, before anybody is on a roster.

    Args:
        first_admins: the accounts the configuration names.
        language, zone: of a new department, until somebody changes them.
        contacts: the help lines the configuration has, if any.
    """

    unit_of_work: Callable[[], UnitOfWork]
    people: People
    first_admins: frozenset[AccountId]
    language: str
    zone: str
    contacts: Contacts
    installation: Installation

    def is_first_admin(self, account: AccountId) -> bool:
        """Tell whether the configuration names an account."""
        return account in self.first_admins

    async def answer(self, incoming: Incoming) -> Reply:
        """Show the first form to a first admin, or take it.

        Raises:
            UserError: the form lacks a name or a help line; nothing is kept.
        """
        if isinstance(incoming, FormSubmitted) and incoming.form == views.SETUP:
            return await self._open(incoming.account, incoming.values)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        if directory.departments:
            department = directory.departments[0]
            await self._admit(incoming.account, department)
            return await self.installation.begun(department.id)
        return Reply(form=views.setup_form(self.contacts))

    async def _open(self, account: AccountId, values: Mapping[str, str]) -> Reply:
        name = read_name(values.get("name", ""))
        lines = read_contacts(values.get("contacts", ""))
        if not lines and not self.contacts:
            raise UserError("contacts.needed")
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        department = next(
            iter(directory.departments),
            Unit(
                id=f"dept-{secrets.token_hex(4)}",
                name=name,
                language=self.language,
                zone=self.zone,
                contacts=lines,
            ),
        )
        await self._admit(account, department)
        return await self.installation.begun(department.id)

    async def _admit(self, account: AccountId, department: Unit) -> None:
        person = await self.people.arriving(account, department, joined=None)
        async with self.unit_of_work() as uow:
            await uow.people.save_units(department)
            await uow.people.save_people(person)
            await uow.people.grant(RoleGrant(person.id, "admin", department.id))
            await uow.commit()
