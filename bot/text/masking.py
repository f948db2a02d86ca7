"""Masks what names people before a text is kept or shown: careful, and never anonymity.

Rules around names, with lists of names, miss a few percent on sentences of French social work
(`python -m benchmarks.text` measures it), so the author sees the result before anything is kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from bot.text.addresses import addresses
from bot.text.identifiers import identifiers
from bot.text.people import people
from bot.text.spans import FILLER, Span, Type, blanked, merged
from bot.text.words import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from bot.text.names import Names


Recognise: TypeAlias = Callable[[str], Iterable[tuple[int, int]]]
"""Finds names of people in a text besides the rules: where each begins and ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Masked:
    """A text that may be shown, and where the original said what it no longer says.

    `spans` are offsets into the original text, sorted and disjoint.
    """

    text: str
    spans: tuple[Span, ...] = field(repr=False)


def mask(
    text: str, names: Names, words: Mapping[Type, str], recognise: Recognise | None = None
) -> Masked:
    """Replace personal data by the reader's words for it; masking again changes nothing.

    Args:
        text: what someone wrote, of any length.
        names: the lists to recognise names by, with the workspace's own people.
        words: what to write for each sort, in brackets by custom ("[nom]").
        recognise: whatever else finds names; what it says is added to what the rules find.
    """
    spans = find(text, names, already=words.values(), recognise=recognise)
    return Masked(text=apply(text, spans, words), spans=spans)


def find(
    text: str,
    names: Names,
    *,
    already: Iterable[str] = (),
    recognise: Recognise | None = None,
) -> tuple[Span, ...]:
    """Find personal data: spans into `text`, sorted and disjoint.

    Args:
        text: what someone wrote.
        names: the lists to recognise names by.
        already: words of an earlier masking, left as they are.
        recognise: whatever else finds names.
    """
    seen = plain(text)
    for word in already:
        seen = seen.replace(plain(word), FILLER * len(word))
    spans: tuple[Span, ...] = ()
    # What is masked may show what stood beside it ("[nom] (3 mars 2009)"): look again.
    while new := merged(
        [
            *identifiers(seen),
            *addresses(seen),
            *people(seen, names),
            *(_recognised(seen, recognise) if recognise else ()),
        ]
    ):
        spans = merged([*spans, *new])
        seen = blanked(seen, new)
    return spans


def _recognised(seen: str, recognise: Recognise) -> Iterator[Span]:
    """Ask what else finds names, of a text in which one sign stands for what is masked.

    However long that was, so that the same is found when the masked text is masked again. A name
    has a capital, whoever says otherwise.
    """
    kept = [at for at, sign in enumerate(seen) if sign != FILLER or seen[at - 1 : at] != FILLER]
    short = "".join(seen[at] for at in kept)
    for start, end in recognise(short):
        for part in re.finditer(rf"[^\s{FILLER}](?:[^{FILLER}]*[^\s{FILLER}])?", short[start:end]):
            if any(letter.isupper() for letter in part[0]):
                first, last = kept[start + part.start()], kept[start + part.end() - 1]
                yield Span(start=first, end=last + 1, type=Type.PER)


def apply(text: str, spans: Iterable[Span], words: Mapping[Type, str]) -> str:
    """Write the reader's words over the spans, which are sorted and disjoint."""
    parts, at = [], 0
    for span in spans:
        parts += [text[at : span.start], words[span.type]]
        at = span.end
    return "".join([*parts, text[at:]])
