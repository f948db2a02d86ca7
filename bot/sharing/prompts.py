"""The questions that invite people to share, and which one comes next: by turn, never by chance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal, TypeAlias, get_args

Kind: TypeAlias = Literal["practice", "signal"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)
LATEST: Final = timedelta(days=2)
"""After so long a question that could not be asked is left out: the next one is near."""
GOOD_FOR: Final = timedelta(days=5)
"""A question that could not reach somebody so long has lost its point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question, worded in every language.

    Args:
        seconds: planned for reading and answering it: an estimate, never measured on anybody.
    """

    id: str
    kind: Kind
    words: Mapping[str, str] = field(repr=False)
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How far a unit has come in the questions.

    Args:
        asked: the questions of the present cycle, oldest first.
        last: when a question was last due, asked or left out; None: never.
    """

    asked: tuple[str, ...] = ()
    last: datetime | None = None

    def left_out(self, at: datetime) -> Turn:
        """Return the turn after a moment at which nothing was asked."""
        return replace(self, last=at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompts:
    """Every question, in the order they are asked in."""

    every: tuple[Prompt, ...]

    def find(self, name: str) -> Prompt | None:
        """Return a question by its id."""
        return next((prompt for prompt in self.every if prompt.id == name), None)

    def next(self, turn: Turn, kinds: tuple[Kind, ...]) -> Prompt | None:
        """Return the first question that was not asked in this cycle; None where none is allowed.

        A cycle is over when everything that may be asked was.

        Args:
            turn: how far the unit has come.
            kinds: what it may be asked: no signal where nobody is there to read it.
        """
        allowed = [prompt for prompt in self.every if prompt.kind in kinds]
        left = [prompt for prompt in allowed if prompt.id not in turn.asked]
        others = [prompt for prompt in allowed if prompt.id not in turn.asked[-1:]]
        return next(iter(left or others or allowed), None)

    def after(self, turn: Turn, prompt: Prompt, at: datetime) -> Turn:
        """Return the turn after a question was asked; a new cycle begins with it if need be."""
        before = () if prompt.id in turn.asked else turn.asked
        return Turn(asked=(*before, prompt.id), last=at)

    @property
    def longest_seconds(self) -> int:
        """What the longest question is planned to take."""
        return max(prompt.seconds for prompt in self.every)
