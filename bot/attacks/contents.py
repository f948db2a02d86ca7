"""Whether anybody who has the files can read what people answered, or name a row's owner."""

from __future__ import annotations

import hmac
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from hashlib import md5, sha1, sha256
from math import sqrt
from typing import Any, Final, TypeAlias

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox
from nacl.secret import SecretBox

from bot.attacks import estimate
from bot.attacks.boxes import TABLE, Box, Key, by_round, read_files
from bot.attacks.linkage import ROW
from bot.attacks.people import Roster
from bot.attacks.score import Score, counted, estimated
from bot.attacks.sqlitefile import Row, SqliteFile, Value, commits_of
from bot.attacks.truth import CORE, Truth

KEY_BYTES: Final = 32
PIECE: Final = 16
ENOUGH: Final = 30

Read: TypeAlias = tuple[int | None, ...]
"""The answers to the core questions that a row was found to hold."""


def keys_of(files: Iterable[bytes]) -> tuple[bytes, ...]:
    """Take whatever in a key folder could be a key."""
    return tuple(sorted({content for content in files if len(content) == KEY_BYTES}))


def replay(boxes: Sequence[Box], keys: Sequence[bytes], truth: Truth) -> Score:
    """Replay the write-ahead log of a mid-round copy and tell each person's answer.

    The log shows which row each commit changed, and the order of answering, which is granted,
    names its owner; what remains is to read the row. Whom the log does not show, or whose row
    cannot be read, is said to have answered what most did. Chance is that guess for everybody.
    """
    told = [box for box in boxes if box.answerers]
    hits, n, by_chance = 0, 0, 0
    for box in told:
        said = {person: _said(truth, person, box.week) for person in box.answerers}
        usual, often = Counter(said.values()).most_common(1)[0]
        read = _replayed(box, keys)
        hits += sum(read.get(person, usual) == answer for person, answer in said.items())
        n += len(said)
        by_chance += often
    found = estimate.share(hits, n)
    chance = by_chance / max(n, 1)
    return estimated(
        attack="WAL replay",
        row=ROW,
        measure="answers told",
        found=found,
        n=n,
        chance=chance,
        gate=chance + 4 * sqrt(chance * (1 - chance) / max(n, 1)),
        enough=ENOUGH,
    )


def reopen(boxes: Sequence[Box], keys: Sequence[bytes]) -> Score:
    """Open the ballots of a mid-round backup with every key that was left at the end."""
    rows = [row for box in boxes for row in box.rows.values()]
    found = sum(_read(row, keys) is not None for row in rows)
    return _share("reopen from backup", "ballots read", found, len(rows))


def name_rows(boxes: Sequence[Box], keys: Sequence[bytes], roster: Roster) -> Score:
    """Look every person up under every pseudonym that can be computed from what was left."""
    rows = named = 0
    for box in boxes:
        names = set(_pseudonyms([person.id for person in roster.people], keys, box))
        rows += len(box.rows)
        named += sum(not names.isdisjoint(_words(row)) for row in box.rows.values())
    return _share("pseudonym dictionary", "rows named", named, rows)


def remains(boxes: Sequence[Box], last: bytes) -> Score:
    """Search what is left after each close, free space included, for the ballots it removed.

    A box that was never emptied is searched for in `last`, the files at the end of the season.
    """
    rows = left = 0
    for box in boxes:
        after = b"".join(read_files(box.after)) if box.after else last
        rows += len(box.rows)
        left += sum(
            any(piece in after for piece in pieces_of(row, box.name)) for row in box.rows.values()
        )
    return _share("free space", "ballots left", left, rows)


def _replayed(box: Box, keys: Sequence[bytes]) -> dict[str, Read]:
    """Read what the last commits of a log wrote, beside the last people to answer."""
    database, log = read_files(box.backup)
    commits = list(commits_of(log))
    written: dict[Key, Row] = {}
    before: Mapping[Key, Row] = {}
    for upto in range(len(commits) + 1):
        table = SqliteFile(database, commits[:upto]).table(TABLE)
        now = by_round(table).get(box.name, {}) if table else {}
        changed = [key for key in now if key not in before or now[key].values != before[key].values]
        if len(changed) == 1:
            written.pop(changed[0], None)
            written[changed[0]] = now[changed[0]]
        before = now
    latest = zip(reversed(box.answerers), reversed(written.values()), strict=False)
    read = {person: _read(row, keys) for person, row in latest}
    return {person: answers for person, answers in read.items() if answers is not None}


def _said(truth: Truth, person: str, week: int) -> Read:
    answer = truth.answers[person][week]
    return tuple(answer.to(question) for question in CORE)


def _read(row: Row, keys: Sequence[bytes]) -> Read | None:
    """Read a row's answers: in its columns, or in whatever opens to an object that has them."""
    if all(question in row.values for question in CORE):
        return tuple(_step(row.values[question]) for question in CORE)
    for value in row.values.values():
        for plain in opened(value, keys):
            start, end = plain.find(b"{"), plain.rfind(b"}")
            found = read_object(plain[start : end + 1]) if start >= 0 else None
            if isinstance(found, dict) and all(question in found for question in CORE):
                return tuple(_step(found[question]) for question in CORE)
    return None


def opened(value: Value, keys: Sequence[bytes]) -> Iterator[bytes]:
    """Give a value as it is, and as every key opens it in the two ways libsodium seals."""
    if isinstance(value, str):
        yield value.encode()
    if isinstance(value, bytes):
        yield value
        for key in keys:
            boxes: tuple[Callable[[bytes], bytes], ...] = (
                SealedBox(PrivateKey(key)).decrypt,
                SecretBox(key).decrypt,
            )
            for decrypt in boxes:
                with suppress(CryptoError, ValueError):
                    yield decrypt(value)


def read_object(plain: bytes) -> Any:  # noqa: ANN401 - any JSON value
    """Read JSON, None for what is none."""
    try:
        return json.loads(plain)
    except ValueError:
        return None


def _step(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _pseudonyms(people: Sequence[str], keys: Sequence[bytes], box: Box) -> Iterator[bytes]:
    """Compute the names a careless design might have given, plain ones included."""
    for person in people:
        for said in (person, f"{box.name}{person}", f"{box.name}/{person}", f"{person}{box.name}"):
            plain = said.encode()
            yield plain
            for hashed in (sha256, sha1, md5):
                yield hashed(plain, usedforsecurity=False).digest()
            for key in keys:
                yield hmac.digest(key, plain, "sha256")


def _words(row: Row) -> Iterator[bytes]:
    """Give a row's values as bytes, written in hexadecimal or not."""
    for value in row.values.values():
        if isinstance(value, bytes):
            yield value
        elif isinstance(value, str):
            yield value.encode()
            with suppress(ValueError):
                yield bytes.fromhex(value)


def pieces_of(row: Row, round_id: str) -> Iterator[bytes]:
    """Cut what is a row's own into pieces no other bytes would hold by chance."""
    for value in _words(row):
        if value == round_id.encode():
            continue
        for start in {0, len(value) // 2, max(len(value) - PIECE, 0)}:
            if len(piece := value[start : start + PIECE]) == PIECE:
                yield piece


def _share(attack: str, measure: str, hits: int, n: int) -> Score:
    return counted(attack, ROW, measure, value=hits / max(n, 1), n=n)
