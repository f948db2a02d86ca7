"""How a team is doing, week after week: what its simulated people answer around."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Question: TypeAlias = Literal["charge", "lien"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something that happens to a team and moves one question for a while.

    Args:
        by: points on the 1-5 scale; for charge, up is heavier.
        first_week, last_week: weeks of the season, both included; None: it stays.
    """

    question: Question
    by: float
    first_week: int
    last_week: int | None = None

    def covers(self, week: int) -> bool:
        """Tell whether a week is touched."""
        return self.first_week <= week and (self.last_week is None or week <= self.last_week)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """A team's story: the levels it usually answers around, and its turns."""

    charge: float = 3.2
    lien: float = 3.7
    turns: tuple[Turn, ...] = ()

    def level(self, question: Question, week: int) -> float:
        """Return the level a question is answered around in a week; it may leave the scale."""
        usual = self.charge if question == "charge" else self.lien
        return usual + sum(t.by for t in self.turns if t.question == question and t.covers(week))
