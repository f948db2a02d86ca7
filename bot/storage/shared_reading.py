"""Reads once for everybody who asks meanwhile: hundreds of answers cost a few transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
T = TypeVar("T")


class SharedReading(Generic[K, T]):
    """Gives every caller a reading that began after they asked, and as few of them as that takes.

    While one reading is under way, all who ask for the same key share the next one. A reading
    that fails fails for those who share it, and for nobody after.

    Args:
        read: reads by key; called for one key one at a time.
    """

    def __init__(self, read: Callable[[K], Awaitable[T]]) -> None:
        self._read = read
        self._waiting: dict[K, list[asyncio.Future[T]]] = {}
        self._reading: dict[K, asyncio.Task[None]] = {}

    async def __call__(self, key: K) -> T:
        """Return what is read for a key, as of a moment after this call."""
        # Each waits on their own: one who gives up takes the reading from nobody.
        mine: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(mine)
        if key not in self._reading:
            self._reading[key] = asyncio.create_task(self._serve(key))
        return await mine

    async def _serve(self, key: K) -> None:
        try:
            while waiting := self._waiting.pop(key, ()):
                await self._read_for(key, waiting)
        finally:
            del self._reading[key]

    async def _read_for(self, key: K, waiting: Sequence[asyncio.Future[T]]) -> None:
        try:
            found = await self._read(key)
        except Exception as error:  # noqa: BLE001 - whatever it is, all who share it must hear it
            for one in waiting:
                if not one.done():
                    one.set_exception(error)
        else:
            for one in waiting:
                if not one.done():
                    one.set_result(found)
        finally:
            for one in waiting:  # cancelled: the loop is going down
                one.cancel()
