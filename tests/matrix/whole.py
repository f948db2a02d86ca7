"""A whole Lien on a real homeserver: its services, its device, a clock that stands still."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from bot.adapters.matrix.app import MatrixDevice
from bot.adapters.matrix.login import Account
from bot.chat.ids import AccountId, ChannelId
from bot.checkins.model import Plan
from bot.clock import SimulatedClock, SystemClock
from bot.disclosure.roster import Policy
from bot.errors import OperatorError
from bot.people.model import Directory
from bot.running import Connection, Ears
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Lien, Parts, assemble
from tests.fakes.questions import CONTACTS
from tests.fakes.small_department import MONDAY
from tests.homeserver import NAME, PASSWORD, Homeserver


@dataclass(kw_only=True)
class Whole:
    """Lien and its device, running."""

    lien: Lien
    device: MatrixDevice
    clock: SimulatedClock
    timeline: Timeline
    user: str

    async def advance(self, to: datetime) -> None:
        await self.timeline.advance(to)


def on_homeserver(
    directory: Directory, names: Mapping[str, str], channels: Mapping[str, str]
) -> Directory:
    """Give people accounts and units rooms on the homeserver of the tests."""
    people = {
        id_: replace(person, accounts=(AccountId("matrix", NAME, names[id_]),))
        for id_, person in directory.people.items()
        if id_ in names
    }
    units = {
        id_: replace(
            unit,
            channel=ChannelId("matrix", NAME, channels[id_]) if id_ in channels else None,
        )
        for id_, unit in directory.units.items()
    }
    return replace(directory, people={**directory.people, **people}, units=units)


@asynccontextmanager
async def whole(
    folder: Path,
    url: str,
    server: Homeserver,
    name: str,
    *others: Connection,
) -> AsyncIterator[Whole]:
    """Start a Lien whose bot is already registered; `others` are chats beside Matrix."""
    keys, store = folder / "keys", folder / "store"
    for made in (keys, store):
        made.mkdir(mode=0o700, exist_ok=True)
    account = Account(homeserver=server.address, user=server.user(name), password=PASSWORD)
    device = MatrixDevice(account, store)
    clock = SimulatedClock(MONDAY)
    failures: list[OperatorError] = []
    async with AsyncExitStack() as stack:
        lien = await assemble(
            Parts(
                database_url=url,
                key_dir=keys,
                clock=clock,
                chats={one.chat.name: one.chat for one in (device, *others)},
                drafts={"matrix": device.drafts},
                withdrawals={"matrix": device.withdrawals},
                texts=Texts.packaged(),
                contacts=CONTACTS,
                policy=Policy(),
            )
        )
        stack.push_async_callback(lien.close)
        ears = Ears(
            receive=lien.router,
            readers=lien.readers,
            pictures=lien.digests,
            workspaces=lien.workspaces,
            ledger=lien.ledger,
            clock=SystemClock(),
            failed=failures.append,
        )
        for connection in (device, *others):
            stack.push_async_callback(connection.stop)
            await connection.start(ears)
        yield Whole(
            lien=lien,
            device=device,
            clock=clock,
            timeline=Timeline(clock, lien.services),
            user=server.user(name),
        )
        assert failures == []


async def settle_in(lien: Lien, directory: Directory, *, is_asked: bool = True) -> None:
    """Put everyone on the roster, with a department asked every week or not at all."""
    async with lien.unit_of_work() as uow:
        await uow.people.save_units(*directory.units.values())
        await uow.people.save_people(*directory.people.values())
        await uow.people.grant(*directory.grants)
        if is_asked:
            await uow.rounds.save_plan(Plan(department="dept", since=MONDAY))
        await uow.commit()
