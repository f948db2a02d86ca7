"""Waits for something another process or task does, without guessing how long it takes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable


async def until(
    is_so: Callable[[], Awaitable[bool]], seconds: float = 30, every: float = 0.01
) -> None:
    """Ask again and again until the answer is yes.

    Raises:
        AssertionError: it never was, in that many seconds.
    """
    loop = asyncio.get_running_loop()
    latest = loop.time() + seconds
    while not await is_so():
        assert loop.time() < latest, "it never came"
        await asyncio.sleep(every)
