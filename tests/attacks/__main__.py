"""`make attack`: plays every reference world, prints the scores and writes them into the docs.

Each job's scores are kept in a folder as they come: `--resume` goes on from there.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from multiprocessing import get_context
from os import cpu_count, nice
from pathlib import Path
from subprocess import run as run_process

from rich.console import Console

from bot.attacks import report
from bot.attacks.score import Score
from bot.attacks.shares.written import ROW as SHARES
from tests.attacks import page
from tests.attacks.jobs import jobs, run


def main() -> int:
    """Run what is asked; 1 when a score is surely above its gate."""
    parser = ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the seasons; 1 is all")
    parser.add_argument("--only", nargs="+", default=[""], help="jobs whose names begin with these")
    parser.add_argument("--out", type=Path, default=Path("build/attacks"))
    parser.add_argument("--processes", type=int, default=cpu_count())
    parser.add_argument("--resume", action="store_true", help="keep the scores of an earlier run")
    parser.add_argument(
        "--write-docs",
        action="store_true",
        help="rewrite the tables of docs/privacy.md that were measured",
    )
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    if not asked.resume:
        for old in asked.out.glob("*.json"):
            old.unlink()
    todo = [
        (name, asked.share, asked.out)
        for name in jobs(asked.share)
        if name.startswith(tuple(asked.only)) and not (asked.out / f"{name}.json").exists()
    ]
    with get_context("spawn").Pool(asked.processes, nice, (10,)) as pool:
        for name, seconds in pool.imap_unordered(run, todo, chunksize=1):
            print(f"{name}: {seconds:.0f} s of processor time", file=sys.stderr)  # noqa: T201 - progress
    scores = kept(asked.out, asked.share)
    report.show(scores, Console())
    if asked.write_docs:
        write(scores, asked.share)
    return int(any(score.verdict == "fails" for score in scores))


def write(scores: Sequence[Score], share: float) -> None:
    """Write the table of ballots, of shares, or both; what was not measured stays."""
    about_shares = [score for score in scores if score.row == SHARES]
    others = [score for score in scores if score.row != SHARES]
    if about_shares:
        page.write("shares", page.plain_table(about_shares, share))
    if others:
        page.write("measured", page.table(others, share))
        page.write("utility", utility())


def utility() -> str:
    """Measure what the same rules leave to be seen, a line a figure."""
    command = [sys.executable, "-m", "benchmarks.utility"]
    root = page.PAGE.parents[1]
    said = run_process(command, capture_output=True, text=True, check=True, cwd=root)  # noqa: S603
    return "\n".join(f"- {line}" for line in said.stdout.splitlines())


def kept(folder: Path, share: float) -> list[Score]:
    """Read back the scores of every job that is done, in the order of the jobs."""
    found = []
    for name in jobs(share):
        path = folder / f"{name}.json"
        if path.exists():
            lines = json.loads(path.read_text(encoding="utf-8"))["scores"]
            found += [Score(**line) for line in lines]
    return found


if __name__ == "__main__":
    sys.exit(main())
