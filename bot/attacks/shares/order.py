"""Whether the place of a released signal tells whose it is, by the order of writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import TypeAlias

from bot.attacks import estimate
from bot.attacks.linkage import ENOUGH, TRACES
from bot.attacks.score import Score, estimated
from bot.attacks.shares.batches import Filed
from bot.attacks.shares.written import ROW

Lying: TypeAlias = Mapping[str, Sequence[str]]
"""The authors of a batch's signals as each trace of the files orders them."""


def lying(filed: Sequence[Filed]) -> Lying:
    """Say whose signals lie where, among those of one batch."""
    return {
        name: [
            one.author.event if one.author else ""
            for _, one in sorted(enumerate(filed), key=lambda pair: trace(pair[0], pair[1].row))
        ]
        for name, trace in TRACES.items()
    }


def attack(batches: Sequence[Sequence[Filed]]) -> Iterator[Score]:
    """Lay what was released beside its authors in the order they wrote, which is granted.

    Chance and gate are those of ballots: one row of a batch is right by luck, and four standard
    errors more are allowed.
    """
    found = [
        (lying(filed), sorted((f.author for f in filed if f.author), key=lambda one: one.at))
        for filed in batches
    ]
    for name in TRACES:
        hits = sum(
            a == b.event for places, true in found for a, b in zip(places[name], true, strict=False)
        )
        n = sum(len(true) for _, true in found)
        share = estimate.share(hits, n)
        yield estimated(
            attack=f"author of a signal: {name}",
            row=ROW,
            measure="linkage",
            found=share,
            n=n,
            chance=len(found) / max(n, 1),
            gate=(len(found) + 4 * sqrt(len(found))) / max(n, 1),
            enough=ENOUGH,
        )
