"""Reads how often people should be asked to share: "jeudi 14h une semaine sur deux pour Nord"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

NEVER: Final = frozenset({"non", "no", "off", "stop", "fin", "jamais", "never"})
USUAL: Final = frozenset({"oui", "yes", "on", "habituel", "usual"})
_COUNTS: Final = {
    **{str(n): n for n in range(1, 10)},
    "une": 1,
    "deux": 2,
    "trois": 3,
    "quatre": 4,
    "two": 2,
    "three": 3,
    "four": 4,
    "other": 2,
    "second": 2,
}
_COUNT: Final = "|".join(_COUNTS)
_DAY: Final = r"(?:lun|mar|mer|jeu|ven|sam|dim|mon|tue|wed|thu|fri|sat|sun)[a-z]*"
# What says how many weeks lie between two questions; a group is a count, the day it may hold stays.
_EVERY: Final = tuple(
    (re.compile(pattern), weeks)
    for pattern, weeks in (
        (rf"\b(?:une|1) (?:semaine|fois) sur (?P<n>{_COUNT})\b", None),
        (rf"\bun (?P<day>{_DAY}) sur (?P<n>{_COUNT})\b", None),
        (rf"\btoutes les (?P<n>{_COUNT}) semaines\b", None),
        (rf"\bevery (?P<n>{_COUNT}) weeks?\b", None),
        (rf"\bevery (?P<n>other|second) (?P<day>{_DAY})\b", None),
        (r"\btous les (?:quinze|15) jours\b|\bfortnightly\b|\bevery fortnight\b", 2),
        (r"\b(?:tous les|chaque|par) mois\b|\bmensuel(?:le)?\b|\bmonthly\b|\bevery month\b", 4),
        (r"\b(?:toutes les|chaque|par) semaines?\b|\bweekly\b|\bevery week\b", 1),
        (rf"\b(?:tous les|chaque|every) (?P<day>{_DAY})\b", 1),
    )
)
_FOR: Final = re.compile(r"\s(?:pour|for)\s+(?P<team>.+)$", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A rhythm as somebody typed it.

    Args:
        team: the unit's name as typed, "" for the whole department.
        moment: words that should say a day and a time, "" when neither was said.
        weeks: weeks between two questions, as said; None: nothing was said.
        is_never: nobody is to be asked.
        is_usual: what is usual: for a team, as its department.
    """

    team: str
    moment: str
    weeks: int | None = None
    is_never: bool = False
    is_usual: bool = False


def read_rhythm(words: str, names: Sequence[str]) -> Wanted:
    """Read a rhythm; a team is named before it, or behind it after "pour".

    Args:
        words: as typed.
        names: of the units there are; the longest that fits is meant.
    """
    team, said = _apart(" ".join(words.split()), names)
    plain = folded(said).strip(" .!:")
    if plain in NEVER:
        return Wanted(team=team, moment="", is_never=True)
    if plain in USUAL:
        return Wanted(team=team, moment="", is_usual=True)
    moment, weeks = _without_weeks(plain)
    return Wanted(team=team, moment=moment, weeks=weeks)


def write_weeks(weeks: int) -> str:
    """Write how often, as `read_rhythm` reads it back."""
    return f"toutes les {weeks} semaines"


def folded(words: str) -> str:
    """Drop case and accents without changing the length, so that positions still match."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower() for letter in words)


def _apart(words: str, names: Sequence[str]) -> tuple[str, str]:
    plain = folded(words)
    for name in sorted(names, key=len, reverse=True):
        begun = folded(name)
        if plain.startswith(begun) and not plain[len(begun) : len(begun) + 1].isalnum():
            return name, words[len(begun) :].strip(" :,")
    behind = _FOR.search(words)
    return (behind["team"].strip(), words[: behind.start()]) if behind else ("", words)


def _without_weeks(plain: str) -> tuple[str, int | None]:
    for pattern, weeks in _EVERY:
        if found := pattern.search(plain):
            groups = found.groupdict()
            kept = groups.get("day") or ""
            rest = f"{plain[: found.start()]} {kept} {plain[found.end() :]}"
            return " ".join(rest.split()), weeks or _COUNTS[groups["n"]]
    return plain, None
