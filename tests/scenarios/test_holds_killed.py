"""Two weeks of held messages, the process killed at random: each arrives once, none too early.

Small here; `make soak` plays it whole: 10,000 messages, 50 kills. Figures are printed (`-s`).
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import statistics
import sys
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.chat.ids import AccountId, ChannelId
from bot.outbox.model import Recipient, ToChannel, ToPerson
from bot.people.hours import parse_hours
from bot.quiethours.model import is_open, next_morning
from bot.quiethours.schedules import schedule_of
from bot.wiring import USUAL_HOURS
from tests.holding.chat import said_in
from tests.holding.living import steps_in
from tests.holding.plan import LEAVES, START, Handed, department, plan
from tests.lines import open_for_lines
from tests.processes import ROOT
from tests.waiting import until

IS_WHOLE = os.environ.get("LIEN_SOAK") == "1"
HOLDS, KILLS = (10_000, 50) if IS_WHOLE else (300, 5)
PATIENCE = 3_000.0 if IS_WHOLE else 240.0
SEED = 6
DOWN_MINUTES = (0, 3, 40, 3 * 60, 8 * 60, 14 * 60) if IS_WHOLE else (13 * 60, 14 * 60, 16 * 60)


@dataclass(frozen=True, slots=True)
class Restart:
    """A start after a kill: its instant on the simulated clock, and two real seconds."""

    at: datetime
    started: float
    ready: float


CANARY = re.compile(rb"canari-\d{5}-[0-9a-f]{8}")


@dataclass
class Soak:
    """The process, and whoever kills it."""

    folder: Path
    chance: random.Random
    process: asyncio.subprocess.Process | None = None

    async def start(self, at: datetime) -> None:
        started = asyncio.get_running_loop().time()
        steps = open_for_lines(self.folder / "steps")
        os.write(steps, f"started {at.isoformat()} {started}\n".encode())
        os.close(steps)
        with (self.folder / "log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "tests.holding", str(self.folder), str(HOLDS), str(SEED), at.isoformat()),
                cwd=self.folder,
                env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
                stdout=log,
                stderr=log,
            )

    async def kill_after(self, lines: int) -> None:
        """Kill it once so much more was done and said, at a moment of no importance to it."""
        before = self._done()
        seconds = self.chance.random() / 20

        async def has_done_it() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self._log()[-3000:]
            return self._done() >= before + lines

        await until(has_done_it, seconds=PATIENCE, every=0.005)
        await asyncio.sleep(seconds)
        assert self.process is not None
        self.process.kill()
        await self.process.wait()

    async def start_again(self) -> None:
        """Start it some time later; what was due meanwhile is late."""
        reached = [datetime.fromisoformat(s[1]) for s in steps_in(self.folder) if s[0] == "at"]
        said = [datetime.fromisoformat(line["said_at"]) for line in said_in(self.folder / "chat")]
        at = max([START, *reached, *said])
        at += timedelta(minutes=self.chance.choice(DOWN_MINUTES))
        await self.start(at)

    async def ended(self) -> None:
        assert self.process is not None
        code = await asyncio.wait_for(self.process.wait(), PATIENCE)
        assert code == 0, self._log()[-3000:]

    def words_left(self) -> list[str]:
        """Name every file of the bot's that holds a word of a message, delivered or not."""
        files = [*self.folder.glob("lien.db*"), self.folder / "log", *self.folder.glob("keys/**/*")]
        return [
            file.name
            for file in files
            if file.is_file() and CANARY.search(file.read_bytes()) is not None
        ]

    def _done(self) -> int:
        files = (self.folder / "steps", self.folder / "chat")
        return sum(file.read_bytes().count(b"\n") for file in files if file.exists())

    def _log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")


async def test_every_held_message_arrives_once_and_in_time_however_often_the_process_is_killed(
    tmp_path: Path,
) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    chance = random.Random(SEED)  # noqa: S311 - a test must be repeatable
    soak = Soak(tmp_path, chance)
    await soak.start(START)
    for _ in range(KILLS):
        # Half of what is written is steps of handing over and of saying: about 2.7 a message.
        await soak.kill_after(chance.randrange(1, max(2, round(HOLDS * 4 / KILLS))))
        assert soak.words_left() == []
        await soak.start_again()
    await soak.ended()
    assert soak.words_left() == []
    # A kill while a key is made leaves a file without its name: the key of nothing that is stored.
    assert [key.name for key in (tmp_path / "keys" / "hold").glob("[!.]*")] == []
    _check(tmp_path)


