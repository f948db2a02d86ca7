"""What whoever reads a signal can guess of its author from its words alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from bot.attacks import estimate
from bot.attacks.comments import nearest, rarity_of, style_of
from bot.attacks.people import Roster
from bot.attacks.score import UNGATED, Score, estimated
from bot.attacks.shares.batches import Filed
from bot.attacks.shares.written import ROW, Written, of_kind

_SAMPLES: Final = 20


def attack(filed: Sequence[Filed], roster: Roster, written: Sequence[Written]) -> Score:
    """Point at whoever writes most alike in the unit a signal names, by character n-grams.

    Styles are learnt from all else the same people shared, with their names, which is more than
    a reader has. Words are the author's choice: the figure has no gate.
    """
    signals = of_kind(written, "signal")
    rarity = rarity_of([one.fact for one in signals])
    hits, chances = 0, list[float]()
    for one in filed:
        if one.author is None:
            continue
        homes = roster.under(str(one.said.get("unit", "")))
        members = sorted(person.id for person in roster.people if person.unit in homes)
        styles = {
            person: style_of(" ".join(_others(person, one.author, signals)), rarity)
            for person in members
        }
        if len(members) > 1:
            hits += nearest(style_of(one.author.fact, rarity), styles) == one.author.person
            chances.append(1 / len(members))
    share = estimate.share(hits, len(chances))
    return estimated(
        attack="author of a signal, by its style",
        row=ROW,
        measure="top-1",
        found=share,
        chance=float(np.mean(chances)) if chances else 0.0,
        gate=UNGATED,
    )


def _others(person: str, signal: Written, signals: Sequence[Written]) -> list[str]:
    return [one.fact for one in signals if one.person == person and one != signal][:_SAMPLES]
