"""Whether the messages somebody gets tell that they have not answered yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

import numpy as np

from bot.attacks import estimate
from bot.attacks.people import Roster
from bot.attacks.score import Score, estimated
from bot.attacks.season import Message
from bot.attacks.truth import Truth

MARGIN: Final = 0.02
ENOUGH: Final = 1000


def attack(messages: Sequence[Message], roster: Roster, truth: Truth) -> Score:
    """Guess who answered from how many messages each person got in a round.

    The more, the likelier they had not: a reminder to those alone would tell. Rounds are the
    weeks that follow the first message.
    """
    got = _received(messages)
    last = max((week for week, _ in got), default=0)
    rows = [
        (-float(got[week, person.id]), truth.has_answered(person.id, week))
        for week in range(1, last + 1)
        for person in roster.people
        if person.counts(week)
    ]
    guess = np.array([row[0] for row in rows], dtype=np.float64)
    answered = np.array([row[1] for row in rows], dtype=bool)
    found = estimate.auc(guess, answered)
    return estimated(
        attack="reminders",
        row="commands, API, accounts",
        measure="AUC",
        found=found,
        n=len(rows),
        chance=0.5,
        gate=0.5 + MARGIN,
        enough=ENOUGH,
    )


def _received(messages: Sequence[Message]) -> Mapping[tuple[int, str], int]:
    moments = [datetime.fromisoformat(message.at) for message in messages]
    first = min(moments, default=None)
    return Counter(
        (1 + (moment - first).days // 7, message.to)
        for moment, message in zip(moments, messages, strict=True)
        if first is not None
    )
