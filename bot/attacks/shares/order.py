"""Whether the place of a released share tells whose it is, by the order of writing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final, TypeAlias

from bot.attacks import estimate
from bot.attacks.boxes import Key
from bot.attacks.linkage import ENOUGH, TRACES
from bot.attacks.score import Score, estimated
from bot.attacks.season import Message
from bot.attacks.shares.batches import Batch, Filed, Members, rows_of
from bot.attacks.shares.written import ROW

Lying: TypeAlias = Mapping[str, Sequence[str]]
"""The authors of a batch's shares as each trace of the files orders them."""

_CHANNEL: Final = "order in the channel"
_BESIDE: Final = {"order of the queue": "outbox", "order of the index": "card_words_content"}
_PLACE: Final = "position"


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """The practices that appeared together, and the batch whose slips they were.

    Args:
        batch: None where no copy tells.
    """

    cards: Sequence[Filed]
    batch: Batch | None
    members: Members


def lying(filed: Sequence[Filed]) -> Lying:
    """Say whose shares lie where, among those of one batch."""
    return {
        name: [
            one.author.event if one.author else ""
            for _, one in sorted(enumerate(filed), key=lambda pair: trace(pair[0], pair[1].row))
        ]
        for name, trace in TRACES.items()
    }


def attack(batches: Sequence[Sequence[Filed]]) -> Iterator[Score]:
    """Lay what was released beside its authors in the order they wrote, which is granted.

    Chance and gate are those of ballots: one row of a batch is right by luck, and four standard
    errors more are allowed.
    """
    laid = [(lying(filed), _in_order(filed)) for filed in batches]
    for name in TRACES:
        yield _score(f"author of a signal: {name}", [(places[name], true) for places, true in laid])


def practices(releases: Sequence[Release], messages: Sequence[Message]) -> Iterator[Score]:
    """Lay the practices of a batch beside those who wrote them, by the moment and by the slip.

    Which slips were practices is granted, and whose slip is whose. They are read in the order of
    their table, of their id, of the queue they leave by, of the channel and of the index.
    """
    laid = [(_places(one, messages), _in_order(one.cards), _by_slot(one)) for one in releases]
    for name in (*TRACES, "id", *_BESIDE, _CHANNEL):
        yield _score(
            f"author of a practice: {name}",
            [(places.get(name, ()), true) for places, true, _ in laid],
        )
    for name in ("id", _CHANNEL):
        yield _score(
            f"author of a practice: {name}, by slot",
            [(places.get(name, ()), slots) for places, _, slots in laid],
        )


def _score(attack_name: str, laid: Sequence[tuple[Sequence[str], Sequence[str]]]) -> Score:
    """Count what lies where its author is said to be; a batch of which nothing is seen is none."""
    seen = [(places, true) for places, true in laid if places and true]
    hits = sum(a == b for places, true in seen for a, b in zip(places, true, strict=False))
    n = sum(len(true) for _, true in seen)
    return estimated(
        attack=attack_name,
        row=ROW,
        measure="linkage",
        found=estimate.share(hits, n),
        n=n,
        chance=len(seen) / max(n, 1),
        gate=(len(seen) + 4 * sqrt(len(seen))) / max(n, 1),
        enough=ENOUGH,
    )


def _in_order(filed: Sequence[Filed]) -> list[str]:
    authors = sorted((f.author for f in filed if f.author), key=lambda one: one.at)
    return [one.event for one in authors]


def _by_slot(release: Release) -> list[str]:
    """List the authors of practices as the names of their slips order them."""
    owners = sorted(release.members.items(), key=lambda pair: _slot(pair[0]))
    return [one.event for _, one in owners if one.kind == "practice"]


def _slot(slip: Key) -> bytes:
    name = slip[-1]
    return name if isinstance(name, bytes) else str(name).encode()


def _places(release: Release, messages: Sequence[Message]) -> Lying:
    cards = release.cards
    by_id = sorted(cards, key=lambda one: str(one.row.values.get("id", "")))
    found = dict(lying(cards)) | {"id": _events(by_id), _CHANNEL: _told(cards, messages)}
    if release.batch is not None:
        for name, table in _BESIDE.items():
            found[name] = _beside(release.batch, table, cards)
    return found


def _told(cards: Sequence[Filed], messages: Sequence[Message]) -> list[str]:
    """Read the channel: whose words come when, each where it comes first."""
    first = {
        one.author.event: next(
            (n for n, message in enumerate(messages) if one.author.fact in message.text), None
        )
        for one in cards
        if one.author is not None
    }
    shown = [(n, event) for event, n in first.items() if n is not None]
    return [event for _, event in sorted(shown)]


def _beside(batch: Batch, table: str, cards: Sequence[Filed]) -> list[str]:
    """Read a table that names cards, in the first files that have them, by its own order."""
    ids = {str(one.row.values.get("id", "")): one for one in cards}
    found: list[tuple[int, Filed]] = []
    for rank, row in enumerate(rows_of(batch.emptied, table)):
        said = " ".join(value for value in row.values.values() if isinstance(value, str))
        named = next((card for name, card in ids.items() if name and name in said), None)
        if named is not None:
            place = row.values.get(_PLACE, row.number)
            found.append((place if isinstance(place, int) else rank, named))
    return _events([one for _, one in sorted(found, key=lambda pair: pair[0])])


def _events(filed: Sequence[Filed]) -> list[str]:
    return [one.author.event for one in filed if one.author]
