"""The reference worlds, attacked: what `make attack` measures and the documentation prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from bot.attacks import (
    background,
    canary,
    comments,
    denial,
    differencing,
    floor,
    homogeneity,
    inference,
    readings,
    turnover,
)
from bot.attacks.gates import GATES, Profile
from bot.attacks.score import Score
from bot.attacks.season import Record
from bot.attacks.turnover import Evidence
from tests.attacks import scenes
from tests.attacks.worlds import SKIPPED, Grid, Publish, World, departments

WEEKS: Final = 52
LEFT: Final = 27
SEASONS: Final = 8000
SIZES: Final = (6, 9, 13)
EFFECTS: Final = ((0.0, 0.8), (0.4, 0.8), (0.4, 0.95))
"""Standard deviation of what a team shares, and share of the people who answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnover:
    """Leavers, joiners or people who stay, in one reference world.

    Both profiles are judged on the same seasons: strict is what remains without bands.
    """

    world: World
    move: Literal["leaver", "joiner", "attribute"]
    seasons: int = SEASONS
    publish: Publish | None = None

    def scores(self) -> list[Score]:
        """Play the seasons and judge both profiles over 12 and 26 weeks a side."""
        parts: dict[int, list[Evidence]] = {12: [], 26: []}
        moves = {"leaver": {"left": LEFT}, "joiner": {"joined": LEFT - 4}, "attribute": {}}
        for department in departments(
            self.world,
            self.seasons,
            WEEKS,
            seed=self.world.seed,
            moves=moves[self.move],
            at_once=20,
        ):
            chart = department.chart
            said = readings.read(department.season(self.publish).records, chart)
            speaking = [p.id for p in department.people if p.unit.endswith("t0")]
            truth = department.truth(speaking)
            for window, found in parts.items():
                found.append(
                    inference.observe(said, chart, truth, window=window)
                    if self.move == "attribute"
                    else turnover.observe(said, chart, truth, move=self.move, window=window)
                )
        evidence = {window: turnover.pooled(found) for window, found in parts.items()}
        return list(self._judged(evidence))

    def _judged(self, evidence: dict[int, Evidence]) -> Iterator[Score]:
        for profile, gates in GATES.items():
            for window, found in evidence.items():
                said = found if profile == "standard" else without_bands(found)
                about = f"{self.move}, {window} + {window} weeks, {profile}"
                yield from turnover.judge(
                    said,
                    attack=f"{about}: {_name(self.world)}",
                    gate=gates.turnover[window],
                    caught_gate=gates.caught,
                    direction_gate=gates.direction if profile == "strict" else None,
                )


def without_bands(evidence: Evidence) -> Evidence:
    """Leave what the strict profile says."""
    lines = evidence.features.shape[1]
    bands = readings.CHANNELS.index("band")
    kept = [n for n in range(lines) if n % len(readings.CHANNELS) != bands]
    return replace(evidence, features=evidence.features[:, kept])


def canary_scores(
    world: World, teams: int, *, spells: int, publish: Publish | None = None
) -> list[Score]:
    """Look for somebody who answers 5 all year, from the calendar of everyone's absences."""
    parts: dict[Profile, list[canary.Evidence]] = {profile: [] for profile in GATES}
    for department, away in scenes.canaries(world, teams, seed=world.seed, spells=spells):
        everything = department.season(publish).records
        truth = department.truth([*away])
        for profile, found in parts.items():
            said = readings.read(of_profile(everything, profile), department.chart)
            found.append(canary.observe(said, department.chart, truth, away))
    absences = f"{spells} spells away" if spells else "any week away"
    return [
        replace(score, attack=f"{score.attack}, {profile}: {_name(world)}, {absences}")
        for profile, found in parts.items()
        for score in canary.judge(canary.pooled(found), GATES[profile])
    ]


def background_score(world: World, team_weeks: int, publish: Publish | None = None) -> Score:
    """Compare `down` with and without somebody's three bad weeks."""
    counts = background.Counts()
    for department in scenes.bad_weeks(world, round(team_weeks / WEEKS), seed=world.seed):
        records = [
            record for record in department.season(publish).records if record.unit.endswith("t0")
        ]
        people = [person.id for person in department.people if person.unit.endswith("t0")]
        counts += background.observe(records, department.chart, department.truth(people))
    score = background.judge(counts)
    return replace(score, attack=f"{score.attack}: {_name(world)}")


def organisation_scores(people: int, weeks: int, seed: int) -> list[Score]:
    """Attack the structure of one whole organisation: its sets, its refusals, its floor."""
    department = scenes.organisation(people, weeks, seed)
    records, chart = department.season().records, department.chart
    truth = department.truth()
    other = replace(department, answers=turned_over(department.answers))
    scores = [
        *differencing.attack(records, chart, truth),
        denial.compare(records, other.season().records),
        *homogeneity.attack(records, chart, truth),
        denial.repeated(records),
        *floor.accounts(records, chart, truth),
        floor.participation(floor.observe(records, chart, truth)),
    ]
    return [replace(s, attack=f"{s.attack}, {people:,} people, {weeks} weeks") for s in scores]


def comment_scores(services: int, weeks: int) -> list[Score]:
    """Look for authors among people who write half the time, each in a manner of their own."""
    department = scenes.talkative(services, weeks, seed=1)
    records = department.season().records
    return comments.attack(records, department.chart, department.truth())


def turned_over(answers: Grid) -> Grid:
    """Keep who answered which question when, and turn the values over: 1 for 5."""
    return np.where(answers != SKIPPED, 6 - answers, SKIPPED).astype(np.int8)


def _name(world: World) -> str:
    return f"n = {world.size}, team s.d. {world.team_effect}, response {world.response}"


def of_profile(records: Sequence[Record], profile: Profile) -> list[Record]:
    """Leave what a profile says: a band is withheld from every reader of the strict one."""
    if profile == "standard":
        return list(records)
    return [
        replace(record, items=tuple(item for item in record.items if item.kind != "band"))
        for record in records
    ]
