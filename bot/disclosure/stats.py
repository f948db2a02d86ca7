"""The arithmetic of what is published, exact, so that edges fall where the rules put them.

All values are means of answers on the 1-5 scale, as fractions: no rounding but the published
one, and no order of summing that could show.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from bot.disclosure.released import SizeClass

LOW, MIDDLE, HIGH = 1, 3, 5


def mean(answers: Sequence[int]) -> Fraction:
    """Average a round's answers to one question; there must be some."""
    return Fraction(sum(answers), len(answers))


def middle_mean(answers: Sequence[int]) -> Fraction:
    """Average a round's answers but the highest and the lowest; there must be three or more."""
    return mean(sorted(answers)[1:-1])


def edges(size: int, colluders: int = 1) -> tuple[Fraction, Fraction]:
    """Give the lowest and highest mean that `size` people may show.

    Beyond them, knowing the mean and `colluders` answers would narrow another person's: with
    everybody at the top, one victim and t colluders at the bottom still give the same value.
    This is top and bottom coding, placed where the whole range of one answer stays possible.
    """
    margin = Fraction((HIGH - LOW) * (colluders + 1), size)
    return LOW + margin, HIGH - margin


def published(value: Fraction, size: int) -> float:
    """Clamp a mean of `size` people to its edges, then round it to the half.

    A value midway between two halves goes towards the middle of the scale.
    """
    low, high = edges(size)
    clamped = min(max(value, low), high)
    half = Fraction(1, 2)
    doubled = ceil(2 * clamped - half) if clamped > MIDDLE else floor(2 * clamped + half)
    return doubled / 2


def size_class(respondents: int) -> SizeClass:
    """Name a size coarsely enough that one more or fewer person hardly ever shows."""
    if respondents >= 100:  # noqa: PLR2004 - the class's own name
        return "100+"
    return "50-99" if respondents >= 50 else "30-49"  # noqa: PLR2004 - the class's own name
