"""What the files keep of a batch once it was released: slips, keys that open them, words, codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path

from bot.attacks import contents
from bot.attacks.boxes import read_files
from bot.attacks.leftovers import strangers
from bot.attacks.needles import SHORTEST, Needles, pieces
from bot.attacks.score import Score, counted
from bot.attacks.season import Season
from bot.attacks.shares.batches import Batch, Filed
from bot.attacks.shares.written import ROW, Written, of_kind
from bot.attacks.sqlitefile import Row


def attack(
    season: Season,
    batches: Sequence[Batch],
    filed: Sequence[Filed],
    keys: Sequence[bytes],
    written: Sequence[Written],
) -> Iterator[Score]:
    """Search for slips after their batch, open copies of them, and look for words and codes."""
    slips = [row for batch in batches for row in batch.slips.values()]
    yield _free_space(batches)
    read = sum(_is_read(row, keys) for row in slips)
    yield _share("signals: reopen from backup", "slips read", read, len(slips))
    yield _joined(slips, filed)
    sizes = {len(v) for row in slips for v in row.values.values() if isinstance(v, bytes)}
    kinds = len({name for row in slips for name, v in row.values.items() if isinstance(v, bytes)})
    yield counted(
        "signals: length of a slip", ROW, "sizes", value=max(len(sizes) - kinds, 0), n=len(slips)
    )
    yield from _words(season, written)


def _free_space(batches: Sequence[Batch]) -> Score:
    n = left = 0
    for batch in batches:
        after = b"".join(read_files(batch.after))
        n += len(batch.slips)
        left += sum(any(piece in after for piece in _pieces(row)) for row in batch.slips.values())
    return _share("signals: free space", "slips left", left, n)


def _joined(slips: Sequence[Row], filed: Sequence[Filed]) -> Score:
    """Look for anything of a slip, which a backup shows arriving, beside what it became."""
    kept = b"\n".join(
        value.encode() if isinstance(value, str) else value
        for one in filed
        for value in one.row.values.values()
        if isinstance(value, str | bytes)
    )
    joined = sum(
        any(piece in kept or piece.hex().encode() in kept for piece in _pieces(row))
        for row in slips
    )
    return _share("signals: slip beside signal", "slips joined", joined, len(slips))


def _words(season: Season, written: Sequence[Written]) -> Iterator[Score]:
    """Search every file for what signals said, for codes, and for the clicks that sent them."""
    signals = of_kind(written, "signal")
    codes = [one.code for one in signals]
    files = [
        *_under(season.snapshots),
        *season.databases,
        *season.keys,
        *strangers(season),
        *(p for p in (season.log, season.folder / "messages.jsonl") if p.exists()),
    ]
    wanted = {
        "words of a signal": _needles(one.fact for one in signals),
        "codes": _needles([*codes, *(code.replace("-", "") for code in codes)]),
        "clicks that sent": _needles(one.event for one in signals),
    }
    for piece in pieces(files):
        for needles in wanted.values():
            needles.search(piece)
    for name, needles in wanted.items():
        attack_name = f"signals: {name}, in any byte"
        yield counted(attack_name, ROW, "found", value=needles.found, n=needles.n)


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


def _under(folders: Sequence[Path]) -> list[Path]:
    return [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]


def _share(attack_name: str, measure: str, hits: int, n: int) -> Score:
    return counted(attack_name, ROW, measure, value=hits / max(n, 1), n=n)
