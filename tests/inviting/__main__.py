"""`python -m tests.inviting FOLDER START END`: live from one instant to another, then say so."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from bot.people.model import Directory
from bot.people.prompting import Prompting
from tests.fakes.small_department import MONDAY, small_department
from tests.holding.living import living


def department() -> Directory:
    """Three teams of twenty who are asked every other week."""
    plain = small_department(20, 20, 20)
    asked = replace(plain.units["dept"], prompting=Prompting(since=MONDAY))
    return replace(plain, units={**plain.units, "dept": asked}, grants=())


async def main(folder: Path, start: datetime, end: datetime) -> None:
    async with living(folder, start, department()) as here:
        while here.clock.now() < end:
            await here.timeline.advance(here.clock.now() + timedelta(hours=6))
            here.note("at", here.clock.now().isoformat())


if __name__ == "__main__":
    asyncio.run(
        main(
            Path(sys.argv[1]),
            datetime.fromisoformat(sys.argv[2]),
            datetime.fromisoformat(sys.argv[3]),
        )
    )
