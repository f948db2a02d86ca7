"""What one round says of a level cell: the rotating question now, the core ones by block."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from bot.disclosure import stats
from bot.disclosure.answers import CORE
from bot.disclosure.audit import Rule
from bot.disclosure.blocks import Block
from bot.disclosure.levels import RESPONDENTS
from bot.disclosure.released import Number, Statement, Withheld

BLOCK = 4
"""Rounds behind the number of a core question."""


def say(
    rotating: str, answers: Sequence[int], closing: Block | None
) -> list[tuple[Rule, Statement]]:
    """Give the round's items about a level cell; `rotating` "" when there is no such question."""
    said: list[tuple[Rule, Statement]] = []
    if rotating:
        is_heard = len(answers) >= RESPONDENTS
        value = stats.mean(answers) if is_heard else None
        said.append(("number", _number(rotating, value, len(answers))))
    if closing is not None:
        said += [("number", _core(question, closing)) for question in CORE]
    return said


def _core(question: str, block: Block) -> Statement:
    tally = block.tally(question)
    return _number(question, tally.mean if tally.rounds >= block.minimum else None, tally.fewest)


def _number(question: str, value: Fraction | None, respondents: int) -> Statement:
    """Publish a mean of at least this many people each round, or say that there were too few."""
    if value is None:
        return Withheld(question=question, reason="too_few")
    size_class = stats.size_class(respondents)
    shown = stats.published(value, respondents)
    return Number(question=question, value=shown, size_class=size_class)
