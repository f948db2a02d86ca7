"""`python -m tests.holding FOLDER HOLDS SEED START`: hand over what is left of the plan, and go on.

It writes what it does to `steps` before and after, a line each, so that whoever killed it knows
what may have happened: "begin 12 <instant>", "kept 12", "cancelling 12", "cancelled 12"…
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat.incoming import ButtonPressed, CommandTyped
from bot.chat.outgoing import Choices, Paragraph, Reply
from bot.quiethours.views import CANCEL, SEND_NOW
from tests.fakes.small_department import account
from tests.holding.living import Living, living, steps_in
from tests.holding.plan import LEAVES, LEAVES_AT, START, TOGETHER, Handed, department, plan

FLUSHED = timedelta(days=24)
"""From the start: everybody has been at work again, everything has left."""


@dataclass
class Handing:
    """Gives a running Lien a plan's messages, each once whatever happens."""

    living: Living

    async def hand(self, one: Handed) -> None:
        self.living.note("begin", one.n, self.living.clock.now().isoformat())
        typed = CommandTyped(
            event=f"handed/{one.n}",
            account=account(one.author),
            command="plus-tard",
            words=f"{one.to} {one.words}",
        )
        reply = await self.living.lien.router(typed)
        if (why := _refusal(reply)) not in {"", "quiethours.already_kept"}:
            self.living.note("refused", one.n, why)
        self.living.note("kept", one.n)
        ref = _ref(reply)
        # A second time it is refused: kept already, and what was to follow is left.
        if ref is not None and one.then != "keep":
            self.living.note("cancelling" if one.then == "cancel" else "sending", one.n)
            await self._press(one, CANCEL if one.then == "cancel" else SEND_NOW, ref)
            self.living.note("cancelled" if one.then == "cancel" else "sent", one.n)

    async def _press(self, one: Handed, action: str, ref: str) -> None:
        pressed = ButtonPressed(
            event=f"pressed/{one.n}", account=account(one.author), action=action, value=ref
        )
        await self.living.lien.router(pressed)

    async def go_to(self, at: datetime) -> None:
        await self.living.timeline.advance(at)
        if at >= LEAVES_AT:
            async with self.living.lien.unit_of_work() as uow:
                await uow.people.remove_people(LEAVES)
                await uow.commit()


def _refusal(reply: Reply | None) -> str:
    if reply is None or reply.message is None or not reply.is_refusal:
        return ""
    (part,) = [part for part in reply.message.parts if isinstance(part, Paragraph)]
    return part.text.id


def _ref(reply: Reply | None) -> str | None:
    if reply is None or reply.message is None or reply.is_refusal:
        return None
    doors = [part for part in reply.message.parts if isinstance(part, Choices)]
    return doors[0].buttons[0].value if doors else None


async def main(folder: Path, holds: int, seed: int, start: datetime) -> None:
    async with living(folder, start, department(), seed) as here:
        handing, clock = Handing(here), here.clock
        here.note("ready", start.isoformat(), time.monotonic())
        await handing.go_to(start)
        done = {n for kind, n, *_ in steps_in(folder) if kind == "kept"}
        left = [one for one in plan(holds, seed) if str(one.n) not in done]
        for n, one in enumerate(left):
            if n % TOGETHER == 0 or one.at > clock.now():
                await handing.go_to(max(one.at, clock.now()))
                here.note("at", clock.now().isoformat())
            await handing.hand(one)
        while clock.now() < START + FLUSHED:
            await handing.go_to(clock.now() + timedelta(hours=6))
            here.note("at", clock.now().isoformat())
    here.note("end", 0)


if __name__ == "__main__":
    asyncio.run(
        main(
            Path(sys.argv[1]),
            int(sys.argv[2]),
            int(sys.argv[3]),
            datetime.fromisoformat(sys.argv[4]),
        )
    )
