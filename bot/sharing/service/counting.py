"""Counts in memory what must not be counted twice, or too often; nothing of it is ever kept."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
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
    """Lets somebody try ten wrong codes an hour; a slip of the fingers counts as one."""

    _tried: OrderedDict[str, deque[datetime]] = field(default_factory=OrderedDict, repr=False)

    def is_too_many(self, person: str, now: datetime) -> bool:
        """Tell whether somebody has to wait."""
        tried = self._tried.get(person)
        while tried and tried[0] <= now - _A_WHILE:
            tried.popleft()
        return tried is not None and len(tried) >= _MOST_MISSES

    def note(self, person: str, now: datetime) -> None:
        """Count a code that led nowhere."""
        self._tried.setdefault(person, deque(maxlen=_MOST_MISSES)).append(now)
        self._tried.move_to_end(person)
        if len(self._tried) > _REMEMBERED:
            self._tried.popitem(last=False)
