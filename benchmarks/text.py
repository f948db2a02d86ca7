"""Measure masking, crisis phrases or themes: `make bench-text`, `python -m benchmarks.text FILE`.

Without a file, masking is measured on the development set, against its targets: exit 1 below them.
`--model NAME` asks a spaCy model too, as LIEN_NAME_MODEL does: it takes longer than the target.

The first line tells them apart: `level<TAB>text` for crisis phrases, `set<TAB>themes<TAB>text` for
themes, else personal data: lines `set<TAB>text` with spans as `{{TYPE|value}}`. A span is found
when a masked span overlaps it, covered when all its characters are masked; types need not agree.
"""

from __future__ import annotations

import re
import sys
import time
from argparse import ArgumentParser
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.recognition import recogniser
from bot.text.crisis import grade
from bot.text.masking import Recognise, find, mask
from bot.text.names import Names, built_in
from bot.text.spans import Span, Type
from bot.text.themes import suggest
from bot.texts import mask_words

DEVELOPMENT_SET = Path(__file__).parent.parent / "tests" / "unit" / "personal_data.txt"
NAMES_FOUND = 0.97
LENGTH = 500
LONGEST_MS = 5
_GOLD = re.compile(r"\{\{(\w+)\|([^}]*)\}\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A text without its marks, and the personal data they marked."""

    text: str
    gold: tuple[Span, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts by sort: gold spans, those found, those covered; masked spans, those that hit gold."""

    gold: Counter[str]
    found: Counter[str]
    covered: Counter[str]
    masked: Counter[str]
    hits: Counter[str]

    def recall(self, *types: str) -> float:
        """Return the share of gold spans that were found, of these types or of all."""
        return _share(self.found, self.gold, types)

    def precision(self, *types: str) -> float:
        """Return the share of masked spans that overlap a gold span."""
        return _share(self.hits, self.masked, types)


def parsed(line: str) -> Sentence:
    parts, gold, at, length = [], [], 0, 0
    for match in _GOLD.finditer(line):
        before = line[at : match.start()]
        start = length + len(before)
        length = start + len(match[2])
        parts += [before, match[2]]
        gold.append(Span(start=start, end=length, type=Type(match[1])))
        at = match.end()
    return Sentence(text="".join([*parts, line[at:]]), gold=tuple(gold))


def sentences(lines: list[str]) -> list[Sentence]:
    rows = (line.rstrip("\n").split("\t", 1) for line in lines if not line.startswith("#"))
    return [parsed(row[1]) for row in rows if len(row) == 2]


def score(labelled: list[Sentence], names: Names, recognise: Recognise | None = None) -> Score:
    total = Score(
        gold=Counter(), found=Counter(), covered=Counter(), masked=Counter(), hits=Counter()
    )
    for sentence in labelled:
        spans = find(sentence.text, names, recognise=recognise)
        hidden = {place for span in spans for place in range(span.start, span.end)}
        marked = {place for span in sentence.gold for place in range(span.start, span.end)}
        for span in sentence.gold:
            places = range(span.start, span.end)
            total.gold[span.type] += 1
            total.found[span.type] += any(place in hidden for place in places)
            total.covered[span.type] += all(place in hidden for place in places)
        for span in spans:
            total.masked[span.type] += 1
            total.hits[span.type] += any(place in marked for place in range(span.start, span.end))
    return total


def _share(part: Counter[str], whole: Counter[str], types: tuple[str, ...]) -> float:
    keys = types or tuple(whole)
    return sum(part[key] for key in keys) / max(1, sum(whole[key] for key in keys))


def _print_masking(lines: list[str], recognise: Recognise | None = None) -> Score:
    labelled, names = sentences(lines), built_in()
    start = time.perf_counter()
    total = score(labelled, names, recognise)
    elapsed_ms = (time.perf_counter() - start) * 1000 / max(1, len(labelled))
    print("type      gold  recall  covered  precision")
    for kind in [*(kind for kind in Type if total.gold[kind] or total.masked[kind]), None]:
        types = (kind,) if kind else ()
        size = total.gold[kind] if kind else total.gold.total()
        covered = _share(total.covered, total.gold, types)
        shares = f"{total.recall(*types):8.3f}{covered:9.3f}{total.precision(*types):11.3f}"
        print(f"{kind or 'all':8}{size:6}{shares}")
    print(f"{len(labelled)} sentences, {elapsed_ms:.2f} ms each")
    return total


def longest_wait_ms(labelled: list[Sentence], recognise: Recognise | None = None) -> float:
    """Mask texts of 500 characters as the bot does; return the median text's best time of five.

    The best of five, for what else runs on the machine is none of masking's doing.
    """
    whole = " ".join(sentence.text for sentence in labelled)
    texts = [whole[at : at + LENGTH] for at in range(0, len(whole) - LENGTH, LENGTH)]
    names, words = built_in(), mask_words("fr")

    def once(text: str) -> float:
        start = time.perf_counter()
        mask(text, names.with_roster(["Karim Bensaïd", "Léa Morel"]), words, recognise)
        return (time.perf_counter() - start) * 1000

    return median(min(once(text) for _ in range(5)) for text in texts)


def development_set(recognise: Recognise | None = None) -> None:
    lines = DEVELOPMENT_SET.read_text("utf-8").splitlines()
    total = _print_masking(lines, recognise)
    wait = longest_wait_ms(sentences(lines), recognise)
    print(f"{wait:.2f} ms for {LENGTH} characters")
    missed = [f"names: recall under {NAMES_FOUND}"] * (total.recall(Type.PER) < NAMES_FOUND)
    for kind in (Type.NIR, Type.TEL, Type.EMAIL):
        missed += [f"{kind}: not all covered"] * (total.covered[kind] < total.gold[kind])
    missed += [f"over {LONGEST_MS} ms"] * (wait > LONGEST_MS)
    if missed:
        sys.exit("missed: " + "; ".join(missed))


def _print_crisis(lines: list[str]) -> None:
    rows = [line.split("\t") for line in lines[1:] if "\t" in line]
    total, same, shown = Counter[str](), Counter[str](), Counter[str]()
    for level, text in rows:
        found = grade(text)
        total[level] += 1
        same[level] += (found.value if found else "0") == level
        shown[level] += found is not None
    print("level   size  same level  card shown")
    for level in total:
        rates = f"{same[level] / total[level]:12.3f}{shown[level] / total[level]:12.3f}"
        print(f"{level:6}{total[level]:6}{rates}")


def _print_themes(lines: list[str]) -> None:
    rows = [line.split("\t") for line in lines[1:] if "\t" in line]
    right = sum(suggest(text) in themes.split(",") for _, themes, text in rows)
    print(f"{right} of {len(rows)} themes suggested as labelled: {right / max(1, len(rows)):.3f}")


def main() -> None:
    parser = ArgumentParser(prog="python -m benchmarks.text", description=__doc__)
    parser.add_argument("file", nargs="?", help="labelled sentences; the development set otherwise")
    parser.add_argument("--model", default="", help="a spaCy model to ask besides the rules")
    asked = parser.parse_args()
    recognise = recogniser(asked.model)
    if asked.file is None:
        development_set(recognise)
    else:
        measure(asked.file, recognise)


def measure(path: str, recognise: Recognise | None) -> None:
    lines = Path(path).read_text("utf-8").splitlines()
    if lines[:1] == ["level\ttext"]:
        _print_crisis(lines)
    elif lines[:1] == ["set\tthemes\ttext"]:
        _print_themes(lines)
    else:
        _print_masking(lines, recognise)


if __name__ == "__main__":
    main()
