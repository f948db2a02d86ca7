"""Whether the place of a row tells whose it is: by the order of answering, or of the roster."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from math import sqrt
from typing import Final, TypeAlias

from bot.attacks import estimate
from bot.attacks.boxes import Box, Key
from bot.attacks.people import Roster
from bot.attacks.score import Score, estimated
from bot.attacks.sqlitefile import Row

ROW: Final = "files, backups, keys"
ENOUGH: Final = 30

Trace: TypeAlias = Callable[[int, Row], tuple[int, ...]]
"""What orders rows: from a row's rank in its table, and the row."""

TRACES: Final[dict[str, Trace]] = {
    "row order": lambda rank, row: (rank if row.number is None else row.number,),
    # A page is filled from its end, so what came later lies before.
    "page offset": lambda _, row: (row.page, -row.offset),
    "overflow page": lambda _, row: (row.spilled, row.page, -row.offset),
}


def attack(boxes: Sequence[Box], roster: Roster) -> Iterator[Score]:
    """Lay the rows of a mid-round copy beside people in an order the attacker knows.

    The order of answering is granted for the rows that were answered; the roster, by name, is
    laid beside all rows. Chance: one row of a round is right, whatever their number. Gate: chance
    and four standard errors (the matches of a random permutation have mean 1 and variance 1).
    """
    told = [box for box in boxes if box.answerers]
    for name, trace in TRACES.items():
        yield _score(name, [_by_arrival(box, trace) for box in told])
        yield _score(f"{name}, roster", [_by_roster(box, trace, roster) for box in told])


def _by_arrival(box: Box, trace: Trace) -> tuple[int, int, float]:
    holders = box.holders
    answered = [holders[key] for key in ordered(box.rows, trace) if key in holders]
    hits = sum(one == other for one, other in zip(answered, box.answerers, strict=False))
    return hits, len(answered), 1.0


def _by_roster(box: Box, trace: Trace, roster: Roster) -> tuple[int, int, float]:
    people = sorted(person.id for person in roster.people if person.is_there(box.week))
    guesses = zip(ordered(box.rows, trace), people, strict=False)
    hits = sum(box.holders.get(key) == person for key, person in guesses)
    return hits, len(box.answerers), len(box.answerers) / max(len(box.rows), 1)


def ordered(rows: Mapping[Key, Row], trace: Trace) -> list[Key]:
    """List the rows of a box as a trace orders them."""
    ranked = {key: trace(rank, row) for rank, (key, row) in enumerate(rows.items())}
    return sorted(ranked, key=ranked.__getitem__)


def _score(name: str, rounds: Sequence[tuple[int, int, float]]) -> Score:
    """Add rounds up, each given as hits, rows and the hits that chance gives."""
    hits, n = sum(one[0] for one in rounds), sum(one[1] for one in rounds)
    by_chance = sum(one[2] for one in rounds)
    found = estimate.share(hits, n)
    return estimated(
        attack=name,
        row=ROW,
        measure="linkage",
        found=found,
        n=n,
        chance=by_chance / max(n, 1),
        gate=(by_chance + 4 * sqrt(by_chance)) / max(n, 1),
        enough=ENOUGH,
    )
