"""Which week an instant is in where people live, and when its Mondays come there.

Weeks are counted by the calendar: seven times 24 hours after a Monday is no Monday where clocks
went back meanwhile.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.sharing.model import week_of


def week_at(instant: datetime, zone: str) -> str:
    """Return the ISO week of an instant in an IANA zone."""
    return week_of(instant.astimezone(ZoneInfo(zone)).date())


def monday_at(instant: datetime, zone: str, at: time, *, weeks: int = 0) -> datetime:
    """Return a time of day on Monday of the week of an instant, or weeks later, in UTC."""
    own = ZoneInfo(zone)
    today = instant.astimezone(own).date()
    monday = today + timedelta(weeks=weeks, days=-today.weekday())
    return datetime.combine(monday, at, own).astimezone(UTC)


def next_monday(instant: datetime, zone: str, at: time) -> datetime:
    """Return a time of day on the first Monday after an instant, in UTC."""
    this = monday_at(instant, zone, at)
    return this if instant < this else monday_at(instant, zone, at, weeks=1)
