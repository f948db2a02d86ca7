"""What one round says of a team, a merged team or the managers: directions and bands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bot.disclosure import bands, blocks, stats
from bot.disclosure.answers import CORE
from bot.disclosure.audit import Rule
from bot.disclosure.blocks import Block
from bot.disclosure.direction import Baseline
from bot.disclosure.memory import Epoch
from bot.disclosure.released import Band, Direction, Statement, Withheld

QUIET_ROUNDS = 2
"""Rounds after an epoch break that add to no band; none at first set-up."""


def enter(epoch: Epoch | None, members: frozenset[str], week: int, *, is_first: bool) -> Epoch:
    """Go on with an epoch, or begin another when anybody starts or stops being counted.

    `is_first` is the department's first round ever. The old epoch's sums are not carried over.
    """
    if epoch is not None and epoch.members == members:
        return epoch
    return Epoch(since=week, members=members, quiet=0 if is_first else QUIET_ROUNDS)


def listen(
    epoch: Epoch, heard: Mapping[str, Sequence[int]], *, week: int, ordinal: int, has_bands: bool
) -> tuple[Epoch, Block | None]:
    """Take in a round; give the epoch after it and the block it closes, if any.

    `heard` has the questions with enough answers only: the others leave no trace in the sums.
    """
    baselines = {
        question: epoch.baselines.get(question, Baseline()).hear(
            ordinal, float(stats.middle_mean(heard[question]))
        )
        for question in heard
    }
    closing, block = None, None
    if has_bands:
        length = bands.block_length(len(epoch.members))
        closing, block = blocks.turn(epoch.block, week, length, None if epoch.quiet else heard)
    after = replace(
        epoch,
        quiet=max(0, epoch.quiet - 1),
        baselines={**epoch.baselines, **baselines},
        block=block,
    )
    return after, closing


def silence() -> list[tuple[Rule, Statement]]:
    """Say of a team too small to speak what is said of a large one with too few answers."""
    return [("direction", Withheld(question=question, reason="too_few")) for question in CORE]


def say(
    epoch: Epoch, heard: Mapping[str, Sequence[int]], closing: Block | None, *, overlaps: bool
) -> list[tuple[Rule, Statement]]:
    """Give the round's items about a team, each with the rule that made it."""
    said: list[tuple[Rule, Statement]] = [
        ("direction", _direction(question, epoch, heard)) for question in CORE
    ]
    if closing is not None:
        roster = len(epoch.members)
        said += [("band", _band(question, closing, roster, overlaps)) for question in CORE]
    return said


def _direction(question: str, epoch: Epoch, heard: Mapping[str, Sequence[int]]) -> Statement:
    if question not in heard:
        return Withheld(question=question, reason="too_few")
    trend = epoch.baselines[question].trend
    if trend is None:
        return Withheld(question=question, reason="quiet")
    return Direction(question=question, value=trend)


def _band(question: str, block: Block, roster: int, overlaps: bool) -> Statement:  # noqa: FBT001 - private, named at its one call
    """Refuse on membership first, then on the calendar, and only then on counts."""
    tally = block.tally(question)
    if overlaps:
        return Withheld(question=question, reason="overlap")
    if block.held < block.minimum:
        return Withheld(question=question, reason="quiet")
    if tally.rounds < block.minimum:
        return Withheld(question=question, reason="too_few")
    value = bands.word(question, tally.mean, roster)
    return Band(question=question, value=value, weeks=block.weeks)
