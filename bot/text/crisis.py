"""Hears distress in what someone writes, so that they, and they alone, are shown help lines.

A list of phrases is quiet and blind to indirect wording: it is never the net, the lines are one tap
away in every form. A grade is for the moment of writing: it is not kept, counted, logged or sent.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from bot.text.words import fold, plain


class Grade(Enum):
    """How direct the words are; the values are those of labelled files."""

    EXPLICIT = "3"
    """Dying, or hurting oneself, is said."""
    PASSIVE = "2"
    """Wanting to be gone, despair, being a burden."""
    EXHAUSTION = "1"
    THIRD_PARTY = "T"
    """About someone else, or suicide as a topic of work."""


_SENTENCE = re.compile(r"[.!?;\n…]+")
_ABBREVIATION = re.compile(r"\b([a-z]|mme|mlle|mr|dr)\.")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
# Read as written by thumb: "jveux", "jsuis", "envi de mourrir".
_SPELLINGS = tuple(
    (re.compile(rf"\b(?:{wrong})\b"), right)
    for wrong, right in (
        (r"jpp", "je en peux plus"),
        (r"j", "je"),
        (r"ch?uis|chui|jsuis|jsui", "je suis"),
        (
            (
                r"j(veux|vais|pense|peux|ai|en|me|craque|tiens|dors|pleure|arrive|sais|voudrais"
                r"|aimerais)"
            ),
            r"je \1",
        ),
        (r"veu", "veux"),
        (r"envi", "envie"),
        (r"mourr+ir", "mourir"),
        (r"i m|im", "i am"),
        (r"i ve|ive", "i have"),
        (r"i d", "i would"),
        (r"i ll", "i will"),
        (r"wanna", "want to"),
        (r"gonna", "going to"),
        (r"(do|did|does|would|could|should|is|was|wo) ?n ?t", r"\1 not"),
        (r"can ?not|can ?t", "can not"),
        (r"(there|it|what) s", r"\1 is"),
    )
)
_FILLERS = re.compile(
    r"\b(?:ne|n|vraiment|juste|trop|tellement|souvent|parfois|completement|carrement|tres|bien"
    r"|simplement"
    r"|seulement|franchement|clairement|totalement|quand meme|des fois|tout le temps|just"
    r"|really|so|actually"
    r"|honestly|literally|sometimes|often|always|still|totally|completely)\b ?",
)
_SELF = re.compile(r"\b(?:je|moi|i|myself)\b")
_PERSON = (
    r"jeunes?|ado\w*|enfants?|petite?s?|maman|mere|papa|pere|usagere?s?|familles?|collegues?"
    r"|educ\w*|filles?|fils|garcons?"
    r"|mari|femme|ami|amie|amis|residente?s?|voisine?s?|patiente?s?|monsieur|dame"
    r"|beneficiaires?|eleves?|freres?|soeurs?"
    r"|gamine?s?|parents?|mineure?s?|agente?s?|stagiaire|homme|bebe|nourrisson|cousine?|oncle"
    r"|tante|young person|clients?|mother"
    r"|father|colleagues?|boy|girl|child|kids?|teen\w*|residents?|service users?|son|daughter"
    r"|brother|sister|friend|man|woman"
)
_SOMEONE = re.compile(
    r"\b(?:il(?! y\b| faut\b)|elle|ils|elles|he|she|they|mme|mr|madame|quelqu un|someone"
    rf"|(?:un|une|le|la|les|l|mon|ma|mes|ce|cet|cette|notre|nos|son|sa|des|du|deux|d un|d une|a"
    rf"|an|the|my|our|one of our|another|two)"
    rf" (?:\w+ )?(?:{_PERSON}))\b",
)
_TOPIC = re.compile(
    r"\b(?:formation|prevention|protocole|risques?|atelier|colloque|module|sensibilisation"
    r"|conference|numero|training"
    r"|awareness|workshop|protocol|policy|procedure|film|livre|article|rapport)\b",
)
_OF_SOMEONE = re.compile(rf" (?:chez|d|de|du|of) (?:\w+ ){{0,2}}(?:{_PERSON})\b")
_TOPIC_WITHIN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lexicon:
    traps: re.Pattern[str]
    explicit: re.Pattern[str]
    passive: re.Pattern[str]
    exhaustion: re.Pattern[str]
    other: re.Pattern[str]


def grade(text: str) -> Grade | None:
    """Return the gravest thing said in French or English, or nothing; the text is not kept."""
    seen = _ABBREVIATION.sub(r"\1", fold(plain(text)))
    found = {_sentence_grade(part) for part in _SENTENCE.split(seen)}
    return next((level for level in Grade if level in found), None)


def _sentence_grade(sentence: str) -> Grade | None:
    seen = _simplified(sentence)
    lexicon = _lexicon()
    seen = lexicon.traps.sub(" - ", seen)
    is_other = False
    levels = (
        (lexicon.explicit, Grade.EXPLICIT),
        (lexicon.passive, Grade.PASSIVE),
        (lexicon.exhaustion, Grade.EXHAUSTION),
    )
    for pattern, level in levels:
        for match in pattern.finditer(seen):
            if not _is_of_another(seen, match):
                return level
            is_other = is_other or level is not Grade.EXHAUSTION
    return Grade.THIRD_PARTY if is_other or lexicon.other.search(seen) else None


def _is_of_another(seen: str, match: re.Match[str]) -> bool:
    """Tell whether the last subject named before the end of the phrase is someone else."""
    before = seen[: match.end()]
    someone = max((found.end() for found in _SOMEONE.finditer(before)), default=-1)
    oneself = max((found.end() for found in _SELF.finditer(before)), default=-1)
    around = seen[: match.end() + _TOPIC_WITHIN]
    is_topic = "suicid" in match[0] and bool(_TOPIC.search(around))
    return someone > oneself or is_topic or bool(_OF_SOMEONE.match(seen[match.end() :]))


def _simplified(sentence: str) -> str:
    seen = _NOT_WORD.sub(" ", sentence).strip()
    for wrong, right in _SPELLINGS:
        seen = wrong.sub(right, seen)
    return _FILLERS.sub("", seen)


@cache
def _lexicon() -> _Lexicon:
    shipped = tomllib.loads(files("bot.text").joinpath("data", "crisis.toml").read_text("utf-8"))

    def both(kind: str) -> re.Pattern[str]:
        return re.compile(
            "|".join(f"(?:{phrase})" for phrase in shipped["fr"][kind] + shipped["en"][kind])
        )

    return _Lexicon(
        traps=both("traps"),
        explicit=both("explicit"),
        passive=both("passive"),
        exhaustion=both("exhaustion"),
        other=both("other"),
    )