def _check(folder: Path) -> None:
    steps, said = steps_in(folder), said_in(folder / "chat")
    assert [step for step in steps if step[0] == "refused"] == []
    did: dict[str, set[int]] = defaultdict(set)
    begun: dict[int, datetime] = {}
    for step in steps:
        if step[0] == "begin":
            begun.setdefault(int(step[1]), datetime.fromisoformat(step[2]))
        elif step[0] not in {"at", "ready", "started"}:
            did[step[0]].add(int(step[1]))
    arrived, returned = _arrivals(said, "quiethours.kept"), _arrivals(said, "quiethours.returned")
    early: list[int] = []
    late: list[tuple[float, float, float]] = []
    restarts = _restarts(steps)
    for one in plan(HOLDS, SEED):
        times = len(arrived[one.n]) + len(returned[one.n])
        if one.n in did["cancelling"]:
            assert times <= (one.n not in did["cancelled"]), one.n
            continue
        assert times == 1, (one.n, times)
        if one.n in did["sending"] or not arrived[one.n]:
            continue
        (line,) = arrived[one.n]
        due, is_in_time = _moment(one, begun[one.n], datetime.fromisoformat(line["said_at"]))
        if not is_in_time:
            early.append(one.n)
        late += _after(restarts, one, due, line)
    assert early == []
    assert sum(map(len, returned.values())) > 0
    _in_order(said)
    messages = [line for line in said if line["kind"] == "quiethours.kept"]
    simulated, ready, started = zip(*late, strict=True) if late else ((0.0,), (0.0,), (0.0,))
    print(  # noqa: T201 - the figures are what it is run for
        f"\n{HOLDS} held, {KILLS} kills: {sum(map(len, arrived.values()))} arrived once, in"
        f" {len(messages)} messages; {sum(map(len, returned.values()))} returned,"
        f" {len(did['cancelled'])} cancelled, none early. {len(late)} were overdue at a restart;"
        f" median lateness from then: {statistics.median(simulated):.0f} s simulated,"
        f" {statistics.median(ready):.2f} s real ({statistics.median(started):.2f} s with the"
        f" start of the process), at most {max(ready):.2f} s"
    )
    # Of the simulated clock: real seconds are the machine's, whatever else runs on it.
    assert statistics.median(simulated) < 5


def _arrivals(said: list[dict[str, Any]], kind: str) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for line in said:
        for words in line["words"] if line["kind"] == kind else ():
            found[int(words.split("-")[1])].append(line)
    return found


DIRECTORY, USUAL = department(), parse_hours(USUAL_HOURS)
BY_NAME = {person.name: person for person in DIRECTORY.people.values()}


def _recipient(one: Handed) -> Recipient:
    if one.to.startswith("#"):
        return ToChannel(ChannelId("local", "test", one.to[1:]))
    return ToPerson(BY_NAME[one.to[1:]].id)


def _moment(one: Handed, written_at: datetime, said_at: datetime) -> tuple[datetime, bool]:
    """Find when it was due, and whether it came then or later, at a working moment."""
    schedule = schedule_of(DIRECTORY, _recipient(one), USUAL)
    due = next_morning(schedule, written_at)
    assert due is not None
    return due, said_at >= due and is_open(schedule, said_at)


def _restarts(steps: list[list[str]]) -> list[Restart]:
    begun = [(datetime.fromisoformat(s[1]), float(s[2])) for s in steps if s[0] == "started"]
    ready = [float(step[2]) for step in steps if step[0] == "ready"]
    # Killed before it was ready, it said nothing.
    return [
        Restart(at, started, next(r for r in ready if r > started)) for at, started in begun[1:]
    ]


def _after(
    restarts: Sequence[Restart], one: Handed, due: datetime, line: dict[str, Any]
) -> list[tuple[float, float, float]]:
    """Tell how long after a restart a message left that was overdue then, its reader at work.

    Returns:
        Seconds of the simulated clock, real ones since the process could work, and since it was
        started; nothing for a message that was not overdue.
    """
    said_at = datetime.fromisoformat(line["said_at"])
    schedule = schedule_of(DIRECTORY, _recipient(one), USUAL)
    last = [r for r in restarts if r.ready < line["real"]][-1:]
    return [
        ((said_at - r.at).total_seconds(), line["real"] - r.ready, line["real"] - r.started)
        for r in last
        if due < r.at <= said_at and is_open(schedule, r.at)
    ]


def _in_order(said: list[dict[str, Any]]) -> None:
    """Of an author's messages to one recipient that were due together, none overtook another."""
    handed = {one.n: one for one in plan(HOLDS, SEED)}
    last: Counter[tuple[str, str, str]] = Counter()
    for line in said:
        for words in line["words"] if line["kind"] == "quiethours.kept" else ():
            one = handed[int(words.split("-")[1])]
            if one.then != "keep":
                continue
            lane = (one.author, one.to, f"{one.at:%j}")
            assert last[lane] <= one.n, (lane, one.n)
            last[lane] = one.n


def test_somebody_of_the_plan_leaves_and_nobody_writes_from_there() -> None:
    assert all(one.author != LEAVES for one in plan(HOLDS, SEED))
    assert AccountId("local", "test", LEAVES) in DIRECTORY.people[LEAVES].accounts
