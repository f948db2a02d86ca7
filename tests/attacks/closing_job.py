"""The closing job in a process of its own, which dies by SIGKILL at whatever step it is told to.

A step is a change that is about to last: a commit, a statement outside transactions, or a file of
the key folder that is about to be written, renamed or removed. Being killed before each of them
is being killed after each of them; reading, and writing in a transaction, leaves nothing.
Nothing of the product knows that it is watched.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text

from bot.checkins.ballot import Ballot, seal_ballot, slot_of
from bot.checkins.model import Plan, Round
from bot.checkins.ports import Slot
from bot.checkins.service import keys
from bot.checkins.service.closing import Closing
from bot.checkins.service.opening import Opening
from bot.checkins.views import FormWriter
from bot.disclosure.roster import Policy
from bot.people.model import Directory
from bot.scheduling import next_moment
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.certificates import inspect
from bot.storage.engine import Database
from bot.storage.keyring import FileKeyring
from bot.storage.unit_of_work import UnitsOfWork
from tests.fakes.questions import CONTACTS, questionnaire
from tests.fakes.small_department import MONDAY

OPENED = MONDAY + timedelta(days=3, hours=2)
DUE = MONDAY + timedelta(days=7, hours=8, minutes=30)
_BEGUN = b"closing\n"
_ON_KEYS = {"open", "os.remove", "os.rename", "os.rmdir"}
# Made once, and forked for each job: a job then starts in a few milliseconds.
_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload([__name__])


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a round is kept: a database and a key folder."""

    url: str
    keys: Path


@dataclass(frozen=True, kw_only=True)
class Left:
    """What is found of a round from outside, whoever stopped when."""

    state: str
    ballots: int
    publications: int
    records: tuple[str, ...] = field(repr=False)
    round_keys: frozenset[str]
    folders: int
    is_chained: bool
    lost_epochs: frozenset[str]


async def prepare(place: Place, directory: Directory, *, answering: int) -> None:
    """Open a round, in which the first so many people answer, each in their own way."""
    database = Database(place.url)
    units, box, keyring = UnitsOfWork(database), SealedBallotBox(database), FileKeyring(place.keys)
    async with units() as uow:
        await uow.people.save_units(*directory.units.values())
        await uow.people.save_people(*directory.people.values())
        await uow.people.grant(*directory.grants)
        await uow.rounds.save_plan(Plan(department="dept", since=MONDAY))
        await uow.commit()
    opening = Opening(
        unit_of_work=units,
        box=box,
        keyring=keyring,
        next_moment=next_moment,
        writer=FormWriter(questionnaire=questionnaire(), contacts=CONTACTS),
        policy=Policy(),
    )
    await opening.run_due(OPENED)
    opened = await _round(units)
    slot_key = await keyring.read(keys.slot(opened.id))
    public = await keyring.read(keys.public(opened.id))
    people = sorted(directory.people)[:answering]
    slots = [slot_of(slot_key, person) for person in people]
    ballots = [
        Ballot(charge=1 + n % 5, lien=1 + n % 3, comment=canary(n), keep="none")
        for n in range(len(slots))
    ]
    put = [
        box.put(opened.id, Slot(slot, seal_ballot(public, slot, ballot)))
        for slot, ballot in zip(slots, ballots, strict=True)
    ]
    assert all(await asyncio.gather(*put))
    await box.close()
    await database.close()


def canary(n: int) -> str:
    """Give the comment of the n-th to answer, which is passed on to nobody."""
    return f"canari n° {n:04d}, trop d'écrits urgents"


