"""A workspace removed Lien: its tokens go at once, what belongs to it a stated time later."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from bot.sealing.ports import Keyring
from bot.workspaces.model import ERASED_AFTER, Departure, Holder, erased_with
from bot.workspaces.ports import WorkspacesUnitOfWork
from bot.workspaces.service.grants import Grants

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """Forgets a workspace: tokens at once, people and what is held of them `ERASED_AFTER` later.

    Somebody who removed Lien by mistake, or to change its permissions, has that long to put it
    back and find everything as it was.

    Args:
        keys_of_round: names the keys of a round.
        keys_of_department: names the folders of a department's other keys.
        scrub: makes what was removed unreadable in the database's files.
    """

    unit_of_work: Callable[[], WorkspacesUnitOfWork]
    grants: Grants
    keyring: Keyring
    keys_of_round: Callable[[str], Sequence[str]]
    keys_of_department: Callable[[str], Sequence[str]]
    scrub: Callable[[], Awaitable[None]]

    async def left(self, chat: str, workspace: str, now: datetime) -> None:
        """Forget a workspace's tokens, and note when the rest goes; told twice, it acts once."""
        await self.grants.forget(
            Holder(chat=chat, workspace=workspace), *await self.grants.holders(chat, workspace)
        )
        departure = Departure(chat=chat, workspace=workspace, erase_at=now + ERASED_AFTER)
        async with self.unit_of_work() as uow:
            await uow.departures.add(departure)
            await uow.commit()
        log.warning(
            "workspaces.left", chat=chat, workspace=workspace, erased_on=departure.erase_at.date()
        )

    async def returned(self, chat: str, workspace: str) -> None:
        """Expect nothing more of a departure: Lien was let in again, or all is erased."""
        async with self.unit_of_work() as uow:
            await uow.departures.remove(chat, workspace)
            await uow.commit()

    async def run_due(self, now: datetime) -> datetime | None:
        """Erase what is due; return when something is next."""
        async with self.unit_of_work() as uow:
            waiting = await uow.departures.waiting()
        for departure in waiting:
            if departure.erase_at > now:
                return departure.erase_at
            await self._erase(departure)
        return None

    async def _erase(self, departure: Departure) -> None:
        """Keys go first and the note last: interrupted, it begins again and changes nothing."""
        async with self.unit_of_work() as uow:
            going = erased_with(await uow.people.directory(), departure)
            departments = [unit.id for unit in going.units if unit.parent is None]
            rounds = await uow.departures.rounds(departments)
        await self._destroy_keys(rounds, departments)
        async with self.unit_of_work() as uow:
            left = await uow.departures.messages_to(departure.chat, departure.workspace)
            await uow.outbox.remove(*left)
            await uow.departures.forget_people([person.id for person in going.people])
            await uow.departures.forget_units([unit.id for unit in going.units])
            await uow.people.save_people(*going.people_changed)
            await uow.people.save_units(*going.units_changed)
            await uow.commit()
        await self.scrub()
        await self.returned(departure.chat, departure.workspace)
        log.warning(
            "workspaces.erased",
            chat=departure.chat,
            workspace=departure.workspace,
            people=len(going.people),
            units=len(going.units),
        )

    async def _destroy_keys(self, rounds: Sequence[str], departments: Sequence[str]) -> None:
        names = [name for round_id in rounds for name in self.keys_of_round(round_id)]
        for department in departments:
            for folder in self.keys_of_department(department):
                names += await self.keyring.names(folder)
        for name in names:
            await self.keyring.destroy(name)
