"""Whether a word that somebody wrote, or the pattern of an answer, is in any byte left behind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from bot.attacks.linkage import ROW
from bot.attacks.needles import SHORTEST, Needles, pieces
from bot.attacks.score import Score, counted
from bot.attacks.season import Season
from bot.attacks.truth import Truth

SPILLED: Final = "temporary files"
EXPORTS: Final = "logs, chat export"

_ANSWER: Final = re.compile(rb"""\b(?:charge|lien)\b\\?["']?\s*[:=]\s*\\?["']?[1-5]\b(?!\.)""")
"""An answer as a program would write it down: a core question beside a step."""


def canaries(season: Season, truth: Truth) -> tuple[str, ...]:
    """List the comments that nobody may ever find: long enough, and not published by choice."""
    published = " ".join(
        [item.text for record in season.records for item in record.items]
        + [record.text for record in season.records]
    )
    said = {answer.comment for given in truth.answers.values() for answer in given.values()}
    return tuple(
        sorted(one for one in said if len(one.encode()) >= SHORTEST and one not in published)
    )


def attack(season: Season, words: Collection[str]) -> Iterator[Score]:
    """Search every file of a season for canaries and for answers, byte by byte."""
    places = {
        "database": [*_files(season.snapshots), *season.databases],
        "key folder": season.keys,
        SPILLED: strangers(season),
        "log": [season.log] if season.log.exists() else [],
        "messages": _present(season, "messages.jsonl"),
        "digests": _present(season, "digests.jsonl"),
    }
    for place, files in places.items():
        row = EXPORTS if place in {"log", "messages", "digests"} else ROW
        yield from search(place, row, files, words)


def search(place: str, row: str, files: Sequence[Path], words: Collection[str]) -> Iterator[Score]:
    """Count the canaries found in some files, and the bytes that look like an answer."""
    needles, answers = Needles(words), 0
    for piece in pieces(files):
        needles.search(piece)
        answers += len(_ANSWER.findall(piece))
    # Where nothing was spilled, nothing is found; elsewhere, no file is nothing to conclude from.
    n = needles.n if files or place == SPILLED else 0
    yield counted(f"words: {place}", row, "found", value=needles.found, n=n)
    if not files:
        return
    yield counted(f"answers: {place}", row, "found", value=answers, n=len(files))


def strangers(season: Season) -> list[Path]:
    """List what a season left besides what it is known to leave: spilled and forgotten files."""
    known = {*season.databases, *season.keys, season.log, *_files(season.snapshots)}
    known |= set(_present(season, "messages.jsonl")) | set(_present(season, "digests.jsonl"))
    return [path for path in _files([season.folder]) if path not in known]


def _present(season: Season, name: str) -> list[Path]:
    path = season.folder / name
    return [path] if path.exists() else []


def _files(folders: Iterable[Path]) -> list[Path]:
    return [p for folder in folders for p in sorted(folder.rglob("*")) if p.is_file()]
