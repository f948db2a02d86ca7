"""Where personal data stands in a text, and of which sort it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

FILLER = "\ue000"
"""Stands for what is masked already while rules look again: neither letter, digit nor space."""


class Type(StrEnum):
    """Sorts of personal data; where two overlap, the earlier one names the whole."""

    EMAIL = "EMAIL"
    URL = "URL"
    MENTION = "MENTION"
    IBAN = "IBAN"
    NIR = "NIR"
    """The French social security number, even partial or mistyped."""
    TEL = "TEL"
    ADDR = "ADDR"
    DOB = "DOB"
    """A date of birth."""
    FILE = "FILE"
    """The number of a file, a benefit, a passport or a number plate."""
    PER = "PER"
    """A person's name or initials, civility included."""


_RANK = {kind: rank for rank, kind in enumerate(Type)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Characters `start` to `end` (excluded) of the original text are of sort `type`."""

    start: int
    end: int
    type: Type


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Join the spans that overlap, so that nothing of either stays readable; sorted, disjoint."""
    joined: list[Span] = []
    for span in sorted(spans, key=lambda span: (span.start, span.end)):
        if joined and span.start < joined[-1].end:
            last = joined.pop()
            kind = min(last.type, span.type, key=_RANK.__getitem__)
            joined.append(Span(start=last.start, end=max(last.end, span.end), type=kind))
        else:
            joined.append(span)
    return tuple(joined)


def blanked(text: str, spans: Iterable[Span]) -> str:
    """Return the text with `FILLER` in place of each character of the spans: offsets hold."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], FILLER * (span.end - span.start)]
        at = span.end
    return "".join([*parts, text[at:]])
