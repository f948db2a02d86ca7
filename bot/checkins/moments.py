"""Reads weekly moments as people type them: "jeudi 9h30", "tous les mardis à 10:00", "mon 9am"."""

from __future__ import annotations

import re
import unicodedata
from datetime import time

from bot.checkins.model import WeeklyMoment
from bot.errors import UserError

_DAYS = (
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
)
_SHORTEST_DAY = 3
_CLOCK = re.compile(r"\b(\d{1,2})\s*(?:(?:h|:|\.)\s*(\d{2})?)?\s*(am|pm)?\b")
_NOON = 12


def parse_weekly(words: str) -> WeeklyMoment:
    """Read a weekday and a time in French or English.

    Raises:
        UserError: `moments.unreadable`, when the day or the time is missing or makes no sense.
    """
    plain = unicodedata.normalize("NFKD", words.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    days = {day for word in re.findall(r"[a-z]+", plain) for day in _days_named(word)}
    clocks = list(_CLOCK.finditer(plain))
    if len(days) != 1 or len(clocks) != 1:
        raise UserError("moments.unreadable", text=words[:80])
    hour, minute = int(clocks[0][1]), int(clocks[0][2] or 0)
    if clocks[0][3]:
        hour = hour % _NOON + (_NOON if clocks[0][3] == "pm" else 0)
    try:
        return WeeklyMoment(days.pop(), time(hour, minute))
    except ValueError as error:
        raise UserError("moments.unreadable", text=words[:80]) from error


def write_weekly(moment: WeeklyMoment, language: str) -> str:
    """Write a moment the way people type it, so that `parse_weekly` reads it back."""
    french, english = _DAYS[moment.weekday]
    if language == "fr":
        minutes = f"{moment.at.minute:02d}" if moment.at.minute else ""
        return f"{french} {moment.at.hour}h{minutes}"
    return f"{english} {moment.at.hour}:{moment.at.minute:02d}"


def _days_named(word: str) -> set[int]:
    stem = word.removesuffix("s")
    return {
        day
        for day, names in enumerate(_DAYS)
        if len(stem) >= _SHORTEST_DAY and any(name.startswith(stem) for name in names)
    }
