"""What all that was published tells of somebody who stayed: attribute inference."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.attacks.people import Roster
from bot.attacks.readings import Readings
from bot.attacks.truth import CORE, Truth
from bot.attacks.turnover import Evidence, around


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
    rows, means, groups = [], [], []
    for unit, people in roster.by_unit.items() if weeks.start > 0 else ():
        lines = readings.of(unit)
        if np.isnan(lines[:, 0]).all():
            continue
        row = around(lines, weeks[:window], weeks[window:])
        for person in people:
            mean = truth.mean(person.id, questions, weeks)
            if person.counts(weeks.start) and person.counts(weeks[-1]) and not np.isnan(mean):
                rows.append(row)
                means.append(mean)
                groups.append(readings.units[unit])
    return Evidence(
        features=np.array(rows, dtype=np.float64).reshape(
            len(rows), readings.values.shape[1] * readings.values.shape[2], 2
        ),
        means=np.array(means, dtype=np.float64),
        groups=np.array(groups, dtype=np.int64),
    )
