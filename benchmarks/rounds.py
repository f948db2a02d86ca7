"""Opening and closing a round for 1,000 and 10,000 people: seconds, and whether it stays linear."""

from __future__ import annotations

import asyncio
import math
import random
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bot import logs
from bot.chat.ids import AccountId
from bot.checkins.ballot import Ballot, seal_ballot, slot_of
from bot.checkins.model import Plan
from bot.checkins.ports import Slot
from bot.checkins.service import keys
from bot.clock import SimulatedClock, SystemClock
from bot.disclosure.roster import Policy
from bot.people.contacts import Contact, Contacts
from bot.people.model import Directory, Person, Unit
from bot.storage.keyring import FileKeyring
from bot.texts import Texts
from bot.wiring import Lien, Parts, assemble

MONDAY = datetime(2026, 1, 5, 7, tzinfo=UTC)
THURSDAY = MONDAY + timedelta(days=3, hours=2)
CLOSE = MONDAY + timedelta(days=7, hours=8)
TEAM = 12
RESPONSE = 0.75


@dataclass(frozen=True)
class Timing:
    """Seconds for one size."""

    people: int
    open_seconds: float
    close_seconds: float


def department(people: int) -> Directory:
    units = {"dept": Unit(id="dept", name="Département")}
    everyone = {}
    for n in range(people):
        team = f"t{n // TEAM}"
        units.setdefault(team, Unit(id=team, name=team, parent="dept"))
        name = f"p{n}"
        account = AccountId("local", "bench", name)
        everyone[name] = Person(id=name, name=name, unit=team, accounts=(account,))
    return Directory(units=units, people=everyone)


async def measure(people: int, folder: Path) -> Timing:
    directory = department(people)
    key_dir = folder / "keys"
    key_dir.mkdir(mode=0o700)
    lien = await assemble(
        Parts(
            database_url=f"sqlite:///{folder / 'lien.db'}",
            key_dir=key_dir,
            clock=SimulatedClock(MONDAY),
            chats={},
            texts=Texts.packaged(),
            contacts=Contacts(lines=(Contact(name="Médecine", how="1"),)),
            policy=Policy(),
        )
    )
    async with lien.unit_of_work() as uow:
        await uow.people.save_units(*directory.units.values())
        await uow.people.save_people(*directory.people.values())
        await uow.rounds.save_plan(Plan(department="dept", since=MONDAY))
        await uow.commit()
    start = time.perf_counter()
    await lien.season.run_due(THURSDAY)
    opened = time.perf_counter()
    await fill(lien, FileKeyring(key_dir), directory)
    filled = time.perf_counter()
    await lien.season.run_due(CLOSE)
    closed = time.perf_counter()
    async with lien.unit_of_work() as uow:
        latest = await uow.rounds.latest("dept")
    assert latest is not None
    assert latest.state == "closed"
    await lien.close()
    return Timing(people, opened - start, closed - filled)


async def fill(lien: Lien, keyring: FileKeyring, directory: Directory) -> None:
    async with lien.unit_of_work() as uow:
        latest = await uow.rounds.latest("dept")
    assert latest is not None
    slot_key = await keyring.read(keys.slot(latest.id))
    public = await keyring.read(keys.public(latest.id))
    chance = random.Random(0)  # noqa: S311 - a benchmark must be repeatable
    slots = [slot_of(slot_key, person) for person in directory.people if chance.random() < RESPONSE]
    answers = [
        Slot(
            slot,
            seal_ballot(
                public, slot, Ballot(charge=chance.randint(1, 5), lien=chance.randint(1, 5))
            ),
        )
        for slot in slots
    ]
    for first in range(0, len(answers), 500):
        await asyncio.gather(
            *(lien.box.put(latest.id, slot) for slot in answers[first : first + 500])
        )


def main() -> None:
    print("Opening and closing a round (SQLite on disk, 75 % answering)")
    logs.configure(clock=SystemClock(), level="error")
    timings = []
    for people in (1_000, 3_000, 10_000):
        with TemporaryDirectory(prefix="lien-bench-") as folder:
            timing = asyncio.run(measure(people, Path(folder)))
        timings.append(timing)
        print(
            f"  {people:>6} people: open {timing.open_seconds:.2f} s, "
            f"close {timing.close_seconds:.2f} s"
        )
    first, last = timings[0], timings[-1]
    for name in ("open_seconds", "close_seconds"):
        growth = getattr(last, name) / getattr(first, name)
        slope = math.log(growth) / math.log(last.people / first.people)
        print(f"  {name.split('_')[0]}: slope {slope:.2f} from 1,000 to 10,000 (aim <= 1.15)")


if __name__ == "__main__":
    main()
