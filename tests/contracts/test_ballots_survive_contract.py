from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from tests.contracts.answering import PEOPLE, ROUND
from tests.rounds import open_round, said

ACKNOWLEDGED = 300


async def test_whatever_was_acknowledged_is_there_after_a_kill(database_url: str) -> None:
    database = Database(database_url)
    await open_round(database, ROUND, PEOPLE)
    await database.close()
    acknowledged = answer_then_kill(database_url)
    database = Database(database_url)
    kept = {n: int(words) for n, words in said(await SealedBallotBox(database).take(ROUND)).items()}
    await database.close()
    assert len(kept) == PEOPLE
    assert all(kept[person] >= version for person, version in acknowledged.items())


def answer_then_kill(url: str) -> dict[int, int]:
    """Let another process answer, kill it in the middle, and give what it was told is kept."""
    with subprocess.Popen(  # noqa: S603 - this very interpreter
        [sys.executable, "-m", "tests.contracts.answering", url],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(ACKNOWLEDGED)]
        process.kill()
        lines += process.stdout.readlines()
    whole = [line.split() for line in lines if line.endswith("\n")]
    return {int(person): int(version) for person, version in whole}
