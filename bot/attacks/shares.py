"""Whose a share is, from where it lies in the files, and which code opens it, from its hash."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from math import sqrt
from pathlib import Path
from typing import Final

from bot.attacks import estimate
from bot.attacks.boxes import read_files
from bot.attacks.linkage import TRACES
from bot.attacks.score import Score, counted
from bot.attacks.sqlitefile import Row, SqliteFile, commits_of

_ROW: Final = "files after the batch"
_ENOUGH: Final = 30
_TELLING: Final = 12
"""A shorter code stands in any file by chance."""


def lying(folder: Path, table: str, key: str) -> Mapping[str, list[str]]:
    """List a table's keys as each trace of the files orders them; newest log included.

    Raises:
        OperatorError: the folder's database cannot be read.
    """
    database, log = read_files(folder)
    found = SqliteFile(database, commits_of(log)).table(table) if database else None
    rows: Sequence[Row] = found.rows if found else ()
    return {
        name: [
            _text(row.values[key])
            for _, row in sorted(enumerate(rows), key=lambda pair: trace(*pair))
        ]
        for name, trace in TRACES.items()
    }


def author_by_order(
    batches: Sequence[tuple[Mapping[str, list[str]], Sequence[str]]],
) -> Iterator[Score]:
    """Lay what was released beside its authors in the order they wrote, which is granted.

    Chance and gate are those of ballots: one row of a batch is right by luck, and four standard
    errors more are allowed.

    Args:
        batches: of each batch, its keys as they lie in the files, and the true keys in the order
            of writing.
    """
    for name in TRACES:
        pairs = [(found[name], true) for found, true in batches]
        hits = sum(a == b for found, true in pairs for a, b in zip(found, true, strict=False))
        n = sum(len(true) for _, true in pairs)
        share = estimate.share(hits, n)
        yield Score(
            attack=f"author of a share: {name}",
            row=_ROW,
            measure="linkage",
            value=share.value,
            low=share.low,
            high=share.high,
            n=n,
            chance=len(pairs) / max(n, 1),
            gate=(len(pairs) + 4 * sqrt(len(pairs))) / max(n, 1),
            enough=_ENOUGH,
        )


def receipt_dictionary(folder: Path, hashes: Iterable[bytes], guesses: Iterable[str]) -> Score:
    """Try codes against what the files keep: the plain hash of each guess, and the code itself.

    Args:
        folder: the database's files.
        hashes: what the files keep of receipts.
        guesses: codes to try.
    """
    kept = set(hashes)
    files = b"".join(read_files(folder))
    hits = sum(
        sha256(g.encode()).digest() in kept or (len(g) >= _TELLING and g.encode() in files)
        for g in guesses
    )
    return counted("receipt dictionary", _ROW, "found", value=hits, n=max(len(kept), 1))


def _text(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
