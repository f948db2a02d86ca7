"""Reads once for everybody who asks meanwhile: hundreds of answers cost a few transactions."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
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
        self._now: dict[K, asyncio.Task[T]] = {}
        self._next: dict[K, asyncio.Task[T]] = {}

    async def __call__(self, key: K) -> T:
        """Return what is read for a key, as of a moment after this call."""
        if key not in self._next:
            self._next[key] = asyncio.create_task(self._after(self._now.get(key), key))
        # One who gives up must not take the reading from the others.
        return await asyncio.shield(self._next[key])

    async def _after(self, before: asyncio.Task[T] | None, key: K) -> T:
        if before is not None:
            await asyncio.wait([before])
        # Whoever asks from here on has to wait for another.
        mine = self._now[key] = self._next.pop(key)
        try:
            return await self._read(key)
        finally:
            if self._now.get(key) is mine:
                del self._now[key]
