from __future__ import annotations

from fractions import Fraction

import pytest

from bot.disclosure import bands, stats
from bot.disclosure.blocks import Block, turn
from bot.disclosure.released import Word


@pytest.mark.parametrize(
    ("question", "mean", "roster", "word"),
    [
        ("charge", "4", 8, "difficult"),
        ("charge", "399/100", 8, "middle"),
        ("charge", "2", 8, "favorable"),
        ("lien", "2", 8, "difficult"),
        ("lien", "4", 8, "favorable"),
        ("charge", "13/4", 12, "favorable"),
        ("charge", "15/4", 12, "difficult"),
        ("charge", "7/2", 12, "middle"),
        ("lien", "11/4", 12, "difficult"),
        ("lien", "15/4", 12, "favorable"),
        ("lien", "3", 12, "middle"),
    ],
)
def test_words_begin_where_the_rules_put_them(
    question: str, mean: str, roster: int, word: Word
) -> None:
    assert bands.word(question, Fraction(mean), roster) == word


def test_blocks_are_twice_as_long_from_twelve_people() -> None:
    assert [bands.block_length(size) for size in (8, 11, 12)] == [4, 4, 8]


def test_a_block_closes_with_its_last_week_and_the_next_begins_empty() -> None:
    block = None
    for week in (5, 6, 7):
        closing, block = turn(block, week, 4, {"charge": [3] * 5})
        assert closing is None
    closing, block = turn(block, 8, 4, {"charge": [4] * 5})
    assert closing is not None
    assert (closing.weeks, closing.held) == ((5, 8), 4)
    assert closing.tally("charge").mean == Fraction(13, 4)
    assert block is None


def test_a_block_whose_last_round_was_skipped_is_closed_by_the_next_round() -> None:
    closing, block = turn(Block(first=5, length=4, held=3), 9, 4, {})
    assert closing == Block(first=5, length=4, held=3)
    assert block == Block(first=9, length=4, held=1)


def test_a_block_that_would_hold_its_last_round_alone_is_not_begun() -> None:
    assert turn(Block(first=1, length=4), 8, 4, {}) == (Block(first=1, length=4), None)


def test_quiet_rounds_are_not_held() -> None:
    assert turn(None, 1, 4, None) == (None, Block(first=1, length=4))


def test_each_round_weighs_the_same_however_many_answered() -> None:
    block = Block(first=1, length=4).add({"lien": [5] * 10}).add({"lien": [1] * 5})
    assert block.tally("lien").mean == 3
    assert block.tally("lien").fewest == 5


@pytest.mark.parametrize(
    ("value", "size", "shown"),
    [("5", 30, 4.5), ("5", 40, 5.0), ("13/4", 40, 3.0), ("11/4", 40, 3.0), ("331/100", 40, 3.5)],
)
def test_numbers_are_clamped_then_rounded_to_the_half_towards_the_middle(
    value: str, size: int, shown: float
) -> None:
    assert stats.published(Fraction(value), size) == shown


def test_sizes_are_told_as_classes() -> None:
    told = [stats.size_class(size) for size in (30, 49, 50, 99, 100)]
    assert told == ["30-49", "30-49", "50-99", "50-99", "100+"]
