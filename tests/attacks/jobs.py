"""The runs of the whole suite by name, each a process of its own."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from itertools import product
from pathlib import Path
from time import process_time
from typing import TypeAlias

from bot.attacks.score import Score
from tests.attacks import share_jobs, stored_jobs
from tests.attacks.reference import (
    EFFECTS,
    SEASONS,
    SIZES,
    Turnover,
    background_score,
    canary_scores,
    comment_scores,
    organisation_scores,
)
from tests.attacks.worlds import World

Job: TypeAlias = Callable[[], list[Score]]


def jobs(share: float) -> dict[str, Job]:
    """Name every run; `share` of the seasons the whole suite has."""
    found: dict[str, Job] = {}
    seasons = round(SEASONS * share)
    for size, (effect, response) in product(SIZES, EFFECTS):
        world = World(size=size, team_effect=effect, response=response)
        name = f"{size}-{effect}-{response}"
        found[f"leaver-{name}"] = Turnover(world=world, move="leaver", seasons=seasons).scores
        if (effect, response) == EFFECTS[-1]:
            for move in ("joiner", "attribute"):
                moving = Turnover(world=world, move=move, seasons=seasons)
                found[f"{move}-{name}"] = moving.scores
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
    found["comments"] = partial(comment_scores, max(round(20 * share), 4), 26)
    for people in (8, 60, 300, 2000):
        weeks = 52 if people < 2000 else max(round(52 * share), 12)
        found[f"organisation-{people}"] = partial(organisation_scores, people, weeks, seed=people)
    return {**found, **stored_jobs.jobs(share), **share_jobs.jobs(share)}


def background_scores(world: World, team_weeks: int) -> list[Score]:
    """Give one score as a list, as every job does."""
    return [background_score(world, team_weeks)]


def run(asked: tuple[str, float, Path]) -> tuple[str, float]:
    name, share, out = asked
    begun = process_time()
    scores = [asdict(score) for score in jobs(share)[name]()]
    seconds = process_time() - begun
    text = json.dumps({"seconds": seconds, "share": share, "scores": scores}, indent=1)
    (out / f"{name}.json").write_text(text, encoding="utf-8")
    return name, seconds
