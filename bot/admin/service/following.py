"""Follows who leaves the chat and who joins a team's channel, so that rosters stay true."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.admin.service.people import People
from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import Message, Paragraph
from bot.errors import UserError
from bot.i18n.text import Text, text
from bot.outbox.model import Entry, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.model import Directory, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Takes closed accounts off the roster, and tells admins who may be missing from it.

    Nobody is put on a roster, or taken off it, for reading a channel: that is an admin's to say.
    """

    unit_of_work: Callable[[], UnitOfWork]
    people: People

    async def closed(self, account: AccountId, event: str, now: datetime) -> None:
        """Forget a closed account, and with their last one the person's place on the roster.

        The only admin of a department keeps their place: somebody has to be told.
        """
        await self._forget(account, "closed", event, now)

    async def made_guest(self, account: AccountId, event: str, now: datetime) -> None:
        """Forget an account that has become a guest's, as `closed` does: guests are in no team."""
        await self._forget(account, "guest", event, now)

    async def _forget(self, account: AccountId, why: str, event: str, now: datetime) -> None:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            person = directory.holder(account)
            if person is None or not await uow.inbox.mark(event):
                return
            department = directory.department(person.unit)
            left = tuple(a for a in person.accounts if a != account)
            admins = {p.id for p in directory.holders("admin", department.id)}
            if left:
                await uow.people.save_people(replace(person, accounts=left))
            elif admins != {person.id}:
                await uow.people.remove_people(person.id)
                said = Text(f"follow.{why}", {"name": person.name})
                for entry in _told(admins - {person.id}, said, "", now):
                    await uow.outbox.add(entry)
            await uow.commit()

    async def joined(
        self, account: AccountId, channel: ChannelId, event: str, now: datetime
    ) -> None:
        """Tell admins that a team's channel has a reader who is on no roster; once while unread.

        Robots, guests and people of other organisations are none that a roster could lack.
        """
        if not await self._may_be_missing(account, channel):
            return
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit = directory.reading(channel)
            known = directory.holder(account) is not None
            if unit is None or known or not await uow.inbox.mark(event):
                return
            said = text("follow.joined", unit=unit.name)
            for entry in _told(_admins(directory, unit), said, f"joined/{unit.id}", now):
                await uow.outbox.add(entry)
            await uow.commit()

    async def _may_be_missing(self, account: AccountId, channel: ChannelId) -> bool:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        if directory.reading(channel) is None or directory.holder(account) is not None:
            return False
        try:
            readers = await self.people.members(channel)
        except UserError:
            return True  # the chat cannot say: an import will
        return any(one.account == account and one.apart is None for one in readers)


def _admins(directory: Directory, unit: Unit) -> set[str]:
    return {p.id for p in directory.holders("admin", directory.department(unit.id).id)}


def _told(admins: set[str], said: Text, about: str, now: datetime) -> list[Entry]:
    return [
        Entry(
            id=f"follow/{secrets.token_hex(8)}",
            kind="admin.follow",
            to=ToPerson(admin),
            message=Message((Paragraph(said),)),
            not_before=now,
            collapse_key=f"{about}/{admin}" if about else None,
        )
        for admin in sorted(admins)
    ]
