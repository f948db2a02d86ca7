"""Reads times of day as people type them: "9h", "14 h 30", "9:30", "2:15 pm"."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

_CLOCK: Final = re.compile(r"\b(\d{1,2})\s*(?:(?:h|:|\.)\s*(\d{2})?)?\s*(am|pm)?\b")
_NOON: Final = 12


def clocks(plain: str) -> tuple[time, ...]:
    """Read every time in a text in small letters.

    Raises:
        ValueError: one makes no sense, such as 25h.
    """
    return tuple(_time(found) for found in _CLOCK.finditer(plain))


def _time(found: re.Match[str]) -> time:
    hour, minute = int(found[1]), int(found[2] or 0)
    if found[3]:
        hour = hour % _NOON + (_NOON if found[3] == "pm" else 0)
    return time(hour, minute)
