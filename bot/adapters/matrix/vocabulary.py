"""Words people answer with, French and English alike, whichever of the two they were asked in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from bot.text.words import plain

PASSES: Final = frozenset(
    {
        "je passe",
        "passe",
        "passer",
        "je passe celle-la",
        "sans reponse",
        "pas de reponse",
        "je ne sais pas",
        "je sais pas",
        "ne sais pas",
        "nsp",
        "skip",
        "i skip",
        "skip it",
        "pass",
        "i pass",
        "no answer",
        "don't know",
        "i don't know",
    }
)
NOT_APPLICABLE: Final = frozenset({"sans objet", "na", "n/a", "not applicable"})
# Each line is one step of a scale as Lien words it, with shorter ways of saying the same and
# nothing else. Words that could mean two steps ("oui", "trop", "légère") are left out on purpose.
_SAME: Final = (
    frozenset({"trop legere", "trop leger", "too light"}),
    frozenset({"plutot legere", "plutot leger", "assez legere", "rather light", "quite light"}),
    frozenset({"adaptee", "adapte", "bien adaptee", "about right", "just right"}),
    frozenset(
        {
            "lourde mais tenable",
            "lourd mais tenable",
            "lourde",
            "lourd",
            "tenable",
            "heavy but manageable",
            "heavy",
            "manageable",
        }
    ),
    frozenset({"intenable", "pas tenable", "unmanageable", "not manageable"}),
    frozenset({"pas du tout", "not at all"}),
    frozenset({"plutot non", "plutot pas", "pas vraiment", "not really"}),
    frozenset({"entre les deux", "entre deux", "in between", "half and half"}),
    frozenset({"plutot oui", "mostly"}),
    frozenset({"tout a fait", "completely"}),
)
NUMBERS: Final = {
    **dict.fromkeys(("un", "une", "one"), 1),
    **dict.fromkeys(("deux", "two"), 2),
    **dict.fromkeys(("trois", "three"), 3),
    **dict.fromkeys(("quatre", "four"), 4),
    **dict.fromkeys(("cinq", "five"), 5),
}
# What a question can be called, by the name of its field.
KEYS: Final = {
    "charge": frozenset(
        {"charge", "ma charge", "charge de travail", "ma charge de travail", "workload", "load"}
    ),
    "lien": frozenset({"lien", "le lien", "equipe", "l'equipe", "team", "the team", "link"}),
    "rotating": frozenset({"la troisieme", "troisieme", "third", "the third"}),
}
COURTESIES: Final = frozenset(
    {
        "bonjour",
        "bonsoir",
        "salut",
        "coucou",
        "hello",
        "hi",
        "good morning",
        "merci",
        "merci beaucoup",
        "bonne journee",
        "thanks",
        "thank you",
    }
)
OPENINGS: Final = COURTESIES | {
    "reponse",
    "reponses",
    "ma reponse",
    "mes reponses",
    "repondre",
    "answer",
    "answers",
    "my answer",
    "my answers",
}
_KEYCAP = re.compile("(?<=[0-9])\ufe0f?\u20e3")
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))


def tidied(words: str) -> str:
    """Write accents, apostrophes, dashes and digits the ordinary way; the sense stays."""
    composed = unicodedata.normalize("NFC", words).translate(_INVISIBLE)
    return plain(_KEYCAP.sub("", composed.replace("\r\n", "\n").replace("\r", "\n")))


def bare(words: str) -> str:
    """Forget case, accents and fancy digits without changing the length of a tidied text."""
    return "".join(_bare(letter) for letter in words)


def same_as(label: str) -> frozenset[str]:
    """Return every phrase that means one label, itself included, in both languages."""
    said = " ".join(bare(tidied(label)).split())
    return next((group for group in _SAME if said in group), frozenset({said}))


@lru_cache(maxsize=512)
def any_of(phrases: frozenset[str]) -> re.Pattern[str]:
    """Make a pattern that finds the longest of some phrases as whole words."""
    return re.compile(rf"(?:{'|'.join(_longest_first(phrases))})(?!\w)")


def _longest_first(phrases: Iterable[str]) -> list[str]:
    by_length = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    return [r"\s+".join(map(re.escape, phrase.split())) for phrase in by_length if phrase.strip()]


def _bare(letter: str) -> str:
    return (unicodedata.normalize("NFKD", letter)[0].casefold() or letter)[0]
