"""Proof, kept beside what was published, that every decision followed the rules.

A certificate tells the rule, the sizes and a hash of what the decision was made from, which is
membership alone; it holds no answer and nothing that readers were not told. Certificates are
chained by hash, so that none can be changed or taken away unseen (Haber & Stornetta, "How to
time-stamp a digital document", J. Cryptology 3, 1991).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Any, Literal, TypeAlias

Rule: TypeAlias = Literal["direction", "band", "number", "comments"]
Outcome: TypeAlias = Literal["released", "too_few", "quiet", "overlap"]

GENESIS = ""
"""What the first entry of a log follows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Certificate:
    """One decision: what was asked of which cell, and whether anything was said.

    `question` is "" for comments. `atoms` are the sizes, smallest first, of the sets of people
    the decision could tell apart. `inputs` is the SHA-256 of the membership it was made from.
    """

    week: int
    cell: str
    rule: Rule
    question: str
    atoms: tuple[int, ...]
    outcome: Outcome
    inputs: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """A certificate in its place: `hash` covers it and the hash before it."""

    previous: str
    certificate: Certificate
    hash: str


def fingerprint(inputs: object) -> str:
    """Hash a JSON value the same way everywhere, as 64 hexadecimal digits."""
    text = json.dumps(inputs, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return sha256(text.encode()).hexdigest()


def chain(previous: str, certificate: Certificate) -> Entry:
    """Seal a certificate after the entry whose hash is `previous`."""
    sealed = fingerprint([previous, asdict(certificate)])
    return Entry(previous=previous, certificate=certificate, hash=sealed)


def verify(entries: Iterable[Entry], start: str = GENESIS) -> int | None:
    """Find the first entry that does not follow from the one before it; None when all do.

    `start` is the hash that the oldest kept entry must follow.
    """
    previous = start
    for index, entry in enumerate(entries):
        if entry != chain(previous, entry.certificate):
            return index
        previous = entry.hash
    return None


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Give the entry's line in the log."""
    return asdict(entry)


def entry_from_json(line: Mapping[str, Any]) -> Entry:
    """Read a line of the log back; it is not verified."""
    certificate = {**line["certificate"], "atoms": tuple(line["certificate"]["atoms"])}
    return Entry(
        previous=line["previous"],
        certificate=Certificate(**certificate),
        hash=line["hash"],
    )
