"""Who leaves the chat leaves the roster; who joins a channel is told to admins, and no more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bot.chat.ids import ChannelId
from bot.chat.incoming import AccountClosed, MembershipChanged
from tests.fakes.small_department import account, small_department
from tests.scenarios.world import World, world

DEPARTMENT = small_department(8)
CHANNEL = ChannelId("local", "test", "t1")
READ = replace(
    DEPARTMENT,
    units={**DEPARTMENT.units, "t1": replace(DEPARTMENT.units["t1"], channel=CHANNEL)},
)


async def on_roster(w: World) -> set[str]:
    async with w.lien.unit_of_work() as uow:
        return set((await uow.people.directory()).people)


async def test_a_closed_account_takes_its_person_off_the_roster_once(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        before = await on_roster(w)
        closed = AccountClosed(event="closed-1", account=account("t1p2"))

        assert await w.lien.router(closed) is None
        assert await w.lien.router(closed) is None

        assert await on_roster(w) == before - {"t1p2"}


async def test_the_only_admin_keeps_their_place(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.lien.router(AccountClosed(event="closed-1", account=account("admin")))

        assert "admin" in await on_roster(w)


async def test_joining_a_channel_puts_nobody_on_a_roster_and_tells_admins(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, READ) as w:
        before = await on_roster(w)
        await w.lien.router(
            MembershipChanged(
                event="joined-1", account=account("newcomer"), channel=CHANNEL, is_member=True
            )
        )

        async with w.lien.unit_of_work() as uow:
            waiting = await uow.outbox.claim(w.clock.now(), 50)
        assert [e.kind for e in waiting if e.kind == "admin.follow"] == ["admin.follow"]
        assert await on_roster(w) == before
