"""`make attack`: plays every reference world, prints the scores and writes them into the docs.

Each job's scores are kept in a folder as they come, so that a run cut short goes on from there.
"""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from itertools import product
from multiprocessing import get_context
from os import cpu_count, nice
from pathlib import Path
from time import process_time
from typing import TypeAlias

from rich.console import Console

from bot.attacks import report
from bot.attacks.score import Score
from tests.attacks import page
from tests.attacks.reference import (
    EFFECTS,
    SEASONS,
    SIZES,
    Turnover,
    background_score,
    canary_scores,
    organisation_scores,
)
from tests.attacks.worlds import World

Job: TypeAlias = Callable[[], list[Score]]


def jobs(share: float) -> Mapping[str, Job]:
    """Name every run; `share` of the seasons the whole suite has."""
    found: dict[str, Job] = {}
    seasons = round(SEASONS * share)
    for size, (effect, response) in product(SIZES, EFFECTS):
        world = World(size=size, team_effect=effect, response=response)
        name = f"{size}-{effect}-{response}"
        found[f"leaver-{name}"] = Turnover(world=world, move="leaver", seasons=seasons).scores
        if (effect, response) == EFFECTS[-1]:
            for move in ("joiner", "attribute"):
                fewer = Turnover(world=world, move=move, seasons=seasons // 4)
                found[f"{move}-{name}"] = fewer.scores
    for size in (9, 13):
        for response in (0.8, 0.95):
            world = World(size=size, team_effect=0.4, response=response)
            for spells in (0, 4):
                found[f"canary-{size}-{response}-{spells}"] = partial(
                    canary_scores, world, round(2000 * share), spells=spells
                )
    for size in (7, 9, 13):
        world = World(size=size, team_effect=0.4, response=0.8)
        found[f"background-{size}"] = partial(background_scores, world, round(20_000 * share))
    for people in (8, 60, 300, 2000):
        weeks = 52 if people < 2000 else max(round(52 * share), 12)
        found[f"organisation-{people}"] = partial(organisation_scores, people, weeks, seed=people)
    return found


def background_scores(world: World, team_weeks: int) -> list[Score]:
    """Give one score as a list, as every job does."""
    return [background_score(world, team_weeks)]


def main() -> int:
    """Run what is asked; 1 when a score is surely above its gate."""
    parser = ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the seasons; 1 is all")
    parser.add_argument("--only", default="", help="jobs whose name begins with this")
    parser.add_argument("--out", type=Path, default=Path("build/attacks"))
    parser.add_argument("--processes", type=int, default=cpu_count())
    parser.add_argument("--write-docs", action="store_true", help="rewrite docs/privacy.md's table")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    todo = [
        (name, asked.share, asked.out)
        for name in jobs(asked.share)
        if name.startswith(asked.only) and not (asked.out / f"{name}.json").exists()
    ]
    with get_context("spawn").Pool(asked.processes, nice, (10,)) as pool:
        for name, seconds in pool.imap_unordered(_run, todo, chunksize=1):
            print(f"{name}: {seconds:.0f} s of processor time", file=sys.stderr)  # noqa: T201 - progress
    scores = kept(asked.out, asked.share)
    report.show(scores, Console())
    if asked.write_docs:
        page.write(scores)
    return int(any(score.verdict == "fails" for score in scores))


def kept(folder: Path, share: float) -> list[Score]:
    """Read back the scores of every job that is done, in the order of the jobs."""
    found = []
    for name in jobs(share):
        path = folder / f"{name}.json"
        if path.exists():
            lines = json.loads(path.read_text(encoding="utf-8"))["scores"]
            found += [Score(**line) for line in lines]
    return found


def _run(asked: tuple[str, float, Path]) -> tuple[str, float]:
    name, share, out = asked
    begun = process_time()
    scores = [asdict(score) for score in jobs(share)[name]()]
    seconds = process_time() - begun
    text = json.dumps({"seconds": seconds, "share": share, "scores": scores}, indent=1)
    (out / f"{name}.json").write_text(text, encoding="utf-8")
    return name, seconds


if __name__ == "__main__":
    sys.exit(main())
