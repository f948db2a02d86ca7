from __future__ import annotations

import asyncio

import pytest

from bot.storage.shared_reading import SharedReading


class Shelf:
    """What is read: each reading takes until it is let go, and gives the value as it began."""

    def __init__(self) -> None:
        self.value = 0
        self.readings = 0
        self.gate = asyncio.Event()
        self.fails = False

    async def read(self, _key: str) -> int:
        self.readings += 1
        seen = self.value
        await self.gate.wait()
        if self.fails:
            raise OSError("torn")
        return seen


async def asked(reading: SharedReading[str, int], times: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(reading("a")) for _ in range(times)]
    for _ in range(3):
        await asyncio.sleep(0)
    return tasks


async def test_nobody_is_given_what_was_read_before_they_asked() -> None:
    shelf = Shelf()
    reading = SharedReading(shelf.read)
    first = await asked(reading, 1)
    shelf.value = 1
    later = await asked(reading, 50)
    shelf.gate.set()
    assert [await task for task in first] == [0]
    assert {await task for task in later} == {1}


async def test_those_who_ask_meanwhile_share_one_reading() -> None:
    shelf = Shelf()
    reading = SharedReading(shelf.read)
    tasks = await asked(reading, 1) + await asked(reading, 100)
    shelf.gate.set()
    await asyncio.gather(*tasks)
    assert shelf.readings == 2


async def test_a_reading_that_fails_is_not_kept() -> None:
    shelf = Shelf()
    shelf.fails = True
    shelf.gate.set()
    reading = SharedReading(shelf.read)
    with pytest.raises(OSError, match="torn"):
        await reading("a")
    shelf.fails = False
    assert await reading("a") == 0


async def test_one_who_gives_up_takes_nothing_from_the_others() -> None:
    shelf = Shelf()
    reading = SharedReading(shelf.read)
    impatient, patient = await asked(reading, 2)
    impatient.cancel()
    await asyncio.sleep(0)
    shelf.gate.set()
    assert await patient == 0
