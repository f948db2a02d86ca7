"""Cuts long lists into portions that one statement can carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")

PORTION = 5_000
"""Values a statement: SQLite takes 32,766 parameters, PostgreSQL 65,535."""


def portions(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Give every value once, in order, at most `PORTION` at a time."""
    for start in range(0, len(values), PORTION):
        yield values[start : start + PORTION]
