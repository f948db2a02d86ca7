"""Finds people by the word before their name: a civility, a trade, a place in a family."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from bot.text.sentence import Sentence

Found: TypeAlias = tuple[int, int] | None
"""First and last word of a name."""

_AFTER_CIVILITY = re.compile(r"\.? ?(?:& ?)?")
_AFTER_ROLE = re.compile(r" ?[:,(\"«]? ?\"?")
_IN_FULL = frozenset(
    {"madame", "monsieur", "mademoiselle", "miss", "messieurs", "mesdames"},
)
_AND = frozenset({"et", "and", "ou"})
OF = frozenset({"de", "d", "of"})
SHORTEST_EVERYDAY = 4


def after_civility(s: Sentence, i: int) -> Found:
    """Find "Mme Bouchard", "M. et Mme D.", "mme petit"; of "Mme la juge Vidal", the name."""
    if not _is_civility(s, i):
        return None
    j = i + 1
    if s.key(j) in _AND and _is_civility(s, j + 1):
        j += 2
    elif _is_civility(s, j):
        j += 1
    if s.key(j) in s.cues.determiners and s.words[j].shape == "lower":
        return _titled(s, j)
    while s.key(j) in s.cues.particles and not s.may_be_name(j) and s.gap(j) in {" ", "'"}:
        j += 1
    if s.key(j) in s.cues.particles and _is_called(s, j + 1) and s.gap(j) == " ":
        return i, s.run(j + 1)
    if _is_called(s, j):
        return i, s.run(j)
    return (i, s.run(j)) if j < len(s.words) and _is_lower_surname(s, i, j) else None


def _is_civility(s: Sentence, i: int) -> bool:
    if s.key(i) not in s.cues.civilities:
        return False
    if s.key(i) == "m" and s.words[i].shape == "lower" and not s.gap(i).startswith("."):
        return False
    return bool(_AFTER_CIVILITY.fullmatch(s.gap(i)))


def _is_called(s: Sentence, i: int) -> bool:
    if i >= len(s.words) or s.words[i].shape == "lower":
        return False
    if s.words[i].shape == "upper":
        return s.key(i) not in s.cues.not_names
    return s.names.is_known(s.key(i)) or (s.may_be_name(i) and s.key(i) not in s.cues.roles)


def _titled(s: Sentence, j: int) -> Found:
    after = j + 1
    while after < j + 4 and after < len(s.words) and s.words[after].shape == "lower":
        after += 1
    if after == j + 1 and s.key(after) in s.cues.not_names:
        after += 1
    is_name = s.gap(after - 1) == " " and s.may_be_name(after) and not s.looks_common(after)
    return (after, s.run(after)) if is_name and after > j + 1 else None


def _is_lower_surname(s: Sentence, civility: int, i: int) -> bool:
    word, known = s.words[i], s.names
    if word.shape != "lower" or word.key in s.cues.openers or word.key in s.cues.verbs:
        return False
    if word.key in s.cues.roles or word.key in s.cues.not_names or s.gap(i).startswith("'"):
        return False
    if known.is_known(word.key) and word.key not in known.everyday:
        return True
    if s.words[civility].key in _IN_FULL:
        return s.acts(i) and not s.looks_common(i)
    return s.words[civility].key != "m" or known.is_known(word.key)


def after_role(s: Sentence, i: int) -> Found:
    """Find who follows in "le juge Vidal", "la mère de mathis", "famille benali"."""
    is_master = s.words[i].text == "Me" and s.gap(i) == " "
    if s.key(i) not in s.cues.roles and not is_master:
        return None
    j = i + 1
    while s.key(j) in s.cues.qualifiers and s.gap(j - 1) == " " and s.words[j].shape == "lower":
        j += 1
    if s.key(j) in OF and s.gap(j - 1) == " ":
        return _of_someone(s, i, j + 1)
    gap = s.gap(j - 1)
    if s.key(i) in {"dr", "pr"}:
        gap = gap.removeprefix(".")
    if j >= len(s.words) or not _AFTER_ROLE.fullmatch(gap) or s.key(j) in s.cues.civilities:
        return None
    while s.key(j) in s.cues.particles and s.gap(j) in {" ", "'"} and s.may_be_name(j + 1):
        j += 1
    word = s.words[j]
    if word.shape == "lower":
        return (j, s.run(j)) if _is_lower_name(s, j) else None
    if not s.may_be_name(j) or (not gap.isspace() and not s.names.is_known(word.key)):
        return None
    is_name = s.names.is_known(word.key) or not s.looks_common(j)
    return (j, s.run(j)) if is_name and not _is_role(s, j) else None


def _is_role(s: Sentence, i: int) -> bool:
    return s.key(i) in s.cues.roles and not s.names.is_sure(s.key(i))


def _is_lower_name(s: Sentence, i: int) -> bool:
    key = s.key(i)
    return key not in s.cues.openers and (s.names.is_sure(key) or s.names.is_family(key))


def _of_someone(s: Sentence, role: int, i: int) -> Found:
    if i >= len(s.words) or s.gap(i - 1) not in {" ", "'"}:
        return None
    key, word = s.key(i), s.words[i]
    is_place = s.key(role) in s.cues.of_a_place
    if word.shape == "lower":
        is_first = (
            s.names.is_first(key) and len(key) >= SHORTEST_EVERYDAY and key not in s.cues.openers
        )
        is_name = _is_lower_name(s, i) or (
            is_first and not is_place and key not in s.cues.not_names
        )
        return (i, s.run(i)) if is_name else None
    is_listed = s.names.is_known(key)
    is_person = s.may_be_name(i) and key not in s.cues.places
    is_name = is_listed or (not is_place and not s.looks_common(i))
    return (i, s.run(i)) if is_person and is_name else None
