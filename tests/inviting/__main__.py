"""`python -m tests.inviting FOLDER START END`: live from one instant to another, then say so."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.logs import configure
from bot.people.model import Directory
from bot.people.prompting import Prompting
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Parts, assemble
from tests.fakes.questions import CONTACTS, questionnaire
from tests.fakes.small_department import MONDAY, small_department
from tests.holding.chat import FileChat


def department() -> Directory:
    """Three teams of twenty who are asked every other week."""
    plain = small_department(20, 20, 20)
    asked = replace(plain.units["dept"], prompting=Prompting(since=MONDAY))
    return replace(plain, units={**plain.units, "dept": asked})


async def main(folder: Path, start: datetime, end: datetime) -> None:
    steps = os.open(folder / "steps", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    clock = SimulatedClock(start)
    configure(clock=clock)
    chance = random.Random(f"{start}{os.getpid()}")  # noqa: S311 - when it fails is chance
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
    directory = department()
    async with lien.unit_of_work() as uow:
        if not (await uow.people.directory()).people:
            await uow.people.save_units(*directory.units.values())
            await uow.people.save_people(*directory.people.values())
            await uow.commit()
    timeline = Timeline(clock, lien.services)
    while clock.now() < end:
        await timeline.advance(clock.now() + timedelta(hours=6))
        os.write(steps, f"{clock.now().isoformat()}\n".encode())
    await lien.close()
    os.write(steps, b"end\n")


if __name__ == "__main__":
    asyncio.run(
        main(
            Path(sys.argv[1]),
            datetime.fromisoformat(sys.argv[2]),
            datetime.fromisoformat(sys.argv[3]),
        )
    )
