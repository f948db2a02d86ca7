"""Suggests the theme of a comment; its author keeps or changes it, so a guess is enough.

Words and the beginnings of words, French and English together; right about three times in five on
real sentences, hence a suggestion and never a classification.
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files

from bot.text.words import fold, plain


class Theme(StrEnum):
    """What a comment is about, in the order authors are offered them."""

    CHARGE = "charge"
    ISOLEMENT = "isolement"
    MATERIEL = "materiel"
    MANAGEMENT = "management"
    AGRESSION = "agression"
    HORAIRES = "horaires"
    EQUIPE = "equipe"
    RECONNAISSANCE = "reconnaissance"
    AUTRE = "autre"


_PHRASE_WEIGHT = 2


def suggest(text: str) -> Theme:
    """Return the theme whose words weigh most in the text, `AUTRE` where none is there."""
    seen = fold(plain(text))
    weights = {theme: _weight(pattern, seen) for theme, pattern in _lexicon().items()}
    best = max(weights, key=weights.__getitem__)
    return best if weights[best] else Theme.AUTRE


def _weight(pattern: re.Pattern[str], seen: str) -> int:
    found = {match[0] for match in pattern.finditer(seen)}
    return sum(_PHRASE_WEIGHT if " " in words or "'" in words else 1 for words in found)


@cache
def _lexicon() -> dict[Theme, re.Pattern[str]]:
    shipped = tomllib.loads(files("bot.text").joinpath("data", "themes.toml").read_text("utf-8"))
    return {Theme(theme): _pattern(words.split()) for theme, words in shipped.items()}


def _pattern(words: list[str]) -> re.Pattern[str]:
    """Compile words where `*` continues a word and `_` is a space or an apostrophe."""
    longest_first = sorted(words, key=len, reverse=True)
    forms = (
        re.escape(word).replace(r"\*", r"\w*").replace("_", r"[ '\-]+") for word in longest_first
    )
    return re.compile(rf"\b(?:{'|'.join(forms)})\b")
