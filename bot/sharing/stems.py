"""Folds words so that "réunions" finds "reunion", the same way for what is kept and what is asked.

The endings are those of the minimal French stemmer (J. Savoy, "A stemming procedure and stopword
list for general French corpora", 1999), which also takes English plurals.
"""

from __future__ import annotations

from typing import Final

from bot.text.words import fold, words_of
from bot.text.words import plain as ordinary

_SHORTEST: Final = 4
_LONGEST: Final = 60
"""A word's letters that count: databases have limits, and nobody types more."""
_SHORTEST_VERB: Final = 6
_EMPTY: Final = frozenset(
    {"a", "au", "aux", "avec", "ce", "ces", "cette", "d", "dans", "de", "des", "du", "elle", "en"}
    | {"est", "et", "for", "il", "in", "is", "it", "je", "l", "la", "le", "les", "ne", "nous"}
    | {"of", "on", "or", "ou", "par", "pas", "pour", "qu", "que", "qui", "s", "se", "sur", "the"}
    | {"to", "un", "une", "vous", "with", "and"}
)


def searchable(text: str) -> tuple[str, ...]:
    """Return the stems a text is found by; a card is found by words whose stems it all has."""
    return tuple(stem(word)[:_LONGEST] for word in folded(text))


def folded(text: str) -> tuple[str, ...]:
    """Return the words that can be searched, without case, accents or hyphens."""
    parts = (part for word in words_of(ordinary(text)) for part in fold(word.text).split("-"))
    return tuple(bare for part in parts if (bare := part.rpartition("'")[2]) not in _EMPTY and bare)


def stem(word: str) -> str:
    """Drop the ending that number, gender and the commonest forms of verbs change."""
    if len(word) < _SHORTEST:
        return word
    if word.endswith("aux") and len(word) > _SHORTEST:
        return word[:-3] + "al"
    word = word.rstrip("sx") or word
    if len(word) >= _SHORTEST_VERB:
        for ending in ("er", "ez", "ee", "e"):
            if word.endswith(ending):
                word = word[: -len(ending)]
                break
    return word[:-1] if len(word) > _SHORTEST and word[-1] == word[-2] else word
