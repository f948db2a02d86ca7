"""Whether a team's answers moved against its own past, without saying where they stand.

The past is an exponentially weighted moving average (Roberts, "Control chart tests based on
geometric moving averages", Technometrics 1, 1959). It is kept three rounds behind, so that a
change does not enter the very past it is compared with, and a sign must be seen three times in
five rounds, so that one odd week says nothing. All of it belongs to one epoch.

What is followed is a trimmed mean (Tukey and McLaughlin, Sankhya A 25, 1963): the highest and the
lowest answer of the round are left out. Somebody who answers at one end all year then moves the
line little by being there or away, while a whole team that moves is still seen whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.disclosure.released import Trend

WEIGHT = 0.15
"""Weight of the newest round in the average."""
MARGIN = 0.44
"""Points on the 1-5 scale that count as a change."""
LAG = 3
"""Rounds that separate the newest round of the past from this one."""
_DIGITS = 9  # so that a move of exactly the margin is no change, whatever floats make of it
AGREEING, WATCHED = 3, 5
"""A direction is a sign seen this many times among the last raw values."""
LEAST_SIGNS = 2
"""Raw values before which nothing is said, not even that nothing moved."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Baseline:
    """The few sums of one team and question that a direction needs.

    Args:
        past: the moving average, None before its first round.
        recent: rounds not yet in it, oldest first, as (ordinal of the round, trimmed mean).
        signs: the last raw signs, -1, 0 or 1, oldest first, five at most.
    """

    past: float | None = field(default=None, repr=False)
    recent: tuple[tuple[int, float], ...] = field(default=(), repr=False)
    signs: tuple[int, ...] = field(default=(), repr=False)

    def hear(self, ordinal: int, mean: float) -> Baseline:
        """Take in an eligible round's trimmed mean; `ordinal` counts the department's rounds."""
        past, recent = self.past, self.recent
        while recent and recent[0][0] <= ordinal - LAG:
            past = recent[0][1] if past is None else past + WEIGHT * (recent[0][1] - past)
            recent = recent[1:]
        signs = self.signs
        if past is not None:
            moved = round(mean - past, _DIGITS)
            signs = (*signs, (moved > MARGIN) - (moved < -MARGIN))[-WATCHED:]
        return Baseline(past=past, recent=(*recent, (ordinal, mean)), signs=signs)

    @property
    def trend(self) -> Trend | None:
        """Say the direction, None while fewer than two raw values exist."""
        if len(self.signs) < LEAST_SIGNS:
            return None
        if self.signs.count(1) >= AGREEING:
            return "up"
        return "down" if self.signs.count(-1) >= AGREEING else "steady"

    def to_json(self) -> dict[str, Any]:
        """Give the secret form, to be sealed under the epoch's key."""
        recent = [list(pair) for pair in self.recent]
        return {"past": self.past, "recent": recent, "signs": list(self.signs)}

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Baseline:
        """Read the secret form back."""
        recent = tuple((ordinal, mean) for ordinal, mean in line["recent"])
        return cls(past=line["past"], recent=recent, signs=tuple(line["signs"]))
