"""Whether a row of one mid-round copy tells that somebody answered, or holds a dummy."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Final

import numpy as np

from bot.attacks import estimate, learner
from bot.attacks.boxes import Box, Key
from bot.attacks.linkage import ROW, TRACES, ordered
from bot.attacks.score import Score, estimated
from bot.attacks.sqlitefile import Row

NAME: Final = "dummy or real"
GATE: Final = 0.52
ENOUGH: Final = 3750
"""Rows a side with which the standard error is a third of what the gate allows."""


def attack(boxes: Sequence[Box]) -> Score:
    """Learn from other rows what tells an answer from a dummy: length, bytes, place.

    Which rows were answered is known, for scoring and for learning, from the commits that
    changed them; the guess itself sees each box once, as a backup would.
    """
    told = [
        (box, set(box.arrivals))
        for box in boxes
        if box.answerers and len(box.arrivals) < len(box.rows)
    ]
    rows = [
        (features, key in answered, lot)
        for box, answered in told
        for key, features, lot in described(box.rows)
    ]
    if not rows:
        return _score(estimate.auc(np.zeros(0), np.zeros(0, dtype=np.bool_)), 0)
    features = np.array([row[0] for row in rows], dtype=np.float64)
    answered = np.array([row[1] for row in rows], dtype=np.bool_)
    lots = np.array([row[2] for row in rows], dtype=np.int64)
    found = estimate.auc(learner.guess(features, answered, lots), answered)
    return _score(found, int(min(answered.sum(), (~answered).sum())))


def described(rows: Mapping[Key, Row]) -> Iterator[tuple[Key, list[float], int]]:
    """Describe each row of a box as far as no key is needed, with a number to draw lots by."""
    ranks = [
        {key: rank / len(rows) for rank, key in enumerate(ordered(rows, trace))}
        for trace in TRACES.values()
    ]
    for key, row in rows.items():
        lot = blake2b(repr(key).encode(), digest_size=4).digest()
        yield key, [*(rank[key] for rank in ranks), *_features(row)], int.from_bytes(lot, "big")


def _features(row: Row) -> list[float]:
    """Describe what can be seen of a row without a key: its length, its bytes, where it spills."""
    content = b"".join(_bytes(row))
    raw = np.frombuffer(content or b"\0", dtype=np.uint8)
    return [
        len(content),
        sum(value is None for value in row.values.values()),
        float(raw.mean()),
        float(np.unpackbits(raw).mean()),
        float((raw == 0).mean()),
        len(np.unique(raw)),
        float(raw[0]),
        float(raw[-1]),
        len(zlib.compress(content)) / max(len(content), 1),
        float(bool(row.spilled)),
    ]


def _bytes(row: Row) -> Iterator[bytes]:
    for value in row.values.values():
        yield value if isinstance(value, bytes) else repr(value).encode()


def _score(found: estimate.Estimate, n: int) -> Score:
    return estimated(
        attack=NAME,
        row=ROW,
        measure="AUC",
        found=found,
        n=n,
        chance=0.5,
        gate=GATE,
        enough=ENOUGH,
    )
