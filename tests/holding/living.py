"""Lien on a clock and in files of its own, as a process lives that tests kill and start again."""

from __future__ import annotations

import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.logs import configure
from bot.people.model import Directory
from bot.scheduling import Timeline
from bot.texts import Texts
from bot.wiring import Lien, Parts, assemble
from tests.fakes.questions import CONTACTS, questionnaire
from tests.holding.chat import FileChat
from tests.lines import open_for_lines, whole_lines


@dataclass
class Living:
    """A running Lien; what it did is in a file, a line each."""

    lien: Lien
    clock: SimulatedClock
    timeline: Timeline
    steps: int

    def note(self, *step: object) -> None:
        os.write(self.steps, " ".join(map(str, step)).encode() + b"\n")


@asynccontextmanager
async def living(
    folder: Path, start: datetime, directory: Directory, seed: int = 0
) -> AsyncIterator[Living]:
    """Go on from what a folder holds; the department is set up where it holds none.

    Args:
        folder: database, keys, what was said and what was done.
        start: the instant to wake up at.
        directory: whom a new folder is about.
        seed: of what the chat fails at, with the instant and the process.
    """
    steps = open_for_lines(folder / "steps")
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
    async with lien.unit_of_work() as uow:
        if not (await uow.people.directory()).people:
            await uow.people.save_units(*directory.units.values())
            await uow.people.save_people(*directory.people.values())
            await uow.people.grant(*directory.grants)
            await uow.commit()
    yield Living(lien, clock, Timeline(clock, lien.services), steps)
    await lien.close()


def steps_in(folder: Path) -> list[list[str]]:
    """Read what was done, in order."""
    return [line.split() for line in whole_lines(folder / "steps")]
