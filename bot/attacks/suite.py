"""Every attack on what one season published and left behind, as `lien attack` runs them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from bot.attacks import (
    background,
    canary,
    comments,
    denial,
    differencing,
    floor,
    gates,
    homogeneity,
    inference,
    readings,
    reminders,
    stored,
    turnover,
)
from bot.attacks.gates import Gates
from bot.attacks.people import Roster, read_people
from bot.attacks.readings import Readings
from bot.attacks.score import Score
from bot.attacks.season import Season, read_season
from bot.attacks.shares import suite as shares
from bot.attacks.shares.written import read_written
from bot.attacks.truth import CORE, Truth, read_truth


def attack(folder: Path, roster: Path, answers: Path, written: Path | None = None) -> list[Score]:
    """Attack a season from its files; the answers serve for scoring, and as one's own.

    Args:
        folder: the season's.
        roster: what the attacker knows.
        answers: the truth.
        written: the truth about shares, None where nobody shared.

    Raises:
        OperatorError: a file cannot be read or makes no sense; with file and line.
    """
    people = read_people(roster)
    truth = read_truth(answers, {person.id for person in people.people})
    season = read_season(folder)
    about_shares = () if written is None else shares.attack(season, people, read_written(written))
    return [
        *published(season, people, truth),
        *stored.attack(season, people, truth),
        *about_shares,
    ]


def published(season: Season, roster: Roster, truth: Truth) -> list[Score]:
    """Run the attacks of whoever holds every digest, the rosters and the messages."""
    allowed = gates.GATES[gates.profile(season.records)]
    said = readings.read(season.records, roster)
    return [
        *_turnover(said, roster, truth, allowed),
        *differencing.attack(season.records, roster, truth),
        *canary.judge(canary.observe(said, roster, truth), allowed),
        denial.attack(season.records, roster, truth),
        *homogeneity.attack(season.records, roster, truth),
        background.judge(background.observe(season.records, roster, truth)),
        denial.repeated(season.records),
        *floor.accounts(season.records, roster, truth),
        floor.participation(floor.observe(season.records, roster, truth)),
        reminders.attack(season.messages, roster, truth),
        *comments.attack(season.records, roster, truth),
    ]


def _turnover(said: Readings, roster: Roster, truth: Truth, allowed: Gates) -> Iterator[Score]:
    for question in CORE:
        asked = {"questions": (question,)}
        for move in turnover.MOVES:
            found = {
                window: turnover.observe(said, roster, truth, move=move, window=window, **asked)
                for window in allowed.turnover
            }
            window = _longest({window: len(one.means) for window, one in found.items()})
            yield from turnover.judge(
                found[window],
                attack=f"{move}, {window} + {window} weeks, {question}",
                gate=allowed.turnover[window],
                caught_gate=allowed.caught,
                direction_gate=allowed.direction,
            )
        stayed = {
            window: inference.observe(said, roster, truth, window=window, **asked)
            for window in allowed.turnover
        }
        window = _longest({window: len(one.means) for window, one in stayed.items()})
        yield turnover.judge(
            stayed[window],
            attack=f"attribute of a member, {2 * window} weeks, {question}",
            gate=allowed.turnover[window],
        )[0]


def _longest(cases: Mapping[int, int]) -> int:
    """Choose the longest stretch that has cases enough, else the one that has the most."""
    enough = [window for window, n in cases.items() if n >= turnover.ENOUGH]
    return max(enough, default=max(cases, key=cases.__getitem__))
