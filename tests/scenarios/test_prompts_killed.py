"""Two rounds of invitations to share, the process killed while they leave: each comes once."""

from __future__ import annotations

import asyncio
import os
import random
import sys
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.fakes.small_department import MONDAY
from tests.holding.chat import said_in
from tests.holding.living import steps_in
from tests.inviting.__main__ import department
from tests.processes import ROOT
from tests.waiting import until

END = MONDAY + timedelta(days=17)
KILLS, SEED = 4, 8
PATIENCE = 240.0
PARIS = ZoneInfo("Europe/Paris")


async def started(folder: Path, at: datetime) -> asyncio.subprocess.Process:
    with (folder / "log").open("ab") as log:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-m", "tests.inviting", str(folder), at.isoformat(), END.isoformat()),
            cwd=folder,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdout=log,
            stderr=log,
        )


def reached(folder: Path) -> datetime:
    """Return the latest instant the process knew of."""
    steps = [at for _, at in steps_in(folder)]
    said = [line["said_at"] for line in said_in(folder / "chat")]
    return max([MONDAY, *map(datetime.fromisoformat, (*steps, *said))])


async def test_nobody_is_invited_twice_and_nobody_left_out_however_often_the_process_is_killed(
    tmp_path: Path,
) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    chance = random.Random(SEED)  # noqa: S311 - when it is killed is chance
    process = await started(tmp_path, MONDAY)
    killed_at = []
    for n in range(KILLS):
        # Two kills a round, after some of its sixty-one invitations have left.
        wanted = 61 * (n // 2) + chance.randint(1, 30) + 30 * (n % 2)

        async def has_said(
            wanted: int = wanted, process: asyncio.subprocess.Process = process
        ) -> bool:
            assert process.returncode is None, (tmp_path / "log").read_text()[-3000:]
            return len(said_in(tmp_path / "chat")) >= wanted

        try:
            await until(has_said, seconds=PATIENCE, every=0.001)
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        killed_at.append(len(said_in(tmp_path / "chat")))
        process = await started(tmp_path, reached(tmp_path))
    assert await asyncio.wait_for(process.wait(), PATIENCE) == 0, (tmp_path / "log").read_text()

    weeks: dict[tuple[int, int], Counter[str]] = defaultdict(Counter)
    for line in said_in(tmp_path / "chat"):
        assert line["kind"] == "sharing.prompt"
        local = datetime.fromisoformat(line["said_at"]).astimezone(PARIS)
        assert 8 <= local.hour < 18
        weeks[local.isocalendar()[:2]][line["place"]] += 1
    everyone = {str(p.accounts[0]) for p in department().people.values()}
    once = Counter(everyone)
    assert dict(weeks) == {(2026, 2): once, (2026, 4): once}
    assert any(at % len(everyone) > 0 for at in killed_at), "it was never killed in the middle"
