"""Leavers and joiners: what changes in the digests when one person comes or goes."""

from __future__ import annotations

import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Literal, TypeAlias

import numpy as np

from bot.attacks import estimate, learner
from bot.attacks.estimate import Flags, Floats, Ids
from bot.attacks.people import Person, Roster
from bot.attacks.readings import Readings
from bot.attacks.score import UNGATED, Score, estimated
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

    `features` are [case, (question, channel), before or move], directions first; `means` is each
    person's mean answer and `around` their colleagues'; `groups` holds people who share what was
    published.
    """

    features: Floats = field(repr=False)
    means: Floats = field(repr=False)
    around: Floats = field(repr=False)
    groups: Ids = field(repr=False)

    @property
    def lowest(self) -> Flags:
        """Whether each person is in the lowest quarter, given how their colleagues are.

        What a digest says of a whole team is its purpose; what is measured is the person's own
        part: the residual of their mean answer on their colleagues'.
        """
        spread = self.around - self.around.mean() if len(self.around) else self.around
        size = float(spread @ spread)
        slope = float(spread @ self.means) / size if size else 0.0
        return _lowest(self.means - slope * spread)

    @property
    def lowest_of_all(self) -> Flags:
        """Whether each person is in the lowest quarter of everybody, as their team may be."""
        return _lowest(self.means)


def pooled(parts: Iterable[Evidence]) -> Evidence:
    """Put the evidence of several departments together; their groups stay apart."""
    known = list(parts)
    firsts = np.cumsum([0, *(int(part.groups.max(initial=-1)) + 1 for part in known)])
    groups = [part.groups + first for part, first in zip(known, firsts, strict=False)]
    return Evidence(
        features=np.concatenate([part.features for part in known]),
        means=np.concatenate([part.means for part in known]),
        around=np.concatenate([part.around for part in known]),
        groups=np.concatenate(groups),
    )


def _lowest(values: Floats) -> Flags:
    edge = np.quantile(values, 0.25) if len(values) else 0.0
    return np.asarray(values <= edge)


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
    cases = []
    for person in roster.people:
        turn = person.left if move == "leaver" else person.counts_from
        if not turn or person.is_manager or not window < turn <= readings.weeks - window + 1:
            continue
        before, after = range(turn - window, turn), range(turn, turn + window)
        present = before if move == "leaver" else after
        if all(map(person.counts, present)):
            row = beside(readings.of(person.unit), before, after)
            cases.append((person, present, row))
    return gathered(cases, readings, roster, truth, questions)


def gathered(
    cases: Iterable[tuple[Person, range, Floats]],
    readings: Readings,
    roster: Roster,
    truth: Truth,
    questions: Sequence[str],
) -> Evidence:
    """Set beside each case, a person with weeks and what was published, what they answered."""
    rows, means, around, groups = [], [], [], []
    for person, weeks, row in cases:
        mean = truth.mean(person.id, questions, weeks)
        others = [
            other
            for one in roster.by_unit[person.unit]
            if one is not person and one.counts(weeks[0])
            if not np.isnan(other := truth.mean(one.id, questions, weeks))
        ]
        if others and not np.isnan(mean):
            rows.append(row)
            means.append(mean)
            around.append(float(np.mean(others)))
            groups.append(readings.units[person.unit])
    lines = readings.values.shape[1] * readings.values.shape[2]
    return Evidence(
        features=np.array(rows, dtype=np.float64).reshape(len(rows), lines, 2),
        means=np.array(means, dtype=np.float64),
        around=np.array(around, dtype=np.float64),
        groups=np.array(groups, dtype=np.int64),
    )


def beside(lines: Floats, before: range, after: range) -> Floats:
    """Average each line before, and how it moved after; nan where nothing was published."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # the mean of nothing is nan, as meant
        sides = [
            np.nanmean(lines[..., side.start - 1 : side.stop - 1], axis=-1)
            for side in (before, after)
        ]
    # The move on its own, for it is small beside how much levels differ between teams.
    return np.stack([sides[0].ravel(), (sides[1] - sides[0]).ravel()], axis=-1)


def judge(
    evidence: Evidence,
    *,
    attack: str,
    gate: float,
    caught_gate: float = UNGATED,
    direction_gate: float | None = None,
) -> list[Score]:
    """Guess who was in the lowest quarter, from all that was published and from directions alone.

    In this order: the area under the curve; the share caught at one false alarm in a hundred;
    the area for the lowest quarter of everybody, which has no gate as it is what a team's own
    digest is for; and, when it has a gate, the area from directions only.
    """
    guesses = _guesses(evidence, evidence.lowest)
    of_all = evidence.lowest_of_all
    scores = [
        _area(attack, guesses, evidence.lowest, evidence, gate),
        _caught(attack, guesses, evidence.lowest, caught_gate),
        _area(f"{attack}, of everybody", _guesses(evidence, of_all), of_all, evidence, UNGATED),
    ]
    if direction_gate is not None:
        per_question = evidence.features.shape[1] // len(CORE)
        alone = replace(evidence, features=evidence.features[:, ::per_question])
        guesses = _guesses(alone, alone.lowest)
        name = f"{attack}, direction alone"
        scores.append(_area(name, guesses, alone.lowest, alone, direction_gate))
    return scores


def _guesses(evidence: Evidence, positive: Flags) -> Floats:
    cases, lines, sides = evidence.features.shape
    flat = evidence.features.reshape(cases, lines * sides)
    return learner.guess(flat, positive, evidence.groups)


def _area(attack: str, guesses: Floats, low: Flags, evidence: Evidence, gate: float) -> Score:
    found = estimate.auc(guesses, low, evidence.groups)
    return estimated(
        attack=attack,
        row=ROW,
        measure="AUC",
        found=found,
        n=len(low),
        chance=0.5,
        gate=gate,
        enough=ENOUGH,
    )


def _caught(attack: str, guesses: Floats, low: Flags, gate: float) -> Score:
    found = estimate.caught(guesses, low, FALSE_RATE)
    return estimated(
        attack=attack,
        row=ROW,
        measure="TPR at FPR .01",
        found=found,
        chance=FALSE_RATE,
        gate=gate,
        enough=ENOUGH,
    )
