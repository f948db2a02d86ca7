"""A big round on its way: how far it has come is told to whoever set it up, and to nobody else."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.chat.ids import MessageRef
from bot.chat.incoming import CommandTyped
from bot.chat.ports import Delivery
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.world import World, world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
PROGRESS = "invitations parties sur"


@dataclass
class WatchedChat(RecordingChat):
    """Looks up from sending once, after so many messages."""

    look: Callable[[], Awaitable[None]] | None = None
    after: int = 0

    async def send(self, delivery: Delivery) -> MessageRef:
        sent = await super().send(delivery)
        if self.look and len(self.delivered) == self.after:
            await self.look()
        return sent


async def asked(played: World, person: str) -> str:
    """Ask for the schedule without letting time go on."""
    reply = await played.lien.router(
        CommandTyped(
            event=f"ask-{person}", account=account(person), command="lien", words="planning liste"
        )
    )
    assert reply is not None
    return played.said(reply)


async def seen(folder: Path, url: str, size: int, after: int) -> dict[str, str]:
    """Let a round leave, and ask an admin and an agent after so many messages, then at its end."""
    said: dict[str, str] = {}
    chat = WatchedChat(after=after)
    async with world(folder, url, small_department(size), chat=chat) as played:

        async def look() -> None:
            said["admin"] = await asked(played, "admin")
            said["agent"] = await asked(played, "t1p2")

        chat.look = look
        await played.advance(THURSDAY)
        said["later"] = await asked(played, "admin")
    return said


async def test_an_admin_reads_how_far_a_big_round_has_come_and_nobody_else_does(
    tmp_path: Path, sqlite_url: str
) -> None:
    said = await seen(tmp_path, sqlite_url, size=250, after=230)

    assert f"200 {PROGRESS} 251" in said["admin"]
    assert PROGRESS not in said["agent"]
    assert PROGRESS not in said["later"]


async def test_of_a_small_round_nothing_is_said_for_it_would_tell_who_is_away(
    tmp_path: Path, sqlite_url: str
) -> None:
    said = await seen(tmp_path, sqlite_url, size=12, after=6)

    assert PROGRESS not in said["admin"]
