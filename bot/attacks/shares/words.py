"""What whoever reads a share can guess of its author from its words alone."""

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


def attack(
    kind: str, released: Sequence[Filed], roster: Roster, written: Sequence[Written]
) -> Score:
    """Point at whoever writes most alike in the unit a share names, by character n-grams.

    Styles are learnt from all else the same people shared, with their names, which is more than
    a reader has. Words are the author's choice: the figure has no gate.
    """
    shared = of_kind(written, kind)
    rarity = rarity_of([one.fact for one in shared])
    hits, chances = 0, list[float]()
    for one in released:
        if one.author is None:
            continue
        homes = roster.under(str(one.said.get("unit", "")))
        members = sorted(person.id for person in roster.people if person.unit in homes)
        styles = {
            person: style_of(" ".join(_others(person, one.author, shared)), rarity)
            for person in members
        }
        if len(members) > 1:
            hits += nearest(style_of(one.author.fact, rarity), styles) == one.author.person
            chances.append(1 / len(members))
    share = estimate.share(hits, len(chances))
    return estimated(
        attack=f"author of a {kind}, by its style",
        row=ROW,
        measure="top-1",
        found=share,
        chance=float(np.mean(chances)) if chances else 0.0,
        gate=UNGATED,
    )


def _others(person: str, share: Written, shared: Sequence[Written]) -> list[str]:
    return [one.fact for one in shared if one.person == person and one != share][:_SAMPLES]
