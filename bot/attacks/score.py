"""What an attack found, in one comparable form: the figure, its doubt, and how much is allowed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

if TYPE_CHECKING:
    from bot.attacks.estimate import Estimate

Verdict: TypeAlias = Literal["ok", "fails", "inconclusive"]

UNGATED = float("inf")
"""The gate of a figure that is printed for what it tells, and refused for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One figure of one attack; more is worse for the people attacked.

    Args:
        attack: its name, as the table of attacks says it.
        row: which input of the attacker it used.
        measure: "AUC", "top-1", "linkage", "bytes", "sets"…
        value: the figure itself.
        low, high: its 99 % interval; both are `value` for a count.
        n: how many cases it was measured on.
        chance: what guessing gives.
        gate: the most that is allowed.
        enough: cases under which nothing is concluded.
    """

    attack: str
    row: str
    measure: str
    value: float
    low: float
    high: float
    n: int
    chance: float
    gate: float
    enough: int = 1

    @property
    def verdict(self) -> Verdict:
        """Fail only when the whole interval is above the gate; call few cases what they are."""
        if self.n < self.enough:
            return "inconclusive"
        if self.low > self.gate:
            return "fails"
        return "inconclusive" if self.value > self.gate else "ok"


def counted(  # noqa: PLR0913 - a count has one figure, and no doubt
    attack: str, row: str, measure: str, *, value: float, n: int, chance: float = 0, gate: float = 0
) -> Score:
    """Give the score of what was counted, not estimated: its interval is itself."""
    return Score(
        attack=attack,
        row=row,
        measure=measure,
        value=value,
        low=value,
        high=value,
        n=n,
        chance=chance,
        gate=gate,
    )


def estimated(  # noqa: PLR0913 - a score is all of this
    attack: str,
    row: str,
    measure: str,
    found: Estimate,
    *,
    chance: float,
    gate: float,
    n: int | None = None,
    enough: int = 1,
) -> Score:
    """Give the score of what was estimated; `n` where cases are not what the estimate counts."""
    return Score(
        attack=attack,
        row=row,
        measure=measure,
        value=found.value,
        low=found.low,
        high=found.high,
        n=found.n if n is None else n,
        chance=chance,
        gate=gate,
        enough=enough,
    )
