"""`python -m tests.holding FOLDER HOLDS SEED START`: hand over what is left of the plan, and go on.

It writes what it does to `steps` before and after, a line each, so that whoever killed it knows
what may have happened: "begin 12 <instant>", "kept 12", "cancelling 12", "cancelled 12"…
"""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from bot.chat.incoming import ButtonPressed, CommandTyped
from bot.chat.outgoing import Choices, Paragraph, Reply
from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.logs import configure
from bot.quiethours.views import CANCEL, SEND_NOW
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Lien, Parts, assemble
from tests.fakes.questions import CONTACTS, questionnaire
from tests.fakes.small_department import account
from tests.holding.chat import FileChat
from tests.holding.plan import LEAVES, LEAVES_AT, START, TOGETHER, Handed, department, plan

FLUSHED = timedelta(days=24)
"""From the start: everybody has been at work again, everything has left."""


@dataclass
class Handing:
    """A running Lien that is given a plan's messages, each once whatever happens."""

    lien: Lien
    clock: SimulatedClock
    timeline: Timeline
    steps: int

    def note(self, *step: object) -> None:
        os.write(self.steps, " ".join(map(str, step)).encode() + b"\n")

    async def hand(self, one: Handed) -> None:
        self.note("begin", one.n, self.clock.now().isoformat())
        typed = CommandTyped(
            event=f"handed/{one.n}",
            account=account(one.author),
            command="plus-tard",
            words=f"{one.to} {one.words}",
        )
        reply = await self.lien.router(typed)
        if (why := _refusal(reply)) not in {"", "quiethours.already_kept"}:
            self.note("refused", one.n, why)
        self.note("kept", one.n)
        ref = _ref(reply)
        # A second time it is refused: kept already, and what was to follow is left.
        if ref is not None and one.then != "keep":
            self.note("cancelling" if one.then == "cancel" else "sending", one.n)
            await self._press(one, CANCEL if one.then == "cancel" else SEND_NOW, ref)
            self.note("cancelled" if one.then == "cancel" else "sent", one.n)

    async def _press(self, one: Handed, action: str, ref: str) -> None:
        pressed = ButtonPressed(
            event=f"pressed/{one.n}", account=account(one.author), action=action, value=ref
        )
        await self.lien.router(pressed)

    async def go_to(self, at: datetime) -> None:
        await self.timeline.advance(at)
        if at >= LEAVES_AT:
            async with self.lien.unit_of_work() as uow:
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
    steps = os.open(folder / "steps", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    chance = random.Random(f"{seed}{start}{os.getpid()}")  # noqa: S311 - when it fails is chance
    clock = SimulatedClock(start)
    configure(clock=clock, level="debug")
    chat = FileChat(folder / "chat", chance)
    lien = await assemble(
        Parts(
            database_url=f"sqlite:///{folder / 'lien.db'}",
            key_dir=folder / "keys",
            clock=clock,
            chats={chat.name: chat},
            texts=Texts(questionnaire=questionnaire(), charter=lambda _: "Une charte."),
            contacts=CONTACTS,
            policy=Policy(),
        )
    )
    handing = Handing(lien, clock, Timeline(clock, lien.services), steps)
    directory = department()
    async with lien.unit_of_work() as uow:
        if not (await uow.people.directory()).people:
            await uow.people.save_units(*directory.units.values())
            await uow.people.save_people(*directory.people.values())
            await uow.people.grant(*directory.grants)
            await uow.commit()
    handing.note("ready", start.isoformat(), time.monotonic())
    await handing.go_to(start)
    done = {n for kind, n, *_ in steps_in(folder) if kind == "kept"}
    left = [one for one in plan(holds, seed) if str(one.n) not in done]
    for n, one in enumerate(left):
        if n % TOGETHER == 0 or one.at > clock.now():
            await handing.go_to(max(one.at, clock.now()))
            handing.note("at", clock.now().isoformat())
        await handing.hand(one)
    while clock.now() < START + FLUSHED:
        await handing.go_to(clock.now() + timedelta(hours=6))
        handing.note("at", clock.now().isoformat())
    await lien.close()
    handing.note("end", 0)


def steps_in(folder: Path) -> list[list[str]]:
    """Read what was done, in order."""
    file = folder / "steps"
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


if __name__ == "__main__":
    asyncio.run(
        main(
            Path(sys.argv[1]),
            int(sys.argv[2]),
            int(sys.argv[3]),
            datetime.fromisoformat(sys.argv[4]),
        )
    )
