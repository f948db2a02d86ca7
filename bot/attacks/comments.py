"""What can be told of who wrote a comment: by its place, by its company, by its style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from math import log, sqrt
from typing import Final, TypeAlias

import numpy as np

from bot.attacks import estimate
from bot.attacks.estimate import Estimate
from bot.attacks.people import Roster
from bot.attacks.score import UNGATED, Score, counted, estimated
from bot.attacks.season import Record
from bot.attacks.truth import CORE, Answer, Truth

Style: TypeAlias = Mapping[str, float]

ROW: Final = "comments"
GRAM: Final = 4
"""Characters in a gram, as in authorship work since Kešelj et al. (PACLING 2003)."""
ENOUGH: Final = 100
_SAMPLES: Final = 20


def attack(records: Sequence[Record], roster: Roster, truth: Truth) -> list[Score]:
    """Try the place of comments among others, what stands beside them, and their authors' style.

    Styles are learnt from what the same people wrote in other weeks, which is more than a
    colleague has. A verbatim was passed on by its author's choice: its figure has no gate.
    """
    return [
        *_places(records, roster, truth),
        _company(records),
        *_authors(records, roster, truth),
    ]


def _places(records: Sequence[Record], roster: Roster, truth: Truth) -> Iterator[Score]:
    """Compare the order of verbatims with three orders that would tell something."""
    orders: dict[str, list[bool]] = {"answering": [], "the roster": [], "scores": []}
    places = {person.id: n for n, person in enumerate(roster.people)}
    for record in records:
        authors = _wrote(roster.members(record), truth, record.week)
        by_text = {answer.comment: (person, answer) for person, answer in authors}
        shown = [by_text[item.text] for item in record.items if item.text in by_text]
        for n, (person, answer) in enumerate(shown):
            for after, later in shown[n + 1 :]:
                orders["answering"].append(answer.order < later.order)
                orders["the roster"].append(places[person] < places[after])
                mine, theirs = (_sum(one) for one in (answer, later))
                if mine != theirs:
                    orders["scores"].append(mine < theirs)
    for name, pairs in orders.items():
        same = sum(pairs)
        found = estimate.share(max(same, len(pairs) - same), len(pairs))
        gate = min(1.0, 0.5 + 4 * sqrt(0.25 / max(len(pairs), 1)))
        yield _score(f"order of comments, as {name}", "pairs in order", found, 0.5, gate)


def _company(records: Sequence[Record]) -> Score:
    """Count comments that carry anything beside their words."""
    words = [i for record in records for i in record.items if i.kind in {"verbatim", "theme"}]
    beside = sum(bool(item.extra) for item in words)
    return counted("score beside comment", ROW, "comments", value=beside, n=len(words))


def _authors(records: Sequence[Record], roster: Roster, truth: Truth) -> Iterator[Score]:
    hits: dict[str, list[tuple[bool, float]]] = {"theme": [], "verbatim": []}
    written = {
        person: {week: answer.comment for week, answer in given.items() if answer.comment}
        for person, given in truth.answers.items()
    }
    rarity = rarity_of([text for texts in written.values() for text in texts.values()])
    for record in records:
        said = [item for item in record.items if item.kind in hits]
        members = sorted(roster.members(record)) if said else []
        styles = {
            person: style_of(" ".join(_others(written.get(person, {}), record.week)), rarity)
            for person in members
        }
        wrote = _wrote(members, truth, record.week)
        for item in said:
            authors = {
                person
                for person, answer in wrote
                if (answer.comment == item.text if item.text else answer.theme == item.value)
            }
            if authors:
                text = item.text or str(item.value)
                who = nearest(style_of(text, rarity), styles)
                hits[item.kind].append((who in authors, len(authors) / len(members)))
    for kind, found in hits.items():
        chance = float(np.mean([one for _, one in found])) if found else 0.0
        top = estimate.share(sum(hit for hit, _ in found), len(found))
        gate = 2 * chance if kind == "theme" else UNGATED
        name = "author of a theme" if kind == "theme" else "author of a verbatim they passed on"
        yield _score(name, "top-1", top, chance, gate)


def _wrote(
    members: Sequence[str] | frozenset[str], truth: Truth, week: int
) -> list[tuple[str, Answer]]:
    given = ((person, truth.answers.get(person, {}).get(week)) for person in sorted(members))
    return [(person, one) for person, one in given if one is not None and one.comment]


def _sum(answer: Answer) -> int:
    return sum(answer.to(question) or 0 for question in CORE)


def _others(texts: Mapping[int, str], week: int) -> list[str]:
    return [text for when, text in texts.items() if when != week][:_SAMPLES]


def _grams(text: str) -> Counter[str]:
    padded = f" {text.casefold()} "
    return Counter(padded[n : n + GRAM] for n in range(len(padded) - GRAM + 1))


def rarity_of(texts: Sequence[str]) -> Mapping[str, float]:
    """Weigh each gram of some texts by how few of them have it."""
    seen = Counter(gram for text in texts for gram in set(_grams(text)))
    return {gram: log((1 + len(texts)) / (1 + count)) for gram, count in seen.items()}


def style_of(text: str, rarity: Mapping[str, float]) -> Style:
    """Weigh a text's grams by rarity, and make its length one."""
    raw = {gram: (1 + log(n)) * rarity.get(gram, 0.0) for gram, n in _grams(text).items()}
    size = sqrt(sum(weight**2 for weight in raw.values()))
    return {gram: weight / size for gram, weight in raw.items()} if size else {}


def nearest(style: Style, styles: Mapping[str, Style]) -> str:
    """Point at whoever writes most alike; anybody when nobody does, by no order of the roster."""
    return max(
        styles,
        key=lambda person: (
            sum(weight * styles[person].get(gram, 0.0) for gram, weight in style.items()),
            sha256(person.encode()).digest(),
        ),
    )


def _score(attack_name: str, measure: str, found: Estimate, chance: float, gate: float) -> Score:
    return estimated(
        attack=attack_name,
        row=ROW,
        measure=measure,
        found=found,
        chance=chance,
        gate=gate,
        enough=ENOUGH,
    )
