"""Whether a slip that waits tells, to whoever has no key, if it is a signal or a practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from bot.attacks import estimate, learner
from bot.attacks.boxes import Key
from bot.attacks.dummies import GATE, described
from bot.attacks.score import Score, estimated
from bot.attacks.shares.written import ROW, Written
from bot.attacks.sqlitefile import Row

NAME: Final = "signal or practice, from its slip"
ENOUGH: Final = 100


def attack(boxes: Sequence[Mapping[Key, Row]], owners: Mapping[Key, Written]) -> Score:
    """Learn from other slips what tells a practice: length, bytes, slot, and place in the files.

    What each slip is, is known for scoring and for learning; the guess sees the slips of a batch
    as they last waited, as a backup would. A practice told from a signal would leave fewer people
    for either.
    """
    features, is_practice, lots = list[list[float]](), list[bool](), list[int]()
    for box in boxes:
        # By name: a mapping of ours could otherwise say in which order they came.
        slips = {key: box[key] for key in sorted(box, key=repr) if key in owners}
        for key, seen, lot in described(slips):
            features.append(seen)
            is_practice.append(owners[key].kind == "practice")
            lots.append(lot)
    positive = np.array(is_practice, dtype=np.bool_)
    guess = np.zeros(0)
    if features:
        guess = learner.guess(np.array(features), positive, np.array(lots, dtype=np.int64))
    return estimated(
        attack=NAME,
        row=ROW,
        measure="AUC",
        found=estimate.auc(guess, positive),
        n=int(min(positive.sum(), (~positive).sum())),
        chance=0.5,
        gate=GATE,
        enough=ENOUGH,
    )
