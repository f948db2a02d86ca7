"""What a form was opened with, so that fields somebody left alone overwrite nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

_LENGTH = 8


def stamp(values: Mapping[str, str]) -> str:
    """Write into a form's context what its fields were opened with: a short mark of each."""
    return " ".join(f"{_mark(name)}={_mark(words)}" for name, words in values.items())


def touched(context: str, sent: Mapping[str, str]) -> frozenset[str]:
    """Return the fields somebody changed in a form; all of them where that cannot be told."""
    opened = _read(context)
    return frozenset(name for name, now in sent.items() if opened.get(_mark(name)) != _mark(now))


def moved(context: str, current: Mapping[str, str]) -> frozenset[str]:
    """Return the fields that were changed elsewhere since a form was opened."""
    opened = _read(context)
    return frozenset(
        name for name, now in current.items() if opened.get(_mark(name), _mark(now)) != _mark(now)
    )


def _read(context: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in context.split())
    return {name: mark for name, _, mark in pairs}


def _mark(words: str) -> str:
    return hashlib.sha256(" ".join(words.split()).encode()).hexdigest()[:_LENGTH]
