"""Wakes whoever waits for news, so that an open page hears at once."""

from __future__ import annotations

import asyncio


class Bell:
    """Rings for everyone who is waiting at that moment."""

    def __init__(self) -> None:
        self._next = asyncio.Event()

    def ring(self) -> None:
        """Wake all who wait."""
        self._next.set()
        self._next = asyncio.Event()

    async def wait(self, at_most_seconds: float) -> None:
        """Return at the next ring, or when the time is up."""
        try:
            await asyncio.wait_for(self._next.wait(), at_most_seconds)
        except TimeoutError:
            return
