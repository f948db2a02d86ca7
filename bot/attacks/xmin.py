"""Whether ballots or slips of a PostgreSQL can be joined to rows written along with them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.attacks.heapfile import tables, versions
from bot.attacks.linkage import ROW
from bot.attacks.score import Score, counted

BALLOTS: Final = "ballots"


def attack(database: Path, table: str = BALLOTS) -> Score:
    """Join every version of every ballot to the rows of other tables, by transaction.

    A row written together with a ballot, be it the mark of an event or a queued message, says
    who answered. That ballots alone follow one another is known in the middle of a round, and
    names nobody. Slips of signals are attacked alike.

    Args:
        database: a database's folder under `base`, after a CHECKPOINT.
        table: of what is joined.
    """
    written: dict[str, list[int]] = {
        name: [version.xmin for file in files for version in versions(file)]
        for name, files in tables(database).items()
    }
    ballots = written.pop(table, [])
    others = {xmin for xmins in written.values() for xmin in xmins}
    joined = sum(xmin in others for xmin in ballots)
    return counted(
        "xmin join", ROW, f"{table} joined", value=joined / max(len(ballots), 1), n=len(ballots)
    )