async def look(place: Place) -> Left:
    """Look at everything that is left of the round."""
    database = Database(place.url)
    units, keyring = UnitsOfWork(database), FileKeyring(place.keys)
    found = await _round(units)
    async with units() as uow:
        memory = await uow.results.memory("dept")
    async with database.bare() as connection:

        async def column(query: str) -> list[Any]:
            return list(await connection.scalars(text(query)))

        ballots, publications = [
            (await column(f"SELECT count(*) FROM {table}"))[0]  # noqa: S608 - names given here
            for table in ("ballots", "publications")
        ]
        records = await column("SELECT document FROM records ORDER BY unit, cell")
    await database.close()
    epochs = set(await keyring.names(keys.epochs("dept")))
    sums = {keys.epoch("dept", name) for name in (memory.sealed if memory else ())}
    rounds = place.keys / "round"
    return Left(
        state=found.state,
        ballots=ballots,
        publications=publications,
        records=tuple(records),
        round_keys=frozenset(name.rpartition("/")[2] for name in await keyring.names(keys.ROUNDS)),
        folders=len(list(rounds.iterdir())) if rounds.is_dir() else 0,
        is_chained=(await inspect(place.url)).break_ is None,
        lost_epochs=frozenset(sums - epochs),
    )


def close(place: Place) -> tuple[list[str], float]:
    """Run the job to its end in a process; name the steps it took, and say how many seconds."""
    steps, heard = _PROCESSES.Pipe(duplex=False)
    process = _PROCESSES.Process(target=_told, args=(place, heard))
    process.start()
    heard.close()
    taken, seconds = steps.recv()
    process.join()
    assert process.exitcode == 0
    return taken, seconds


def killed_at(place: Place, step: int) -> None:
    """Run the job in a process that is killed when it comes to a step, counted from 0."""
    process = _PROCESSES.Process(target=_dying, args=(place, step))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL


def killed_after(place: Place, seconds: float) -> bool:
    """Kill a program that runs the job some time after it began; tell whether it still ran."""
    command = [sys.executable, "-m", __name__, place.url, str(place.keys)]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE) as process:  # noqa: S603 - this very interpreter
        assert process.stdout is not None
        assert process.stdout.readline() == _BEGUN
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
        process.kill()
    assert process.returncode in {0, -signal.SIGKILL}
    return process.returncode != 0


def _told(place: Place, heard: Any) -> None:
    steps: list[str] = []
    started = time.perf_counter()
    asyncio.run(_close(place, steps.append))
    heard.send((steps, time.perf_counter() - started))


def _dying(place: Place, step: int) -> None:
    left = step

    def count(_: str) -> None:
        nonlocal left
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        left -= 1

    asyncio.run(_close(place, count))


async def _close(place: Place, reach: Callable[[str], None]) -> None:
    database = Database(place.url)
    _watch(database, place.keys, reach)
    closing = Closing(
        unit_of_work=UnitsOfWork(database),
        box=SealedBallotBox(database),
        keyring=FileKeyring(place.keys),
        masked=lambda words, _directory, _language: words,
    )
    await closing.run_due(DUE)
    await database.close()


def _watch(database: Database, folder: Path, reach: Callable[[str], None]) -> None:
    engine = database._engine.sync_engine

    @event.listens_for(engine, "before_cursor_execute")
    def _statement(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            reach(statement)

    event.listen(engine, "commit", lambda _: reach("COMMIT"))

    def _file(name: str, args: tuple[Any, ...]) -> None:
        if name == "open" and not args[2] & (os.O_WRONLY | os.O_RDWR):
            return
        if name in _ON_KEYS and isinstance(args[0], str | Path) and str(folder) in str(args[0]):
            reach(f"{name} {Path(args[0]).name}")

    sys.addaudithook(_file)


async def _round(units: UnitsOfWork) -> Round:
    async with units() as uow:
        latest = await uow.rounds.latest("dept")
    assert latest is not None
    return latest


async def resume(place: Place) -> None:
    """Start again, as whatever watches over the process would, and let it finish."""
    await _close(place, lambda _: None)


if __name__ == "__main__":
    sys.stdout.write(_BEGUN.decode())
    sys.stdout.flush()
    asyncio.run(resume(Place(url=sys.argv[1], keys=Path(sys.argv[2]))))
