"""A manager's edit of their own team: an admin says yes, and the team reads who changed what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal, TypeAlias

from bot.admin import proposal_views as views
from bot.admin.edit_views import of_person
from bot.admin.service.staffing import Staffing, moved_to, named
from bot.chat.ids import AccountId
from bot.chat.outgoing import Message, Note, Reply
from bot.errors import UserError
from bot.outbox.model import Entry, Recipient, ToChannel, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.asking import Asked
from bot.people.finding import find_unit
from bot.people.model import Directory, Person, Unit

Kind: TypeAlias = Literal["add", "remove"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposals:
    """Carries what managers propose to admins, and does it once one of them agrees."""

    unit_of_work: Callable[[], UnitOfWork]
    staffing: Staffing

    async def propose(self, asked: Asked, kind: Kind, now: datetime) -> Reply:
        """Ask the department's admins to change a team one manages; nothing is changed.

        Raises:
            UserError: nobody is named, the team is not theirs, or nobody administers Lien.
        """
        directory = asked.directory
        person, account, rest = named(directory, asked.words, asked.account)
        unit = self._theirs(asked, rest, person if kind == "remove" else None)
        if kind == "remove" and (person is None or person.unit != unit.id):
            raise UserError("team.not_on_roster")
        if person is None:
            if account is None:
                raise UserError("people.nobody_named")
            person = await self.staffing.people.arriving(account, unit, joined=None)
        admins = directory.holders("admin", asked.department)
        if not admins or not person.accounts:
            raise UserError("proposal.nobody")
        value = f"{kind}|{asked.person.id}|{unit.id}|{person.accounts[0]}"
        message = views.proposal(kind, asked.person.name, person.name, unit, value)
        async with self.unit_of_work() as uow:
            if await uow.inbox.mark(asked.event):
                to = [ToPerson(admin.id) for admin in admins]
                await uow.outbox.add(*_entries(f"proposal/{asked.event}", to, message, now))
            await uow.commit()
        return views.proposed([admin.name for admin in admins])

    async def accept(self, asked: Asked, now: datetime) -> Reply:
        """Do what a manager proposed, and let the team and the manager know.

        Raises:
            UserError: the manager no longer manages that team, or the person is gone.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        kind, manager, unit, account = _read(directory, asked)
        person = directory.holder(account)
        if kind == "add":
            if person is not None and person.unit == unit.id:
                return views.done_already()
            joined = await self.staffing.joined(directory, unit, now)
            person = (
                replace(person, unit=unit.id)
                if person is not None
                else await self.staffing.people.arriving(account, unit, joined)
            )
        elif person is None or person.unit != unit.id:
            return views.done_already()
        said = views.announced(kind, person.name, unit, manager.name, asked.person.name)
        async with self.unit_of_work() as uow:
            notes: tuple[Note, ...] = ()
            if await uow.inbox.mark(asked.event):
                now_there = await uow.people.directory()
                edits = self.staffing.edits
                if kind == "add":
                    notes = await edits.save(uow, asked.person, moved_to(now_there, person))
                else:
                    await uow.people.remove_people(person.id)
                    gone = tuple(of_person(person, None, now_there))
                    notes = await edits.note(uow, asked.person, gone)
                to = _readers(directory, unit, manager)
                await uow.outbox.add(*_entries(f"proposal/{asked.event}", to, said, now))
            await uow.commit()
        return views.accepted(kind, person.name, unit).adding(*notes)

    async def refuse(self, asked: Asked, now: datetime) -> Reply:
        """Leave things as they are, and let the manager know.

        Raises:
            UserError: there is no such proposal.
        """
        _, manager, unit, _ = _read(asked.directory, asked)
        message = views.refused(asked.person.name, unit)
        async with self.unit_of_work() as uow:
            if await uow.inbox.mark(asked.event):
                to = [ToPerson(manager.id)]
                await uow.outbox.add(*_entries(f"proposal/{asked.event}", to, message, now))
            await uow.commit()
        return views.left()

    @staticmethod
    def _theirs(asked: Asked, name: str, leaving: Person | None) -> Unit:
        """Find the team meant, among those somebody manages; the only one when none is named."""
        directory = asked.directory
        if name.strip():
            unit = find_unit(directory, asked.department, name)
        elif leaving is not None:
            unit = directory.units[leaving.unit]
        else:
            own = [
                directory.units[grant.unit]
                for grant in directory.grants
                if grant.person == asked.person.id
                and grant.role == "manager"
                and grant.unit in directory.units
            ]
            if len(own) != 1:
                raise UserError("proposal.which_team", names=tuple(u.name for u in own) or ("?",))
            unit = own[0]
        if not directory.has_role(asked.person.id, "manager", unit.id):
            raise UserError("proposal.not_yours", unit=unit.name)
        return unit


def _read(directory: Directory, asked: Asked) -> tuple[Kind, Person, Unit, AccountId]:
    kind, manager_id, unit_id, account = (*asked.words.split("|"), "", "", "", "")[:4]
    manager, unit = directory.people.get(manager_id), directory.units.get(unit_id)
    if (
        kind not in {"add", "remove"}
        or manager is None
        or unit is None
        or directory.department(unit.id).id != asked.department
        or not directory.has_role(manager.id, "manager", unit.id)
    ):
        raise UserError("proposal.gone")
    return "add" if kind == "add" else "remove", manager, unit, AccountId.parse(account)


def _readers(directory: Directory, unit: Unit, manager: Person) -> list[Recipient]:
    """List the team, in its channel where it has one, and the manager."""
    if unit.channel is not None:
        return [ToChannel(unit.channel), ToPerson(manager.id)]
    people = {p.id for p in directory.members(unit.id)} | {manager.id}
    return [ToPerson(person) for person in sorted(people)]


def _entries(
    name: str, to: Sequence[Recipient], message: Message, now: datetime
) -> tuple[Entry, ...]:
    return tuple(
        Entry(id=f"{name}/{number}", kind="admin.proposal", to=one, message=message, not_before=now)
        for number, one in enumerate(to)
    )
