"""Which of three words a team's closed block gets, so coarse that one answer hardly moves it."""

from __future__ import annotations

from fractions import Fraction

from bot.disclosure import stats
from bot.disclosure.released import Word

LARGE = 12
"""Roster from which a team gets finer words, on blocks twice as long."""
SHORT, LONG = 4, 8
"""Rounds in a block, under and from `LARGE`."""
_CUTS = {
    "charge": (Fraction(13, 4), Fraction(15, 4)),
    "lien": (Fraction(11, 4), Fraction(15, 4)),
}
"""Highest mean of the low word and lowest of the high one, on the 1-5 scale, from `LARGE`."""


def block_length(roster: int) -> int:
    """Give the rounds of a team's block from its roster at opening."""
    return LONG if roster >= LARGE else SHORT


def word(question: str, mean: Fraction, roster: int) -> Word:
    """Name a block's mean of round means; a heavy `charge` and a low `lien` are difficult.

    Under `LARGE` people the words start at the clamp edges, where any one answer may still be
    anything: most blocks are in the middle, and only a plain trouble or comfort is said.
    """
    low, high = _CUTS[question] if roster >= LARGE else stats.edges(roster)
    if low < mean < high:
        return "middle"
    is_high = mean >= high
    return "difficult" if is_high == (question == "charge") else "favorable"
