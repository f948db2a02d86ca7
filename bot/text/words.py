"""Cuts text into words without losing where they stand: every rule points at the original."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

# One character for one, so that offsets hold: typographic apostrophes, spaces and dashes.
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("’‘ʼ`´＇", "'"),
        **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u3000\t", " "),
        **dict.fromkeys("‐‑‒–—−", "-"),
    },
)
_LIGATURES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss"}
)
_MARKS = "\u0300-\u036f"
_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{_MARKS}])*"
# "N'Diaye" and "O'Brien" are one word, "d'Amadou" is two; "Jean-Pierre" is one.
_WORD = re.compile(rf"(?:[NMO]'(?=[A-Z]))?{_LETTERS}(?:-{_LETTERS})*")
_MANY_WORDS = 4


class Word(NamedTuple):
    """A word and its place; `key` is what the lists hold, `shape` how it was written."""

    start: int
    end: int
    text: str
    key: str
    shape: str
    """One of lower, capital, upper (two letters or more), initial (a lone capital)."""


def plain(text: str) -> str:
    """Make apostrophes, spaces and dashes ordinary; the length never changes."""
    return text.translate(_PLAIN)


def fold(text: str) -> str:
    """Forget case and accents: `Élodie` -> `elodie`. The length may change."""
    bare = unicodedata.normalize("NFD", text.casefold().translate(_LIGATURES))
    return "".join(letter for letter in bare if not unicodedata.combining(letter))


def words_of(text: str) -> list[Word]:
    """List the words of a `plain` text in order.

    A text typed in capitals throughout says nothing by its capitals: its words count as lower-case.
    """
    found = [Word(m.start(), m.end(), m[0], fold(m[0]), _shape(m[0])) for m in _WORD.finditer(text)]
    long = [word for word in found if len(word.text) > 1]
    is_shouted = len(long) >= _MANY_WORDS and all(word.shape == "upper" for word in long)
    return [word._replace(shape="lower") for word in found] if is_shouted else found


def _shape(word: str) -> str:
    if not word[0].isupper():
        return "lower"
    if len(word) == 1:
        return "initial"
    return "upper" if word.isupper() else "capital"
