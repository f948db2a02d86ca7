"""Seasons played through the real services, as `lien simulate --snapshots` leaves them."""

from __future__ import annotations

import logging
import random
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import structlog

from bot.attacks import stored
from bot.attacks.people import read_people
from bot.attacks.score import Score
from bot.attacks.season import read_season
from bot.attacks.truth import read_truth
from bot.disclosure.roster import Policy
from bot.rehearsal.answers import Answer, AnswersFile, read_answers, write_answers
from bot.rehearsal.roster import read_roster
from bot.rehearsal.season import Season


@dataclass(frozen=True, kw_only=True)
class Shape:
    """How large a season is; three in four answer, each with a comment nobody may ever find."""

    teams: int
    size: int
    weeks: int
    seed: int = 7


async def play(folder: Path, shape: Shape, *, database_url: str | None = None) -> None:
    """Play a season into a folder, its roster and answers beside it."""
    roster = _roster(shape)
    (folder / "R.toml").write_text(roster, encoding="utf-8")
    people = read_roster(roster, "R.toml")
    written = write_answers(_answers(shape, sorted(people.ids)))
    (folder / "A.csv").write_text(written, encoding="utf-8")
    season = Season(
        roster=people,
        answers=read_answers(written.splitlines(keepends=True), "A.csv", people.ids),
        weeks=shape.weeks,
        out=folder / "season",
        start=date(2026, 1, 5),
        policy=Policy(),
        database_url=database_url,
        has_snapshots=database_url is None,
        on_week=lambda _: None,
    )
    with quietly():
        await season.play()


@contextmanager
def quietly() -> Iterator[None]:
    """Let a season log into its own folder; what follows must not."""
    try:
        yield
    finally:
        structlog.reset_defaults()
        logging.captureWarnings(capture=False)
        sys.excepthook = sys.__excepthook__


def attacked(folder: Path) -> Mapping[str, Score]:
    """Attack a season beside its roster and answers, as `lien attack` does."""
    roster = read_people(folder / "R.toml")
    truth = read_truth(folder / "A.csv", {person.id for person in roster.people})
    scores = stored.attack(read_season(folder / "season"), roster, truth)
    return {score.attack: score for score in scores}


def _roster(shape: Shape) -> str:
    units = [f'[[unit]]\nid = "t{n}"\nparent = "dept"\n' for n in range(shape.teams)]
    people = [
        f'[[person]]\nid = "person-{team}-{n:02d}"\nunit = "t{team}"\n'
        for team in range(shape.teams)
        for n in range(shape.size)
    ]
    return "".join(['[[unit]]\nid = "dept"\n', *units, *people])


def _answers(shape: Shape, people: list[str]) -> AnswersFile:
    chance = random.Random(shape.seed)  # noqa: S311 - a test must be repeatable

    def answer(person: str) -> Answer:
        steps = {name: chance.randint(1, 5) for name in ("charge", "lien", "rotating")}
        words = f"canari {chance.getrandbits(60):x}, trop d'écrits « urgents » cette semaine"
        return Answer(person=person, comment=words, keep=chance.choice(["theme", "none"]), **steps)  # type: ignore[arg-type] # one of its words

    return AnswersFile(
        by_week={
            week: tuple(map(answer, chance.sample(people, len(people) * 3 // 4)))
            for week in range(1, shape.weeks + 1)
        }
    )
