"""One person who answers the extreme all year, looked for by whoever knows when each was away."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from bot.attacks import estimate, learner
from bot.attacks.estimate import Flags, Floats, Ids
from bot.attacks.gates import Gates
from bot.attacks.people import Roster
from bot.attacks.readings import CHANNELS, Readings
from bot.attacks.score import Score, estimated
from bot.attacks.truth import CORE, Truth

ROW: Final = "all digests + rosters"
EXTREME: Final = 1.25
"""How near an end of the scale somebody's mean answer is to make them the one looked for."""
_SPANS: Final = {
    "direction": ((0, 2), (0, 4), (2, 4)),
    "band": ((0, 4), (0, 8)),
    "number": ((0, 1), (0, 4)),
    "wide number": ((0, 1), (0, 4)),
}
"""How late a line may answer to who is there, and over how many rounds."""
_LEAST_WEEKS: Final = 26
ENOUGH: Final = 100
"""Teams with a canary under which nothing is concluded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Members of teams that hold one canary each: how they moved with what was published."""

    features: Floats = field(repr=False)
    is_canary: Flags = field(repr=False)
    teams: Ids = field(repr=False)


def pooled(parts: Iterable[Evidence]) -> Evidence:
    """Put the evidence of several departments together."""
    features, canaries, teams, first = [], [], [], 0
    for part in parts:
        features.append(part.features)
        canaries.append(part.is_canary)
        teams.append(part.teams + first)
        first += int(part.teams.max(initial=-1)) + 1
    return Evidence(
        features=np.concatenate(features),
        is_canary=np.concatenate(canaries),
        teams=np.concatenate(teams),
    )


def observe(
    readings: Readings,
    roster: Roster,
    truth: Truth,
    away: Mapping[str, frozenset[int]] | None = None,
) -> Evidence:
    """Compare each member's weeks away with what was published of the team around them.

    Whoever is looked for answered within a quarter point of an end of the scale over half a year
    at least; teams with one such person are kept. Without a calendar of the weeks in which people
    were `away`, the attacker is given exactly who answered when, which is more.
    """
    rows, canaries, teams = [], [], []
    for unit, number in readings.units.items():
        always = [
            person.id
            for person in roster.by_unit[unit]
            if person.counts(1) and person.counts(readings.weeks)
        ]
        signs = {person: _extreme(truth, person) for person in always}
        found = [person for person, sign in signs.items() if sign]
        if len(found) != 1 or readings.weeks < _LEAST_WEEKS:
            continue
        sign = signs[found[0]]
        lines = readings.of(unit)
        for person in always:
            weeks = range(1, readings.weeks + 1)
            there = [
                truth.has_answered(person, week)
                if away is None
                else week not in away.get(person, ())
                for week in weeks
            ]
            rows.append(sign * _moves(lines, np.array(there, dtype=np.float64)))
            canaries.append(person == found[0])
            teams.append(number)
    width = sum(map(len, _SPANS.values())) * len(CORE)
    return Evidence(
        features=np.array(rows, dtype=np.float64).reshape(len(rows), width),
        is_canary=np.array(canaries, dtype=bool),
        teams=np.array(teams, dtype=np.int64),
    )


def _extreme(truth: Truth, person: str) -> int:
    """Tell whether somebody is at an end of the scale all along: -1, 1, or 0."""
    given = truth.answers.get(person, {})
    if len(given) < _LEAST_WEEKS:
        return 0
    mean = truth.mean(person, CORE, given.keys())
    return int(mean >= 6 - EXTREME) - int(mean <= EXTREME)


def _moves(lines: Floats, there: Floats) -> Floats:
    """Give the correlation of each line with presence, over some rounds and some rounds later."""
    return np.array(
        [
            _correlation(lines[question, n], _recent(there, span), lag)
            for question in range(len(CORE))
            for n, channel in enumerate(CHANNELS)
            for lag, span in _SPANS[channel]
        ]
    )


def _recent(there: Floats, span: int) -> Floats:
    before = np.concatenate([np.full(span - 1, there.mean()), there])
    return np.asarray(np.lib.stride_tricks.sliding_window_view(before, span).mean(axis=1))


def _correlation(line: Floats, presence: Floats, lag: int) -> float:
    """Correlate what was said with who was there; 0 where either never changes."""
    said, there = line[lag:], presence[: len(presence) - lag]
    known = ~np.isnan(said)
    if known.sum() < 3:  # noqa: PLR2004 - two points always lie on a line
        return 0.0
    x, y = said[known] - said[known].mean(), there[known] - there[known].mean()
    size = float(np.sqrt((x @ x) * (y @ y)))
    return float(x @ y) / size if size > 1e-12 else 0.0  # noqa: PLR2004 - nothing moved


def judge(evidence: Evidence, gates: Gates) -> list[Score]:
    """Point at one member a team, by chance among equals, and rank all members of all teams."""
    teams = np.unique(evidence.teams)
    hits, chances = 0.0, []
    guessed = learner.guess(evidence.features, evidence.is_canary, evidence.teams)
    for team in teams:
        mine = evidence.teams == team
        best = guessed[mine] == guessed[mine].max()
        hits += float((best & evidence.is_canary[mine]).sum() / best.sum())
        chances.append(1 / mine.sum())
    top = estimate.share(round(hits), len(teams))
    chance = float(np.mean(chances)) if chances else 0.0
    area = estimate.auc(guessed, evidence.is_canary, evidence.teams)
    return [
        _score("top-1", top, len(teams), chance, gates.canary_top * chance),
        _score("AUC", area, len(teams), 0.5, gates.canary_area),
    ]


def _score(measure: str, found: estimate.Estimate, n: int, chance: float, gate: float) -> Score:
    return estimated(
        attack="year-long canary",
        row=ROW,
        measure=measure,
        found=found,
        n=n,
        chance=chance,
        gate=gate,
        enough=ENOUGH,
    )
