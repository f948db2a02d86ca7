"""Fixed spans of rounds that are averaged together and published once, when they close.

Blocks never roll: two of them share no round, so their difference isolates none (subtracting
overlapping releases is the differencing attack: Denning & Schlörer, "Inference controls for
statistical databases", Computer 16, 1983).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from bot.disclosure import stats


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """The sums of one question: rounds heard, total of their means, fewest respondents."""

    rounds: int = field(default=0, repr=False)
    total: Fraction = field(default=Fraction(), repr=False)
    fewest: int = field(default=0, repr=False)

    @property
    def mean(self) -> Fraction:
        """Average the round means, each round weighing the same."""
        return self.total / self.rounds

    def add(self, answers: Sequence[int]) -> Tally:
        """Take in a round's answers."""
        fewest = min(self.fewest, len(answers)) if self.rounds else len(answers)
        total = self.total + stats.mean(answers)
        return Tally(rounds=self.rounds + 1, total=total, fewest=fewest)


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """A span of weeks being summed; `held` counts its rounds, heard or not."""

    first: int
    length: int
    held: int = 0
    tallies: Mapping[str, Tally] = field(default_factory=dict, repr=False)

    @property
    def weeks(self) -> tuple[int, int]:
        """First and last week, inclusive."""
        return self.first, self.first + self.length - 1

    @property
    def minimum(self) -> int:
        """Rounds it needs to be published: three quarters of it."""
        return self.length * 3 // 4

    def tally(self, question: str) -> Tally:
        """Give the sums of a question, empty when it was never heard."""
        return self.tallies.get(question, Tally())

    def add(self, heard: Mapping[str, Sequence[int]]) -> Block:
        """Hold a round; `heard` has the questions with enough answers only."""
        tallies = {question: self.tally(question).add(heard[question]) for question in heard}
        return Block(
            first=self.first,
            length=self.length,
            held=self.held + 1,
            tallies={**self.tallies, **tallies},
        )

    def to_json(self) -> dict[str, Any]:
        """Give the secret form, to be sealed under the key of its epoch or of itself."""
        tallies = {
            question: [tally.rounds, str(tally.total), tally.fewest]
            for question, tally in self.tallies.items()
        }
        return {"first": self.first, "length": self.length, "held": self.held, "tallies": tallies}

    @classmethod
    def from_json(cls, line: Mapping[str, Any]) -> Block:
        """Read the secret form back."""
        tallies = {
            question: Tally(rounds=rounds, total=Fraction(total), fewest=fewest)
            for question, (rounds, total, fewest) in line["tallies"].items()
        }
        return cls(first=line["first"], length=line["length"], held=line["held"], tallies=tallies)


def turn(
    block: Block | None, week: int, length: int, heard: Mapping[str, Sequence[int]] | None
) -> tuple[Block | None, Block | None]:
    """Hold a round in the block it falls in; give (block that closes, block left open).

    `heard` None is a quiet round: it happened but counts for nothing. A block whose last round
    never took place is closed by the next round of the department.
    """
    first = week - (week - 1) % length
    is_overdue = block is not None and block.first != first
    current = Block(first=first, length=length) if block is None or is_overdue else block
    if heard is not None:
        current = current.add(heard)
    is_last = week == first + length - 1
    if is_overdue:  # were this its last week, the new block would hold a single round
        return block, None if is_last else current
    return (current, None) if is_last else (None, current)
