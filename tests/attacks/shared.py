"""Seasons of shares played through the real services, with the truth of who wrote what."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.attacks.people import read_people
from bot.attacks.score import Score
from bot.attacks.season import read_season
from bot.attacks.shares import suite
from bot.attacks.shares.written import read_written
from bot.disclosure.roster import Policy
from bot.rehearsal.answers import AnswersFile
from bot.rehearsal.roster import read_roster
from bot.rehearsal.season import Season
from bot.rehearsal.shares import Share
from tests.attacks.seasons import quietly

ALPHABET = "abcdefghilmnoprstu"
SEASON, ROSTER, WRITTEN = "season", "R.toml", "S.csv"


@dataclass(frozen=True, kw_only=True)
class Sharing:
    """How much is shared: signed practices in the first week, then all that bears no name.

    What is signed is posted at once, so it has a week of its own: its moments, which everybody
    reads, would lie by chance beside the others. In each of the next two there is one practice,
    which leave together; in each of the others signals, as many forms left, and practices.

    Args:
        practices: without a name, a week.
        signed: of the first week.
    """

    teams: int = 3
    size: int = 8
    weeks: int = 8
    signals: int = 24
    practices: int = 14
    signed: int = 12
    seed: int = 7
    has_snapshots: bool = True


async def play(folder: Path, shape: Sharing) -> None:
    """Play a season into a folder, its roster and what authors alone know beside it."""
    roster = _roster(shape)
    (folder / ROSTER).write_text(roster, encoding="utf-8")
    people = read_roster(roster, ROSTER)
    authors = sorted(name for name in people.ids if name.startswith("person"))
    season = Season(
        roster=people,
        answers=AnswersFile(by_week={}),
        # What is shared in the last week leaves on the Monday after it.
        weeks=shape.weeks + 5,
        out=folder / SEASON,
        start=date(2026, 1, 5),
        policy=Policy(),
        database_url=None,
        has_snapshots=shape.has_snapshots,
        on_week=lambda _: None,
        shares=tuple(_shares(shape, authors)),
        receipts=folder / WRITTEN,
    )
    with quietly():
        await season.play()


def attacked(folder: Path) -> dict[str, Score]:
    """Attack a season beside its truth, as `lien attack --shares` does."""
    scores = suite.attack(
        read_season(folder / SEASON),
        read_people(folder / ROSTER),
        read_written(folder / WRITTEN),
    )
    return {score.attack: score for score in scores}


def _roster(shape: Sharing) -> str:
    units = [f'[[unit]]\nid = "t{n}"\nparent = "dept"\n' for n in range(shape.teams)]
    people = [
        f'[[person]]\nid = "person-{team}-{n:02d}"\nunit = "t{team}"\n'
        for team in range(shape.teams)
        for n in range(shape.size)
    ]
    pair = [f'[[person]]\nid = "pair-{n}"\nunit = "dept"\nrole = "referent"\n' for n in (1, 2)]
    return "".join(['[[unit]]\nid = "dept"\n', *units, *people, *pair])


def _shares(shape: Sharing, people: list[str]) -> Iterator[Share]:
    """Let people write, or open a form and leave it, in an order drawn by lot.

    Each has words of their own, as in the worlds where comments are attacked.
    """
    chance = random.Random(shape.seed)  # noqa: S311 - a run must be repeatable
    words = ["".join(chance.choices(ALPHABET, k=6)) for _ in range(4000)]
    habits = {person: chance.sample(words, 40) for person in people}
    usual = [*["signal", "look"] * shape.signals, *["practice"] * shape.practices]
    first = [["signed"] * shape.signed, ["practice"], ["practice"]]
    for week, planned in enumerate([*first, *[usual] * shape.weeks], 1):
        kinds = chance.sample(planned, len(planned))
        for kind in kinds:
            person = chance.choice(people)
            said = " ".join(chance.choices(habits[person], k=chance.randint(6, 60)))
            yield Share(week=week, person=person, kind=kind, fact=said)  # type: ignore[arg-type] # one of its words
