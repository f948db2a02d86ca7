"""Whether a receipt's code carries anything of its author or its time, or can be guessed."""

from __future__ import annotations

import hmac
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import md5, sha1, sha256
from itertools import pairwise
from math import sqrt
from pathlib import Path
from typing import Final, TypeGuard

import numpy as np

from bot.attacks import estimate
from bot.attacks.boxes import read_files
from bot.attacks.estimate import Z
from bot.attacks.score import Score, counted, estimated
from bot.attacks.shares.written import ROW, Written
from bot.attacks.sqlitefile import Value

GATE: Final = 0.52
ENOUGH: Final = 3750
_ENOUGH_LETTERS: Final = 200
_TELLING: Final = 12
"""A shorter code stands in any file by chance."""
_SHORT: Final = 10_000
_HASHES: Final = (sha256, sha1, md5)


def style(written: Sequence[Written]) -> list[Score]:
    """Look in codes for their author, their moment, and letters that are likelier than others."""
    given = [one for one in written if one.code]
    return [_beside_author(given), _in_order(given), _letters([one.code for one in given])]


def is_hash(value: Value) -> TypeGuard[bytes]:
    """Tell whether a value of a table is as long as what a code could have been hashed to."""
    return isinstance(value, bytes) and len(value) in {kind().digest_size for kind in _HASHES}


def as_read(written: Sequence[Written]) -> list[str]:
    """Give codes the way they are hashed: their letters alone."""
    return [one.code.replace("-", "") for one in written if one.code]


def dictionary(folder: Path, hashes: Iterable[bytes], guesses: Iterable[str]) -> Score:
    """Try codes against what the files keep: the plain hash of each guess, and the code itself.

    Args:
        folder: the database's files.
        hashes: what the files keep of receipts.
        guesses: codes to try, as they are read.
    """
    kept = set(hashes)
    files = b"".join(read_files(folder))
    hits = sum(
        sha256(g.encode()).digest() in kept or (len(g) >= _TELLING and g.encode() in files)
        for g in guesses
    )
    return counted("receipt dictionary", ROW, "found", value=hits, n=max(len(kept), 1))


def with_keys(hashes: Iterable[bytes], keys: Sequence[bytes], written: Sequence[Written]) -> Score:
    """Hash all that can be enumerated, plainly and under every key that is left.

    Enumerated are numbers of four digits, people, weeks, days, and people with either: what a
    code would be made of that is drawn from anything but chance.
    """
    kept = set(hashes)
    hits = 0
    for guess in _enumerable(written):
        said = guess.encode()
        found = {kind(said, usedforsecurity=False).digest() for kind in _HASHES}
        found |= {hashed(key, guess) for key in keys}
        hits += len(found & kept)
    attack = "receipt dictionary, with every key left"
    return counted(attack, ROW, "found", value=hits, n=max(len(kept), 1))


def hashed(key: bytes, guess: str) -> bytes:
    """Hash a guess as whoever holds a key would."""
    return hmac.digest(key, guess.encode(), "sha256")


def _enumerable(written: Sequence[Written]) -> Iterator[str]:
    yield from (f"{n:04d}" for n in range(_SHORT))
    people = sorted({one.person for one in written})
    times = sorted({str(one.week) for one in written} | {f"{one.at:%Y-%m-%d}" for one in written})
    yield from (*people, *times)
    for person in people:
        yield from (f"{person}{between}{time}" for time in times for between in ("", "-", "/", " "))


def _beside_author(given: Sequence[Written]) -> Score:
    """Rank pairs of codes by how alike they are: of one author, and of one and another.

    Each pair is used once, so that pairs are independent: neighbours among an author's codes, and
    each code beside one of the next author's.
    """
    by_author: dict[str, list[str]] = {}
    for one in given:
        by_author.setdefault(one.person, []).append(one.code)
    mine = [pair for codes in by_author.values() for pair in pairwise(codes)]
    lists = list(by_author.values())
    others = [
        pair
        for codes, following in zip(lists, lists[1:] + lists[:1], strict=True)
        for pair in zip(codes, following, strict=False)
        if len(lists) > 1
    ]
    alike = np.array([_alike(*pair) for pair in (*mine, *others)], dtype=np.float64)
    area = estimate.auc(alike, np.arange(len(alike)) < len(mine))
    return estimated(
        attack="style of a code: its author",
        row=ROW,
        measure="AUC",
        found=area,
        chance=0.5,
        gate=GATE,
        enough=ENOUGH,
    )


def _in_order(given: Sequence[Written]) -> Score:
    """Ask whether codes rise, or fall, with the moment they were given."""
    codes = [one.code for one in sorted(given, key=lambda one: one.at)]
    rising = sum(a < b for a, b in pairwise(codes))
    n = max(len(codes) - 1, 0)
    share = estimate.share(max(rising, n - rising), n)
    return estimated(
        attack="style of a code: its time",
        row=ROW,
        measure="pairs in order",
        found=share,
        chance=0.5,
        gate=min(1.0, 0.5 + 4 * sqrt(0.25 / max(n, 1))),
        enough=_ENOUGH_LETTERS,
    )


def _letters(codes: Sequence[str]) -> Score:
    """Compare how often each letter stands in each place with what chance would give.

    The mean of a chi-square is its degrees of freedom, its variance twice that.
    """
    bare = [code.replace("-", "") for code in codes]
    alphabet = sorted({letter for code in bare for letter in code})
    places = max((len(code) for code in bare), default=0)
    free = places * max(len(alphabet) - 1, 1)
    found = sum(
        _unevenness(Counter(code[at : at + 1] for code in bare), alphabet) for at in range(places)
    )
    value, error = (found / free, sqrt(2 / free)) if free else (0.0, 0.0)
    return Score(
        attack="style of a code: its letters",
        row=ROW,
        measure="chi-square / d.f.",
        value=value,
        low=value - Z * error,
        high=value + Z * error,
        n=len(codes),
        chance=1.0,
        gate=1 + 4 * error,
        enough=_ENOUGH_LETTERS,
    )


def _unevenness(seen: Mapping[str, int], alphabet: Sequence[str]) -> float:
    expected = sum(seen.values()) / max(len(alphabet), 1)
    return sum((seen.get(letter, 0) - expected) ** 2 / expected for letter in alphabet)


def _alike(one: str, other: str) -> float:
    """Count letters in the same place, and those of the beginning, where counters stand, again."""
    same = [a == b for a, b in zip(one, other, strict=False)]
    return sum(same) + (same.index(False) if False in same else len(same))
