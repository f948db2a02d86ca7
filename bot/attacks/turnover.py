"""Leavers and joiners: what changes in the digests when one person comes or goes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

import numpy as np

from bot.attacks import estimate, learner
from bot.attacks.estimate import Flags, Floats, Ids
from bot.attacks.people import Roster
from bot.attacks.readings import Readings
from bot.attacks.score import UNGATED, Score
from bot.attacks.truth import CORE, Truth

Move: TypeAlias = Literal["leaver", "joiner"]

MOVES: Final[tuple[Move, ...]] = ("leaver", "joiner")

ROW: Final = "all digests + rosters"
ENOUGH: Final = 100
"""Leavers under which nothing is concluded."""
FALSE_RATE: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Cases to guess: what was published around each, and what it should tell.

    `features` are [case, (question, channel), before or after]; `means` is each person's mean
    answer; `groups` holds people who share what was published.
    """

    features: Floats = field(repr=False)
    means: Floats = field(repr=False)
    groups: Ids = field(repr=False)

    @property
    def lowest(self) -> Flags:
        """Whether each person is in the lowest quarter of all."""
        edge = np.quantile(self.means, 0.25) if len(self.means) else 0.0
        return np.asarray(self.means <= edge)


def pooled(parts: Iterable[Evidence]) -> Evidence:
    """Put the evidence of several departments together; their groups stay apart."""
    features, means, groups, first = [], [], [], 0
    for part in parts:
        features.append(part.features)
        means.append(part.means)
        groups.append(part.groups + first)
        first += int(part.groups.max(initial=-1)) + 1
    return Evidence(
        features=np.concatenate(features),
        means=np.concatenate(means),
        groups=np.concatenate(groups),
    )


def observe(  # noqa: PLR0913 - a question about a season has that many sides
    readings: Readings,
    roster: Roster,
    truth: Truth,
    *,
    move: Move,
    window: int,
    questions: Sequence[str] = CORE,
) -> Evidence:
    """Gather everybody who left, or began to count, with `window` weeks published on each side."""
    rows, means, groups = [], [], []
    for person in roster.people:
        turn = person.left if move == "leaver" else person.counts_from
        if not turn or person.is_manager or not window < turn <= readings.weeks - window + 1:
            continue
        before, after = range(turn - window, turn), range(turn, turn + window)
        present = before if move == "leaver" else after
        mean = truth.mean(person.id, questions, present)
        if all(map(person.counts, present)) and not np.isnan(mean):
            lines = readings.of(person.unit)
            rows.append(around(lines, before, after))
            means.append(mean)
            groups.append(readings.units[person.unit])
    return Evidence(
        features=np.array(rows, dtype=np.float64).reshape(
            len(rows), readings.values.shape[1] * readings.values.shape[2], 2
        ),
        means=np.array(means, dtype=np.float64),
        groups=np.array(groups, dtype=np.int64),
    )


def around(lines: Floats, before: range, after: range) -> Floats:
    """Average each line before and after; nan where nothing was published."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing is nan, as meant
        sides = [
            np.nanmean(lines[..., side.start - 1 : side.stop - 1], axis=-1)
            for side in (before, after)
        ]
    return np.stack([side.ravel() for side in sides], axis=-1)


def judge(  # noqa: PLR0913 - a score has that many names
    evidence: Evidence,
    *,
    attack: str,
    gate: float,
    caught_gate: float = UNGATED,
    direction_gate: float | None = None,
    enough: int = ENOUGH,
) -> list[Score]:
    """Guess who was in the lowest quarter, from all that was published and from directions alone.

    The first score is the area under the curve, the second the share caught at one false alarm
    in a hundred, the third the area from directions only, when it has a gate.
    """
    scores = [_area(evidence, attack, gate, enough), _caught(evidence, attack, caught_gate)]
    if direction_gate is not None:
        per_question = evidence.features.shape[1] // len(CORE)
        lines = [question * per_question for question in range(len(CORE))]
        alone = Evidence(
            features=evidence.features[:, lines], means=evidence.means, groups=evidence.groups
        )
        scores.append(_area(alone, f"{attack}, direction alone", direction_gate, enough))
    return scores


def _guesses(evidence: Evidence) -> Floats:
    cases, lines, sides = evidence.features.shape
    flat = evidence.features.reshape(cases, lines * sides)
    return learner.guess(flat, evidence.lowest, evidence.groups)


def _area(evidence: Evidence, attack: str, gate: float, enough: int) -> Score:
    cases = len(evidence.means)
    found = estimate.auc(_guesses(evidence), evidence.lowest, evidence.groups)
    return Score(
        attack=attack,
        row=ROW,
        measure="AUC",
        value=found.value,
        low=found.low,
        high=found.high,
        n=cases,
        chance=0.5,
        gate=gate,
        enough=enough,
    )


def _caught(evidence: Evidence, attack: str, gate: float) -> Score:
    found = estimate.caught(_guesses(evidence), evidence.lowest, FALSE_RATE)
    return Score(
        attack=attack,
        row=ROW,
        measure="TPR at FPR .01",
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n,
        chance=FALSE_RATE,
        gate=gate,
        enough=ENOUGH,
    )
