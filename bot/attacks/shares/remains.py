"""What the files keep of a batch once it was released: slips, keys that open them, words, codes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from bot.attacks import contents
from bot.attacks.boxes import read_files
from bot.attacks.leftovers import strangers
from bot.attacks.needles import SHORTEST, Needles, pieces
from bot.attacks.score import Score, counted
from bot.attacks.season import Season
from bot.attacks.shares.batches import Batch, Filed, Members, files_under, rows_of
from bot.attacks.shares.written import ROW, Written, nameless, of_kind
from bot.attacks.sqlitefile import Row


def attack(
    season: Season,
    batches: Sequence[Batch],
    released: Sequence[Filed],
    keys: Sequence[bytes],
    written: Sequence[Written],
) -> Iterator[Score]:
    """Search for slips after their batch, open copies of them, and look for words and codes.

    What was released is the signals on file and the cards.
    """
    slips = [row for batch in batches for row in batch.slips.values()]
    yield _free_space(batches)
    read = sum(_is_read(row, keys) for row in slips)
    yield _share("shares: reopen from backup", "slips read", read, len(slips))
    yield _joined(season, slips, released)
    sizes = {len(v) for row in slips for v in row.values.values() if isinstance(v, bytes)}
    kinds = len({name for row in slips for name, v in row.values.items() if isinstance(v, bytes)})
    yield counted(
        "shares: length of a slip", ROW, "sizes", value=max(len(sizes) - kinds, 0), n=len(slips)
    )
    yield from _words(season, batches, written)


def waited(
    season: Season,
    batches: Sequence[Batch],
    members: Sequence[Members],
    written: Sequence[Written],
) -> Score:
    """Search the files of before its release for what a practice says; after, everybody reads it.

    What no release empties is searched for all of them: the log, the keys, and what was spilled.
    """
    always = _needles(one.fact for one in of_kind(written, "practice"))
    for piece in pieces([*season.keys, *strangers(season), *_present([season.log])]):
        always.search(piece)
    found, n = always.found, 0
    for batch, owners in zip(batches, members, strict=True):
        mine = [one.fact for one in owners.values() if one.kind == "practice"]
        needles = _needles(mine)
        for piece in pieces(files_under(batch.before)):
            needles.search(piece)
        found, n = found + needles.found, n + needles.n
    return counted("practices: words while they wait", ROW, "found", value=found, n=n)


def weeks(released: Sequence[Sequence[Filed]]) -> Score:
    """Count the weeks that cards of one release tell beyond one: each would be that of writing."""
    beyond = sum(len({one.week for one in cards}) - 1 for cards in released if cards)
    n = sum(len(cards) for cards in released)
    return counted("practices: week of a card", ROW, "weeks", value=beyond, n=n)


def _free_space(batches: Sequence[Batch]) -> Score:
    n = left = 0
    for batch in batches:
        after = b"".join(read_files(batch.after))
        n += len(batch.slips)
        left += sum(any(piece in after for piece in _pieces(row)) for row in batch.slips.values())
    return _share("shares: free space", "slips left", left, n)


def _joined(season: Season, slips: Sequence[Row], released: Sequence[Filed]) -> Score:
    """Look for anything of a slip, which a backup shows arriving, beside what it became."""
    queued = rows_of(season.folder, "outbox")
    kept = b"\n".join(
        value.encode() if isinstance(value, str) else value
        for row in (*(one.row for one in released), *queued)
        for value in row.values.values()
        if isinstance(value, str | bytes)
    )
    joined = sum(
        any(piece in kept or piece.hex().encode() in kept for piece in _pieces(row))
        for row in slips
    )
    return _share("shares: slip beside what it became", "slips joined", joined, len(slips))


def _words(season: Season, batches: Sequence[Batch], written: Sequence[Written]) -> Iterator[Score]:
    """Search every file for what signals said, for codes, and for the clicks that sent them.

    What practices said is public by then: their papers are looked for, as they were sealed, and
    the names of all slips, which while they wait are in the box and afterwards nowhere.
    """
    signals = of_kind(written, "signal")
    codes = [one.code for one in signals]
    now = [
        *season.databases,
        *season.keys,
        *strangers(season),
        *_present([season.log, season.folder / "messages.jsonl"]),
    ]
    wanted = {
        "signals: words of a signal": _needles(one.fact for one in signals),
        "signals: codes": _needles([*codes, *(code.replace("-", "") for code in codes)]),
        "shares: clicks that sent": _needles(one.event for one in nameless(written)),
        "practices: papers": _needles(_paper(one) for one in of_kind(written, "practice")),
    }
    for piece in pieces([*files_under(season.snapshots), *now]):
        for needles in wanted.values():
            needles.search(piece)
    wanted["shares: slots after their release"] = slots = Needles(set(_slots(batches)))
    for piece in pieces(now):
        slots.search(piece)
    for name, needles in wanted.items():
        yield counted(f"{name}, in any byte", ROW, "found", value=needles.found, n=needles.n)


def _paper(practice: Written) -> str:
    """Write the end of a paper as it is sealed: its words under their name."""
    return f'"fact": {json.dumps(practice.fact, ensure_ascii=False)}'


def _slots(batches: Sequence[Batch]) -> Iterator[bytes]:
    for batch in batches:
        for *_, slot in batch.slips:
            if isinstance(slot, bytes) and len(slot) >= SHORTEST:
                yield slot


def _needles(words: Iterable[str]) -> Needles:
    return Needles({word for word in words if len(word.encode()) >= SHORTEST})


def _is_read(row: Row, keys: Sequence[bytes]) -> bool:
    opened = chain.from_iterable(contents.opened(value, keys) for value in row.values.values())
    return any(isinstance(contents.read_object(plain), dict) for plain in opened)


def _pieces(row: Row) -> Iterator[bytes]:
    """Cut what is random in a slip into pieces no other bytes hold by chance."""
    for value in row.values.values():
        if isinstance(value, bytes) and len(value) >= contents.PIECE:
            for start in {0, len(value) // 2, len(value) - contents.PIECE}:
                if len(piece := value[start : start + contents.PIECE]) == contents.PIECE:
                    yield piece


def _present(files: Sequence[Path]) -> list[Path]:
    return [file for file in files if file.exists()]


def _share(attack_name: str, measure: str, hits: int, n: int) -> Score:
    return counted(attack_name, ROW, measure, value=hits / max(n, 1), n=n)
