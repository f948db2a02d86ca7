"""Whether a slip that waits tells, to whoever has no key, if it is a signal or a practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Final

import numpy as np

from bot.attacks import estimate, learner
from bot.attacks.boxes import Key
from bot.attacks.dummies import GATE, features_of
from bot.attacks.linkage import TRACES
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
        slips = {key: row for key, row in box.items() if key in owners}
        for key, ranks in _ranks(slips).items():
            features.append([*ranks, *features_of(slips[key])])
            is_practice.append(owners[key].kind == "practice")
            lot = blake2b(repr(key).encode(), digest_size=4).digest()
            lots.append(int.from_bytes(lot, "big"))
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


def _ranks(slips: Mapping[Key, Row]) -> Mapping[Key, list[float]]:
    """Say how far each slip lies into its box, by what orders rows and by the names of slips."""
    places = {key: rank for rank, key in enumerate(sorted(slips, key=repr))}
    found: dict[Key, list[float]] = {key: [] for key in slips}
    for trace in TRACES.values():
        ranked = sorted(slips, key=lambda key: trace(places[key], slips[key]))
        for rank, key in enumerate(ranked):
            found[key].append(rank / len(slips))
    return found
