"""Reads times of day as people type them: "9h", "14 h 30", "9:30", "2:15 pm", "midi".

Whoever reads a time reads it here, so that no two places understand it differently.
"""

from __future__ import annotations

import re
from datetime import time
from typing import Final

FACE: Final = r"""
    (?P<hour>\d{1,2})
    (?: (?:\s?h(?:eures?)?\s?|\s?:\s?|\.) (?P<minute>\d{2}) (?!\d|\s?[h:])  # not 12h | 13h30
      | \s?h(?:eures?)?(?!\w)
      | (?=\s?[ap]\.?m)
      | (?![\w:]|\s?h\b)
    )
    (?: \s?(?P<half>[ap])\.?m\b\.? )?
"""
"""The pattern of one time in figures, to be compiled with `re.VERBOSE`."""

_AFTER_NOON: Final = {None: time(12), "quart": time(12, 15), "demi": time(12, 30)}
_ONE: Final = rf"(?: (?P<named>midi|noon)\b (?:\s+et\s+(?P<past>quart|demi)e?\b)? | {FACE} )"
_ANYWHERE: Final = re.compile(rf"(?<![\w.:]){_ONE}", re.VERBOSE)
_LAST: Final = re.compile(
    rf"(?:^|\s) (?:(?:à|a|at|vers|pour)\s+)? {_ONE} \s*$", re.VERBOSE | re.IGNORECASE
)
# A bare figure at the end of "le 15" is a day, of "à 15" an hour.
_IS_TIME: Final = re.compile(r"\d\s?(?:h|:|[ap]\.?m)|(?:^|\s)(?:à|at|vers)\s+\d", re.IGNORECASE)
_NOON: Final = 12
_HOUR_MINUTES: Final = 60
_DAY_MINUTES: Final = 24 * 60


def clocks(plain: str) -> tuple[time, ...]:
    """Read every time in a text in small letters without accents; a bare figure is one.

    "Minuit" is none: it may begin a day or end it.

    Raises:
        ValueError: one makes no sense, such as 25h or 13am.
    """
    return tuple(_time(found) for found in _ANYWHERE.finditer(" ".join(plain.split())))


def last_clock(words: str) -> tuple[str, time | None]:
    """Part "lundi à 14 h" into what stands before its time, and the time; None if it has none.

    Raises:
        ValueError: the time makes no sense.
    """
    found = _LAST.search(words)
    if not found or not (found["named"] or _IS_TIME.search(found[0])):
        return words, None
    return words[: found.start()].strip(" ,"), _time(found)


def minutes_of(found: re.Match[str]) -> int | None:
    """Return minutes since midnight of what `FACE` found, 1440 for 24h; None for nonsense."""
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), found["half"]
    if minute >= _HOUR_MINUTES or (half and not 1 <= hour <= _NOON):
        return None
    if half:
        hour = hour % _NOON + (_NOON if half.lower() == "p" else 0)
    minutes = hour * _HOUR_MINUTES + minute
    return minutes if minutes <= _DAY_MINUTES else None


def _time(found: re.Match[str]) -> time:
    if found["named"]:
        past: str | None = found["past"]
        return _AFTER_NOON[past.lower() if past else None]
    minutes = minutes_of(found)
    if minutes is None or minutes == _DAY_MINUTES:
        raise ValueError(f"no time of day: {found[0]}")
    return time(minutes // _HOUR_MINUTES, minutes % _HOUR_MINUTES)
