"""Units and people by chat: made, filled from a channel, moved, given roles."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.admin import team_views as views
from bot.admin.asked import read_mentions, read_name, split_parent
from bot.admin.edit_views import of_person, of_role
from bot.admin.model import folded
from bot.admin.ports import HasBegun
from bot.admin.service.apart import require_apart
from bot.admin.service.people import People, person_of
from bot.admin.team_views import Arrivals
from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import Note, Reply
from bot.errors import UserError
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.asking import Asked
from bot.people.budget import Budget
from bot.people.finding import find_recipient, find_unit
from bot.people.model import Directory, Person, Role, RoleGrant, Unit

_ROLES: Final[Mapping[str, Role]] = {
    **dict.fromkeys(("encadrement", "manager"), "manager"),
    **dict.fromkeys(("referent", "referente"), "referent"),
    **dict.fromkeys(("admin", "administration"), "admin"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing:
    """What an admin can do to the units and people of their own department."""

    unit_of_work: Callable[[], UnitOfWork]
    people: People
    has_begun: HasBegun
    edits: Edits
    budget: Budget

    async def create(self, admin: Person, by: AccountId, words: str, event: str) -> Reply:
        """Make a unit, inside the department or the unit named after "dans".

        Raises:
            UserError: no name, a name that is taken, or an unknown parent.
        """
        asked = read_mentions(words, by)
        name, parent = split_parent(asked.words)
        name = read_name(name)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            department = directory.department(admin.unit)
            above = find_unit(directory, department.id, parent) if parent else department
            if any(u.name.casefold() == name.casefold() for u in directory.under(department.id)):
                raise UserError("team.taken", name=name)
            made = Unit(
                id=f"unit-{secrets.token_hex(4)}",
                name=name,
                parent=above.id,
                channel=_free(directory, asked.channel),
            )
            if await uow.inbox.mark(event):
                await self.edits.save(uow, admin, made)
            await uow.commit()
        return views.unit_made(made)

    async def set_channel(self, admin: Person, by: AccountId, words: str, event: str) -> Reply:
        """Say where a unit reads what concerns it.

        Raises:
            UserError: no channel is named, another unit has it, or the unit is unknown.
        """
        asked = read_mentions(words, by)
        if asked.channel is None:
            raise UserError("team.no_channel")
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit = self._unit(directory, admin, asked.words)
            changed = replace(unit, channel=_free(directory, asked.channel, unless=unit.id))
            await uow.inbox.mark(event)
            notes = await self.edits.save(uow, admin, changed)
            await uow.commit()
        return views.channel_set(changed).adding(*notes)

    async def team(self, asked: Asked, name: str, channel: ChannelId) -> Unit:
        """Make a unit below the department, or take the one of that name; nothing is kept.

        Raises:
            UserError: there is no name, or another unit has the channel.
        """
        name = read_name(name)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        known = next(
            (
                unit
                for unit in directory.under(asked.department)
                if unit.parent is not None and unit.name.casefold() == name.casefold()
            ),
            Unit(id=f"unit-{secrets.token_hex(4)}", name=name, parent=asked.department),
        )
        return replace(known, channel=_free(directory, channel, unless=known.id))

    async def arriving(self, unit: Unit, channel: ChannelId, now: datetime) -> Reply:
        """Show what taking the readers of a channel into a unit would change; nothing is."""
        return views.arrivals(unit, channel, await self._arrivals(unit, channel, now))

    async def preview(self, admin: Person, by: AccountId, words: str, now: datetime) -> Reply:
        """Show what taking the readers of a channel into a unit would change; nothing is.

        Raises:
            UserError: the unit or the channel is unknown, or the chat cannot say who is there.
        """
        asked = read_mentions(words, by)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        unit = self._unit(directory, admin, asked.words)
        channel = asked.channel or unit.channel
        if channel is None:
            raise UserError("team.no_channel")
        return await self.arriving(unit, channel, now)

    async def take_in(self, admin: Person, value: str, event: str, now: datetime) -> Reply:
        """Do what `preview` showed, as things are now; `value` is what its button carried.

        Raises:
            UserError: the unit is gone, or the chat cannot say who is there.
        """
        unit_id, _, place = value.partition("|")
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        unit = directory.units.get(unit_id)
        if unit is None or directory.department(unit_id) != directory.department(admin.unit):
            raise UserError("team.none_yet")
        arrivals = await self._arrivals(unit, ChannelId.parse(place), now)
        changes = arrivals.new + arrivals.moving
        notes = await self._save(admin, event, *changes)
        return views.taken_in(unit, len(changes)).adding(*notes)

    async def add(
        self, admin: Person, by: AccountId, words: str, event: str, now: datetime
    ) -> Reply:
        """Put somebody into a unit, or move them there.

        Raises:
            UserError: nobody is named, the chat does not know them, or the unit is unknown.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        known, account, rest = named(directory, words, by)
        unit = self._unit(directory, admin, rest)
        joined = await self.joined(directory, unit, now)
        if known is not None:
            person = replace(known, unit=unit.id)
        elif account is not None:
            person = await self.people.arriving(account, unit, joined)
        else:
            raise UserError("people.nobody_named")
        notes = await self._save(admin, event, person)
        return views.member_added(person.name, unit).adding(*notes)

    async def remove(self, admin: Person, by: AccountId, words: str, event: str) -> Reply:
        """Take somebody off the roster from the next round on.

        Raises:
            UserError: they are on no roster of this department, or are the admin who asks.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            person = self._member(directory, admin, words, by)
            if person.id == admin.id:
                raise UserError("team.not_oneself")
            await uow.inbox.mark(event)
            await uow.people.remove_people(person.id)
            edits = tuple(of_person(person, None, directory))
            notes = await self.edits.note(uow, admin, edits)
            await uow.commit()
        return views.member_removed(person.name).adding(*notes)

    async def give(self, admin: Person, by: AccountId, role: Role, words: str, event: str) -> Reply:
        """Give a role over a unit, or over the department when none is named.

        Raises:
            UserError: they are on no roster of this department, the unit is unknown, or more
                time would be planned of them than there is.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            person, _, rest = named(directory, words, by)
            department = directory.department(admin.unit)
            if person is None or directory.department(person.unit) != department:
                raise UserError("team.not_on_roster")
            unit = self._unit(directory, admin, rest) if rest else department
            require_apart(directory, RoleGrant(person.id, role, unit.id), person.name)
            await uow.inbox.mark(event)
            grant = RoleGrant(person.id, role, unit.id)
            await uow.people.grant(grant)
            self.budget.require(directory, await uow.people.directory(), department.id)
            given = of_role(person, role, unit, was=grant in directory.grants, is_now=True)
            notes = await self.edits.note(uow, admin, (given,))
            await uow.commit()
        return views.role_given(person.name, role, unit).adding(*notes)

    async def revoke(self, asked: Asked) -> Reply:
        """Take a role back: "@Nadia encadrement Enfance Nord"; over the department by default.

        Raises:
            UserError: nobody or no role is named, they do not hold it, or nobody would be left
                to administer Lien.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            person, _, rest = named(directory, asked.words, asked.account)
            if person is None or directory.department(person.unit).id != asked.department:
                raise UserError("team.not_on_roster")
            word, _, name = rest.strip().partition(" ")
            role = _ROLES.get(folded(word))
            if role is None:
                raise UserError("team.no_role", text=word[:40] or "?")
            unit = self._unit(directory, asked.person, name) if name.strip() else None
            held = [
                grant
                for grant in directory.grants
                if grant.person == person.id
                and grant.role == role
                and (unit is None or grant.unit == unit.id)
            ]
            if not held:
                raise UserError("team.role_not_held", name=person.name)
            others = {p.id for p in directory.holders("admin", asked.department)} - {person.id}
            if role == "admin" and not others:
                raise UserError("team.last_admin")
            notes: tuple[Note, ...] = ()
            if await uow.inbox.mark(asked.event):
                await uow.people.revoke(*held)
                over = [directory.units[grant.unit] for grant in held]
                taken = [of_role(person, role, u, was=True, is_now=False) for u in over]
                notes = await self.edits.note(uow, asked.person, taken)
            await uow.commit()
        return views.role_taken(person.name, role).adding(*notes)

    async def _arrivals(self, unit: Unit, channel: ChannelId, now: datetime) -> Arrivals:
        profiles = await self.people.members(channel)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        joined = await self.joined(directory, unit, now)
        new, moving, staying = list[Person](), list[Person](), list[Person]()
        for profile in profiles:
            if profile.apart is not None:
                continue
            known = directory.holder(profile.account)
            if known is None:
                new.append(person_of(profile, unit, joined))
            elif known.unit == unit.id:
                staying.append(known)
            elif not _leads(directory, known):
                moving.append(replace(known, unit=unit.id))
        return Arrivals(
            new=tuple(new),
            moving=tuple(moving),
            staying=tuple(staying),
            apart=tuple(one for one in profiles if one.apart is not None),
        )

    async def joined(self, directory: Directory, unit: Unit, now: datetime) -> date | None:
        """Count the people of the first set-up at once, and later ones after their first month."""
        department = directory.department(unit.id).id
        if not await self.has_begun(department):
            return None
        return now.astimezone(ZoneInfo(directory.unit_zone(department))).date()

    async def _save(self, admin: Person, event: str, *people: Person) -> tuple[Note, ...]:
        notes: tuple[Note, ...] = ()
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            if await uow.inbox.mark(event):
                moved = [moved_to(directory, person) for person in people]
                notes = await self.edits.save(uow, admin, *moved)
            await uow.commit()
        return notes

    @staticmethod
    def _unit(directory: Directory, admin: Person, name: str) -> Unit:
        department = directory.department(admin.unit)
        return find_unit(directory, department.id, name)

    @staticmethod
    def _member(directory: Directory, admin: Person, words: str, by: AccountId) -> Person:
        person, _, _ = named(directory, words, by)
        department = directory.department(admin.unit)
        if person is None or directory.department(person.unit) != department:
            raise UserError("team.not_on_roster")
        return person


def moved_to(directory: Directory, person: Person) -> Person:
    """Give somebody the place meant for them: what they chose for themselves meanwhile stays."""
    known = directory.people.get(person.id)
    return replace(known, unit=person.unit) if known else person


def named(
    directory: Directory, words: str, by: AccountId
) -> tuple[Person | None, AccountId | None, str]:
    """Read who is named: somebody of the roster, or an account that may come onto it."""
    asked = read_mentions(words, by)
    if asked.account is not None and (person := directory.holder(asked.account)):
        return person, asked.account, asked.words
    try:
        found = find_recipient(directory, words)
    except UserError:
        return None, asked.account, asked.words
    if isinstance(found.whom, Person):
        return found.whom, None, found.words
    return None, asked.account, asked.words


def _free(directory: Directory, channel: ChannelId | None, *, unless: str = "") -> ChannelId | None:
    """Return a channel that no other unit has.

    Raises:
        UserError: one has it.
    """
    reading = directory.reading(channel) if channel else None
    if reading is not None and reading.id != unless:
        raise UserError("team.channel_taken", name=reading.name)
    return channel


def _leads(directory: Directory, person: Person) -> bool:
    """Tell whether somebody's place says more than the channels they read."""
    return any(g.person == person.id and g.role in {"admin", "manager"} for g in directory.grants)
