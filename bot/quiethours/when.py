"""Reads the moment an author asks for: "demain 9h", "lundi", "à 14 h 30", "Friday at 2 pm"."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.errors import UserError
from bot.people.clocks import last_clock
from bot.people.days import LONGEST, read_day
from bot.quiethours.model import next_open

if TYPE_CHECKING:
    from bot.quiethours.model import Schedule

FURTHEST: Final = timedelta(days=120)
"""What Slack schedules at most; the same everywhere, so that people need not know where."""

_TOGETHER: Final = frozenset({"ensemble", "together"})


def is_together(words: str) -> bool:
    """Tell whether several people are to have it at one moment, "[ensemble]", not each in turn."""
    return words.strip().casefold() in _TOGETHER


def read_when(words: str, schedule: Schedule, now: datetime, language: str) -> datetime:
    """Return the moment meant: a day alone means its first working moment of the recipient.

    Args:
        words: as typed, on the recipient's calendar and clock.
        schedule: when the recipient is at work.
        now: the present instant.
        language: the author's.

    Raises:
        UserError: it cannot be read, may be several, is past, or more than 120 days ahead.
    """
    here = now.astimezone(ZoneInfo(schedule.zone))
    day_words, clock = _split(words.strip()[:LONGEST])
    day = _day(day_words, here.date(), language) if day_words else None
    if day is None and clock is None:
        raise UserError("quiethours.when_unclear", words=words[:LONGEST])
    if day is None and clock is not None:
        day = here.date() if clock > here.time() else here.date() + timedelta(days=1)
    assert day is not None  # noqa: S101 - one of the two was read
    at = datetime.combine(day, clock or time(), tzinfo=ZoneInfo(schedule.zone))
    if clock is None and day == here.date():
        at = here
    if at < here:
        raise UserError("quiethours.when_past", words=words[:LONGEST])
    if at - here > FURTHEST:
        raise UserError("quiethours.when_far", days=FURTHEST.days)
    return at.astimezone(now.tzinfo)


def arriving(at: datetime, schedule: Schedule) -> datetime | None:
    """Return when a message asked for at a moment arrives: then, or as soon as they work."""
    return next_open(schedule, at)


def _day(words: str, today: date, language: str) -> date:
    days = read_day(words, today, language)
    if len(days) > 1 and days[0] == today:
        days = days[1:]  # "lundi", typed on a Monday evening: not today's
    if len(days) != 1:
        raise UserError("quiethours.when_unclear", words=words)
    return days[0]


def _split(words: str) -> tuple[str, time | None]:
    try:
        return last_clock(words)
    except ValueError:
        raise UserError("quiethours.when_unclear", words=words) from None
