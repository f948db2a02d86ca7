"""What all that was published tells of somebody who stayed: attribute inference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.attacks.people import Roster
from bot.attacks.readings import Readings
from bot.attacks.truth import CORE, Truth
from bot.attacks.turnover import Evidence, beside, gathered


def observe(
    readings: Readings,
    roster: Roster,
    truth: Truth,
    *,
    window: int,
    questions: Sequence[str] = CORE,
) -> Evidence:
    """Gather everybody who counted all along in a team of which something was said.

    The attacker knows other teams' answers and learns from them what a digest is worth, then
    says of each person here whether they are in the lowest quarter. After the DeSIA attack on
    fixed aggregates (Annamalai et al., 2025), without its knowledge of the other members.
    """
    weeks = range(readings.weeks - 2 * window + 1, readings.weeks + 1)
    cases = []
    for unit, people in roster.by_unit.items() if weeks.start > 0 else ():
        lines = readings.of(unit)
        if not np.isnan(lines[:, 0]).all():
            row = beside(lines, weeks[:window], weeks[window:])
            cases += [
                (person, weeks, row)
                for person in people
                if person.counts(weeks[0]) and person.counts(weeks[-1])
            ]
    return gathered(cases, readings, roster, truth, questions)
