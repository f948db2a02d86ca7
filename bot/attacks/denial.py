"""Whether refusing to speak says anything that who answered would not already have said."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, TypeAlias

from bot.attacks.people import ENCADREMENT, Roster
from bot.attacks.score import Score, counted
from bot.attacks.season import Record
from bot.attacks.truth import CORE, Truth

Pattern: TypeAlias = tuple[tuple[str, str], ...]

ROW: Final = "all digests + rosters"
_ATTACK: Final = "denial pattern"
_MEASURE: Final = "patterns that differ"


def compare(one: Sequence[Record], other: Sequence[Record]) -> Score:
    """Count the records whose kinds of items and refusals differ between two seasons.

    Both must have the same people, of whom the same answered the same questions in each week;
    only what they answered may differ.
    """
    patterns = [dict(_patterns(records)) for records in (one, other)]
    keys = patterns[0].keys() | patterns[1].keys()
    differing = sum(patterns[0].get(key) != patterns[1].get(key) for key in keys)
    return counted(_ATTACK, ROW, _MEASURE, value=differing, n=len(keys))


def attack(records: Sequence[Record], roster: Roster, truth: Truth) -> Score:
    """Compare the two core questions inside each record, as long as as many answered both.

    They have the same people and the same numbers of answers, so one must not be refused where
    the other is said.
    """
    uneven: set[frozenset[str]] = set()
    differing = pairs = 0
    for record in records:
        members = roster.members(record)
        counts = {truth.respondents(members, record.week, question) for question in CORE}
        if len(counts) > 1:
            uneven.add(members)
        if members in uneven or record.cell == ENCADREMENT:
            continue
        charge, lien = (_pattern(record, question) for question in CORE)
        pairs += bool(charge or lien)
        differing += charge != lien
    return counted(_ATTACK, ROW, _MEASURE, value=differing, n=pairs)


def _patterns(
    records: Sequence[Record],
) -> Iterator[tuple[tuple[int, str, tuple[str, ...]], Pattern]]:
    for record in records:
        whole = tuple(
            sorted((f"{item.question} {item.kind}", item.reason) for item in record.items)
        )
        yield (record.week, record.unit, record.cell), whole


def _pattern(record: Record, question: str) -> Pattern:
    return tuple((i.kind, i.reason) for i in record.items if i.question == question)


def repeated(records: Sequence[Record]) -> Score:
    """Count the digests of one unit and week that came more than once: each further one differs."""
    seen: dict[tuple[int, str, tuple[str, ...]], set[tuple[object, ...]]] = defaultdict(set)
    for record in records:
        seen[record.week, record.unit, record.cell].add(record.items)
    again = sum(len(contents) - 1 for contents in seen.values())
    return counted(
        "live polling and re-run",
        "commands, API, accounts",
        "digests that changed",
        value=again,
        n=len(seen),
    )
