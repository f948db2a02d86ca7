"""Draws charts in a process of its own, so that the drawing library never stays in the bot's.

`python -m bot.drawing` reads a chart's description (`digest.picture.Drawing`, JSON) on standard
input and writes a PNG on standard output; `draw` runs it.
"""

from __future__ import annotations

import asyncio
import sys

from bot.errors import OperatorError

TIMEOUT_SECONDS = 60.0
"""Ten times what a cold start takes on a slow machine."""


async def draw(drawing: str) -> bytes:
    """Turn a chart's description into a PNG (implements `digest.ports.Draw`).

    Raises:
        OperatorError: the drawing process failed or took too long; nothing of the chart is in it.
    """
    return await run([sys.executable, "-m", "bot.drawing"], drawing, TIMEOUT_SECONDS)


async def run(command: list[str], drawing: str, timeout_seconds: float) -> bytes:
    """Give a command a description and return the picture it writes.

    Raises:
        OperatorError: it failed, or did not finish in time and was stopped.
    """
    pipe = asyncio.subprocess.PIPE
    # What a library complains of could quote the words it was given: it goes nowhere.
    child = await asyncio.create_subprocess_exec(
        *command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        async with asyncio.timeout(timeout_seconds):
            picture, _ = await child.communicate(drawing.encode())
    except TimeoutError:
        raise OperatorError(
            f"drawing a chart took over {timeout_seconds:g} s and was stopped"
        ) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        raise OperatorError(
            f"drawing a chart failed with status {child.returncode};"
            " try `python -m bot.drawing` and check that matplotlib is installed"
        )
    return picture
