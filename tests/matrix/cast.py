"""The cast of Matrix tests: names are new in every test, the homeserver is the session's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from itertools import count
from pathlib import Path
from typing import TypeAlias

import pytest
import pytest_asyncio

from bot.storage.engine import Database
from bot.storage.matrix import MatrixLedger
from tests.homeserver import Homeserver
from tests.matrix.person import Person
from tests.matrix.stage import Around, Stage

_numbers = count()
Arrive: TypeAlias = Callable[..., Awaitable[Person]]


@pytest_asyncio.fixture
async def arrive(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[Arrive]:
    """Let people come: `await arrive("lea")`."""
    came: list[Person] = []

    async def make(name: str, *, joins: bool = True, again: bool = False) -> Person:
        full = name if again else f"{name}{next(_numbers)}"
        if not again:
            homeserver.register(full)
        person = Person(homeserver, full, tmp_path / f"{full}{next(_numbers)}", joins=joins)
        came.append(await person.arrive())
        return person

    yield make
    for person in came:
        await person.leave()


@pytest_asyncio.fixture
async def stage(homeserver: Homeserver, tmp_path: Path, sqlite_url: str) -> AsyncIterator[Stage]:
    """Give a bot that echoes, started."""
    name = f"lien{next(_numbers)}"
    homeserver.register(name)
    database = Database(sqlite_url)
    made = Stage(
        server=homeserver,
        name=name,
        folder=tmp_path,
        database=database,
        around=Around(ledger=MatrixLedger(database)),
    )
    await made.device.start(made.around)
    yield made
    await made.device.stop()
    await database.close()


@pytest.fixture
def fresh_name() -> str:
    """Give a name nobody had yet."""
    return f"quelqu-un{next(_numbers)}"
