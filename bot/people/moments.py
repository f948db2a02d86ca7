"""Reads weekly moments as people type them: "jeudi 9h30", "tous les mardis à 10:00", "mon 9am"."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from bot.errors import UserError
from bot.people.clocks import clocks
from bot.people.weekdays import WEEKDAYS

_SHORTEST_DAY = 3
LONGEST = 80
_WORKING_DAYS = 5
_OFFERED = (time(9), time(9, 30), time(10), time(14), time(16))


@dataclass(frozen=True, slots=True, order=True)
class WeeklyMoment:
    """A wall-clock moment of every week: Monday is 0."""

    weekday: int
    at: time


class NextMoment(Protocol):
    """Computes the next time a weekly wall-clock rule is due, DST included."""

    def __call__(self, rule: WeeklyMoment, zone: str, after: datetime) -> datetime:
        """Return the first instant strictly after `after` that the rule names in a zone, in UTC."""
        ...


def parse_weekly(words: str) -> WeeklyMoment:
    """Read a weekday and a time in French or English.

    Raises:
        UserError: `moments.unreadable`, when the day or the time is missing or makes no sense.
    """
    days, at = _parts(words)
    if len(days) != 1 or at is None:
        raise UserError("moments.unreadable", text=words[:LONGEST])
    return WeeklyMoment(days.pop(), at)


def read_weekly(words: str, usual: WeeklyMoment) -> tuple[WeeklyMoment, ...]:
    """Read a weekly moment; several when the day or the time is missing and has to be asked.

    Args:
        words: as typed.
        usual: what the moment is now: its day, or times around its own, come first.

    Raises:
        UserError: `moments.unreadable`, when neither is there or one makes no sense.
    """
    days, at = _parts(words)
    if len(days) == 1 and at is not None:
        return (WeeklyMoment(days.pop(), at),)
    if not days and at is not None:
        return tuple(WeeklyMoment(day, at) for day in range(_WORKING_DAYS))
    if len(days) == 1:
        (day,) = days
        times = sorted({usual.at, *_OFFERED})
        return tuple(WeeklyMoment(day, one) for one in times[:_WORKING_DAYS])
    raise UserError("moments.unreadable", text=words[:LONGEST])


def _parts(words: str) -> tuple[set[int], time | None]:
    """Find the weekdays and the one time in what was typed.

    Raises:
        UserError: `moments.unreadable`, when a time makes no sense or there are several.
    """
    if len(words) > LONGEST:
        raise UserError("moments.unreadable", text=words[:LONGEST])
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    days = {day for word in re.findall(r"[a-z]+", plain) for day in _days_named(word)}
    try:
        times = clocks(plain)
    except ValueError as error:
        raise UserError("moments.unreadable", text=words[:LONGEST]) from error
    if len(times) > 1:
        raise UserError("moments.unreadable", text=words[:LONGEST])
    return days, times[0] if times else None


def write_weekly(moment: WeeklyMoment, language: str) -> str:
    """Write a moment the way people type it, so that `parse_weekly` reads it back."""
    french, english = WEEKDAYS[moment.weekday]
    if language == "fr":
        minutes = f"{moment.at.minute:02d}" if moment.at.minute else ""
        return f"{french} {moment.at.hour}h{minutes}"
    return f"{english} {moment.at.hour}:{moment.at.minute:02d}"


def _days_named(word: str) -> set[int]:
    stem = word.removesuffix("s")
    return {
        day
        for day, names in enumerate(WEEKDAYS)
        if len(stem) >= _SHORTEST_DAY and any(name.startswith(stem) for name in names)
    }
