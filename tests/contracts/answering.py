"""A program that answers for ever, for a test to kill: `python -m tests.contracts.answering URL`.

It prints a line "slot version" for each ballot the box has acknowledged.
"""

from __future__ import annotations

import asyncio
import sys
from itertools import count

from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from tests.rounds import ballot

ROUND = "north-2026W02"
PEOPLE = 50


async def answer(box: SealedBallotBox, person: int) -> None:
    for version in count(1):
        assert await box.put(ROUND, ballot(person, b"%d" % version))
        sys.stdout.write(f"{person} {version}\n")
        sys.stdout.flush()


async def main(url: str) -> None:
    box = SealedBallotBox(Database(url))
    await asyncio.gather(*(answer(box, person) for person in range(PEOPLE)))


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
