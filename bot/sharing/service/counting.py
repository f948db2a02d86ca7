"""Counts in memory what must not be counted twice, or too often; nobody's name is ever kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final

_REMEMBERED: Final = 20_000
_A_WHILE: Final = timedelta(hours=1)
_MOST_MISSES: Final = 10


@dataclass(frozen=True, slots=True)
class Once:
    """Remembers who did what as marks under a key that dies with the process."""

    _key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _seen: OrderedDict[bytes, None] = field(default_factory=OrderedDict, repr=False)

    def is_first(self, person: str, what: str) -> bool:
        """Tell whether somebody does this for the first time since Lien started."""
        mark = hmac.new(self._key, f"{person}\n{what}".encode(), hashlib.sha256).digest()
        if mark in self._seen:
            return False
        self._seen[mark] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True


@dataclass(frozen=True, slots=True)
class Misses:
    """Lets somebody try ten wrong codes an hour; a slip of the fingers counts as one.

    Who tried is known to this process alone, for whoever types a code has one. What outlives it
    is how many a department missed, and nobody's: until that is an hour old, a restarted process
    holds each of its people for the one who did.
    """

    _tried: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict, repr=False)
    _before: dict[str, tuple[datetime, int]] = field(default_factory=dict, repr=False)

    def knows(self, department: str) -> bool:
        """Tell whether what was missed before this process began was looked up."""
        return department in self._before

    def begin(self, department: str, missed: int, now: datetime) -> None:
        """Remember how many a department had missed in the hour before."""
        self._before.setdefault(department, (now + _A_WHILE, missed))

    def is_too_many(self, person: str, department: str, now: datetime) -> bool:
        """Tell whether somebody has to wait."""
        tried = self._tried.get(person)
        while tried and tried[0] <= now - _A_WHILE:
            tried.popleft()
        until, missed = self._before.get(department, (now, 0))
        return len(tried or ()) + (missed if now < until else 0) >= _MOST_MISSES

    def note(self, person: str, now: datetime) -> None:
        """Count a code that led nowhere."""
        self._tried.setdefault(person, deque(maxlen=_MOST_MISSES)).append(now)
        self._tried.move_to_end(person)
        if len(self._tried) > _REMEMBERED:
            self._tried.popitem(last=False)


def hour_of(now: datetime, *, ago: int = 0) -> str:
    """Name an hour, as counts of wrong codes are kept: "2026-01-07T09", UTC."""
    return f"{(now - timedelta(hours=ago)).astimezone(UTC):%Y-%m-%dT%H}"
