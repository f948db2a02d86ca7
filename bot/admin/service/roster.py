"""A whole roster at once, pasted as a list: what it would change is read first, then applied."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.admin import roster_views as views
from bot.admin.edit_views import of_role
from bot.admin.model import folded
from bot.admin.roster_file import Row, read_rows
from bot.admin.service.apart import require_apart
from bot.admin.service.people import person_of
from bot.admin.service.staffing import Staffing, moved_to
from bot.chat.ids import AccountId
from bot.chat.outgoing import Note, Reply
from bot.errors import UserError
from bot.outbox.ports import UnitOfWork
from bot.people.asking import Asked
from bot.people.model import Directory, Person, RoleGrant, Unit

_FULL_ID = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterList:
    """Puts a pasted list of people into their teams, all of it or none."""

    unit_of_work: Callable[[], UnitOfWork]
    staffing: Staffing

    def ask(self) -> Reply:
        """Open the form for the list."""
        return Reply(form=views.form())

    async def preview(self, asked: Asked, now: datetime) -> Reply:
        """Show what the list would change, in a form that applies it; nothing is.

        Raises:
            UserError: a line cannot be read, or names an account the chat does not know.
        """
        words = asked.values.get(views.LIST, "")
        return Reply(form=views.preview(await self._changes(asked, words, now), words))

    async def apply(self, asked: Asked, now: datetime) -> Reply:
        """Do what the list says, as things are now.

        Raises:
            UserError: as `preview`; nothing is kept.
        """
        changes = await self._changes(asked, asked.values.get(views.LIST, ""), now)
        async with self.unit_of_work() as uow:
            notes: tuple[Note, ...] = ()
            if await uow.inbox.mark(asked.event):
                notes = await self._keep(uow, asked.person, changes)
            await uow.commit()
        people = len(changes.new) + len(changes.moving)
        return views.applied(people, len(changes.teams)).adding(*notes)

    async def _keep(
        self, uow: UnitOfWork, admin: Person, changes: views.Changes
    ) -> tuple[Note, ...]:
        before = await uow.people.directory()
        people = [moved_to(before, person) for person in (*changes.new, *changes.moving)]
        edits = self.staffing.edits
        notes = await edits.save(uow, admin, *changes.teams, *people)
        await uow.people.grant(*changes.grants)
        after = await uow.people.directory()
        self.staffing.budget.require(before, after, before.department(admin.unit).id)
        given = [
            of_role(
                after.people[grant.person],
                grant.role,
                after.units[grant.unit],
                was=grant in before.grants,
                is_now=True,
            )
            for grant in changes.grants
        ]
        return notes + await edits.note(uow, admin, given)

    async def _changes(self, asked: Asked, words: str, now: datetime) -> views.Changes:
        rows = read_rows(words)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        department = directory.units[asked.department]
        teams = _teams(directory, department, rows)
        joined = await self.staffing.joined(directory, department, now)
        accounts = [_account(row, asked.account) for row in rows]
        profiles = {one.account: one for one in await self.staffing.people.profiles(accounts)}
        apart = tuple(one for one in profiles.values() if one.apart is not None)
        new, moving, grants = list[Person](), list[Person](), list[RoleGrant]()
        for row, account in zip(rows, accounts, strict=True):
            unit = teams[folded(row.team)]
            person = directory.holder(account)
            if person is None:
                if account not in profiles:
                    raise UserError("roster.unknown", line=row.line, name=row.account[:80])
                if profiles[account] in apart:
                    continue
                person = person_of(profiles[account], unit, joined)
                new.append(person)
            elif person.unit != unit.id:
                moving.append(replace(person, unit=unit.id))
            if row.role is not None:
                over = department if row.role == "admin" else unit
                grants.append(RoleGrant(person.id, row.role, over.id))
        made = tuple(unit for unit in teams.values() if unit.id not in directory.units)
        _require_apart(directory, made, new, grants)
        return views.Changes(
            teams=made,
            new=tuple(new),
            moving=tuple(moving),
            grants=tuple(grants),
            apart=tuple(one for one in apart if directory.holder(one.account) is None),
        )


def _require_apart(
    directory: Directory, made: Sequence[Unit], new: Sequence[Person], grants: Sequence[RoleGrant]
) -> None:
    """Refuse a list that gives somebody both a team and its signals, with what they hold already.

    Raises:
        UserError: it does.
    """
    units = {**directory.units, **{unit.id: unit for unit in made}}
    people = {**directory.people, **{person.id: person for person in new}}
    for n, grant in enumerate(grants):
        held = Directory(units=units, people=people, grants=(*directory.grants, *grants[:n]))
        require_apart(held, grant, people[grant.person].name)


def _teams(directory: Directory, department: Unit, rows: tuple[Row, ...]) -> dict[str, Unit]:
    """Find the units the list names, and make those there are not."""
    found = {folded(unit.name): unit for unit in directory.under(department.id)}
    wanted: dict[str, Unit] = {}
    for row in rows:
        name = folded(row.team)
        wanted.setdefault(
            name,
            found.get(name)
            or Unit(id=f"unit-{secrets.token_hex(4)}", name=row.team, parent=department.id),
        )
    return wanted


def _account(row: Row, by: AccountId) -> AccountId:
    """Name the account meant; one that does not name its chat is of the admin's."""
    if row.account.count("/") >= _FULL_ID:
        return AccountId.parse(row.account)
    return AccountId(by.chat, by.workspace, row.account)
