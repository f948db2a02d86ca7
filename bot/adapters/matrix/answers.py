"""Reads answers written as text: "4 2 -", "charge 4, lien 2", "lourde, plutôt oui, je passe".

Every way to read a message is tried. One result, whichever way it was reached, is the answer;
two that differ are nobody's to guess, and are asked about. Nothing here keeps anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from bot.adapters.matrix import vocabulary
from bot.adapters.matrix.scanner import Problem, Scan, scan
from bot.adapters.matrix.sheet import Sheet

_READ_AT_MOST = 20_000
_ENOUGH_TO_MEAN_IT = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """Every field has its value; `left_out` numbers the questions nothing was written for."""

    values: Mapping[str, str] = field(repr=False)
    left_out: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unclear:
    """Meant as an answer, and not readable as one; nothing of it is worth keeping.

    Args:
        read: numbers of the questions that were understood.
        at: number of the question at which reading stopped.
    """

    problem: Problem
    read: tuple[int, ...] = ()
    at: int | None = None


Reading: TypeAlias = Answered | Unclear
Certainty: TypeAlias = Literal["asked", "unasked"]


def read_answer(words: str, sheet: Sheet, certainty: Certainty = "asked") -> Reading | None:
    """Read one message as answers to all questions; None when it was not meant as one.

    `certainty` is `asked` right after the questions were, when whatever is written is an answer,
    and `unasked` when people may be writing about anything.
    """
    words = vocabulary.tidied(words[:_READ_AT_MOST])
    scans = [scan(said, sheet, mark) for said, mark in _versions(words, sheet)]
    whole = [_answered(found, sheet) for found in scans if found.problem is None]
    if whole and any(one.values != whole[0].values for one in whole):
        return Unclear(problem="ambiguous")
    if whole:
        return min(whole, key=lambda one: len(one.left_out))
    first = scans[0]
    if certainty == "unasked" and not _is_meant(first, words):
        return None
    numbers = {question.field: n for n, question in enumerate(sheet.questions, 1)}
    return Unclear(
        problem=first.problem or "word",
        read=tuple(sorted(numbers[name] for name in first.values)),
        at=first.at,
    )


def _is_meant(found: Scan, words: str) -> bool:
    """Tell whether words nobody asked for are an answer gone wrong, rather than a sentence."""
    if _FIGURES.fullmatch(words):
        return True
    return bool(found.values) and (
        found.problem != "word" or len(found.values) >= _ENOUGH_TO_MEAN_IT
    )


def _answered(found: Scan, sheet: Sheet) -> Answered:
    values = {**sheet.defaults, **found.values}
    if sheet.comment is not None:
        values[sheet.comment] = found.comment
    left_out = tuple(
        n for n, question in enumerate(sheet.questions, 1) if question.field not in found.values
    )
    return Answered(values=values, left_out=left_out)


def _versions(words: str, sheet: Sheet) -> Iterator[tuple[str, str]]:
    """Give the message as it is, and as it would be written if its marks meant something else."""
    yield words, ""
    if listed := _NUMBERED.match(vocabulary.bare(words)):
        yield words, listed[1]
    head = re.match(r"[^\n:]*", words)
    assert head is not None  # noqa: S101 - it may be empty, it always matches
    values = _tight(vocabulary.bare(head[0]), len(sheet.questions))
    if values:
        yield " ".join(values) + words[head.end() :], ""


_FIGURES: Final = re.compile(r"(?=.*\d[^\d]*\d)[\d\s,;.:/|-]+", re.DOTALL)
# "1: 4, 2: 2, 3: 5", a line each or not: at least the first two questions are numbered.
_NUMBERED: Final = re.compile(r"\s*1\s*([.):=])[^\n]{0,60}?[\s,;]2\s*\1", re.DOTALL)


def _tight(head: str, count: int) -> list[str] | None:
    """Read "425", "42-", "4/2/5", "4.2.5", "4-2-5" and "4 - 2 - 5" as so many values."""
    said = head.strip(" \t*«»\"'()!")
    if re.fullmatch(rf"[0-9-]{{{count}}}", said) and not re.search(r"\d-+\d", said):
        return list(said) if count > 1 else None
    for mark, value in (("/", "[0-9-]"), (r"\.", "[0-9-]"), ("-", "[0-9]")):
        between = rf"\s*{mark}\s*"
        if count > 1 and re.fullmatch(rf"{value}(?:{between}{value}){{{count - 1}}}", said):
            return re.split(between, said)
    return None
