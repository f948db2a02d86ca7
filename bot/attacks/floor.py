"""Who took part, and whether the floor of five holds against new accounts and managers' ballots."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from bot.attacks import estimate, learner
from bot.attacks.estimate import Flags, Floats, Ids
from bot.attacks.people import ENCADREMENT, Roster
from bot.attacks.readings import code
from bot.attacks.score import Score, counted, estimated
from bot.attacks.season import Item, Record
from bot.attacks.truth import CORE, Truth

ROW: Final = "commands, API, accounts"
K: Final = 5
TEAM: Final = 7
MARGIN: Final = 0.02
"""How far above the floor's own signal participation may be guessed."""
ENOUGH: Final = 1000


def accounts(records: Sequence[Record], roster: Roster, truth: Truth) -> list[Score]:
    """Count what was said of cells that are large or heard enough only thanks to others.

    Padding: without newcomers the cell is under seven. Managers and threshold: of those who
    count, fewer than five answered the question this week.
    """
    padded = below = directions = 0
    for record in records:
        if record.cell == ENCADREMENT:
            continue
        members = roster.members(record)
        for item in record.items:
            if item.question not in CORE or code(item) is None:
                continue
            directions += 1
            padded += len(members) < TEAM
            if item.kind == "direction" or item.weeks is None:
                below += truth.respondents(members, record.week, item.question) < K
    return [
        counted("padding with new accounts", ROW, "statements", value=padded, n=directions),
        counted(
            "managers' own ballots, lowered threshold",
            ROW,
            "statements",
            value=below,
            n=directions,
        ),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Team-weeks of members: what was published, and whether the floor was reached."""

    features: Floats = field(repr=False)
    answered: Flags = field(repr=False)
    floor: Floats = field(repr=False)
    groups: Ids = field(repr=False)


def pooled(parts: Iterable[Evidence]) -> Evidence:
    """Put the evidence of several departments together."""
    features, answered, floor, groups, first = [], [], [], [], 0
    for part in parts:
        features.append(part.features)
        answered.append(part.answered)
        floor.append(part.floor)
        groups.append(part.groups + first)
        first += int(part.groups.max(initial=-1)) + 1
    return Evidence(
        features=np.concatenate(features),
        answered=np.concatenate(answered),
        floor=np.concatenate(floor),
        groups=np.concatenate(groups),
    )


def observe(records: Sequence[Record], roster: Roster, truth: Truth) -> Evidence:
    """Set beside each member of a team's record whether they answered that week.

    The attacker reads what was said of each question, said or refused, this week and the last.
    The floor's own signal is whether five answered, with the team's size: a digest that exists
    cannot hide that.
    """
    features, answered, floor, groups = [], [], [], []
    teams: dict[tuple[str, tuple[str, ...]], int] = {}
    before: dict[tuple[str, tuple[str, ...]], list[float]] = {}
    for record in records:
        if record.cell == ENCADREMENT or not any(map(_is_team, record.items)):
            continue
        cell = record.unit, record.cell
        team = teams.setdefault(cell, len(teams))
        members = sorted(roster.members(record))
        read = _read(record, len(members))
        heard = [truth.respondents(members, record.week, question) >= K for question in CORE]
        row = [1 / max(len(members), 1), *read, *before.get(cell, read)]
        for person in members:
            features.append(row)
            answered.append(truth.has_answered(person, record.week))
            floor.append([1 / len(members), *map(float, heard)])
            groups.append(team)
        before[cell] = read
    return Evidence(
        features=np.array(features, dtype=np.float64).reshape(len(features), 13),
        answered=np.array(answered, dtype=bool),
        floor=np.array(floor, dtype=np.float64).reshape(len(floor), 3),
        groups=np.array(groups, dtype=np.int64),
    )


def _is_team(item: Item) -> bool:
    return item.kind in {"direction", "withheld"} or item.size.isdigit()


def _read(record: Record, members: int) -> list[float]:
    """Give for each core question whether too few answered, its move, and the share who did."""
    read = []
    for question in CORE:
        said = [item for item in record.items if item.question == question]
        read.append(float(any(item.reason == "too_few" for item in said)))
        moves = (code(item) for item in said if item.kind == "direction")
        read.append(next((abs(move) for move in moves if move is not None), 0.0))
        counts = (int(item.size) / members for item in said if item.size.isdigit() and members)
        read.append(next(counts, 0.0))
    return read


def participation(evidence: Evidence) -> Score:
    """Guess who answered from what was published or refused, beside what the floor alone tells."""
    answered, groups = evidence.answered, evidence.groups
    floor = estimate.auc(learner.guess(evidence.floor, answered, groups), answered, groups)
    found = estimate.auc(learner.guess(evidence.features, answered, groups), answered, groups)
    return estimated(
        attack="participation",
        row=ROW,
        measure="AUC",
        found=found,
        n=len(answered),
        chance=0.5,
        gate=max(0.5, floor.value) + MARGIN,
        enough=ENOUGH,
    )
