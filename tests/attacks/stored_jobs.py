"""The whole set of attacks on what is stored, as `make attack` runs them: minutes, not seconds."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.attacks import dummies
from bot.attacks.linkage import ROW
from bot.attacks.score import Score, counted
from bot.storage.migrations import upgrade
from tests.attacks.closing_job import Left, Place, killed_after, look, prepare, resume
from tests.attacks.half_answered import half_answered
from tests.attacks.seasons import Shape, attacked, play
from tests.fakes.small_department import small_department

KILLS = 20


def jobs(share: float) -> Mapping[str, Callable[[], list[Score]]]:
    """Name every run; `share` of their whole size."""
    weeks = max(round(6 * share), 4)
    return {
        "files": partial(season_scores, Shape(teams=8, size=12, weeks=weeks)),
        "dummies": partial(dummy_scores, max(round(15_000 * share), dummies.ENOUGH)),
        "killed": partial(killed_scores, max(round(10_000 * share), 500)),
    }


def season_scores(shape: Shape) -> list[Score]:
    """Attack the files of a season played through the services, copied after every commit.

    A season has too few rows to tell dummies apart; that has a run of its own.
    """
    with TemporaryDirectory(prefix="lien-attack-") as folder:
        asyncio.run(play(Path(folder), shape))
        scores = attacked(Path(folder))
    return [score for name, score in scores.items() if name != dummies.NAME]


def dummy_scores(a_side: int) -> list[Score]:
    """Tell answers from dummies in one large box."""
    with TemporaryDirectory(prefix="lien-attack-") as folder:
        asyncio.run(upgrade(f"sqlite:///{folder}/lien.db"))
        return [dummies.attack([asyncio.run(half_answered(Path(folder), a_side))])]


def killed_scores(people: int) -> list[Score]:
    """Kill the close of a large round again and again, and count what is wrong afterwards."""
    department = small_department(*[10] * (people // 10))
    chance = random.Random(0)  # noqa: S311 - a run must be repeatable
    wrong = 0
    with TemporaryDirectory(prefix="lien-attack-") as folder:
        place = Place(url=f"sqlite:///{folder}/lien.db", keys=Path(folder) / "keys")
        place.keys.mkdir()
        asyncio.run(upgrade(place.url))
        asyncio.run(prepare(place, department, answering=people * 3 // 4))
        for _ in range(KILLS):
            killed_after(place, chance.uniform(0, people / 2_500))
            wrong += _is_half(asyncio.run(look(place)), len(department.people))
        asyncio.run(resume(place))
        end = asyncio.run(look(place))
    wrong += (end.state, end.ballots, end.publications) != ("closed", 0, 1)
    wrong += bool(end.round_keys or end.lost_epochs) or not end.is_chained
    return [
        counted(
            f"kill -9 at random, {people:,} people", ROW, "half-closed", value=wrong, n=KILLS + 1
        )
    ]


def _is_half(left: Left, people: int) -> bool:
    """Tell whether the box stands beside what was decided from it, or neither is whole."""
    if left.state in {"open", "closing"}:
        return (left.ballots, left.publications, len(left.round_keys)) != (people, 0, 4)
    return (left.ballots, left.publications) != (0, 1)
