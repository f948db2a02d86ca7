"""When is this person next at work? The one question every held message asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from bot.people.parttime import DaysOff, worked

if TYPE_CHECKING:
    from collections.abc import Container

    from bot.people.absence import Absence
    from bot.people.hours import Span, WeeklyHours

# Longer than any leave with a known end; past it, "never" is the useful answer.
SEARCH_DAYS: Final = 731
_MINUTE: Final = timedelta(minutes=1)
_DAY_MINUTES: Final = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Everything that decides when one person is at work.

    A day off (closed or absent) is a day of the local calendar: a night shift that runs into
    it stops at midnight. Open means that the clock on the wall shows working hours, so an
    hour that a clock change skips is lost and an hour that it repeats is worked twice.
    """

    hours: WeeklyHours
    zone: str
    """IANA name."""
    closed: Container[date] = frozenset()
    """Public holidays and closures of the service."""
    absences: tuple[Absence, ...] = ()
    days_off: DaysOff = ()

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return when the person works on a local day."""
        if not self.is_working_day(day):
            return ()
        usual = self.hours.days[day.weekday()]
        return worked(usual, self.days_off, day) if self.days_off else usual

    def is_working_day(self, day: date) -> bool:
        """Tell whether the person's weekly hours apply on this local day."""
        return day not in self.closed and not any(away.covers(day) for away in self.absences)


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Tell whether the person is at work at this instant."""
    local = at.astimezone(ZoneInfo(schedule.zone))
    minute = local.hour * 60 + local.minute
    return any(
        span.start_minute <= minute < span.end_minute for span in schedule.spans(local.date())
    )


def next_open(schedule: Schedule, at: datetime) -> datetime | None:
    """Find when a message may reach the person: `at` itself if they are at work, else later.

    Returns:
        The first open instant from `at` on, in UTC; None when there is none in two years.
    """
    zone = ZoneInfo(schedule.zone)
    start = at.astimezone(UTC)
    horizon = start + timedelta(days=SEARCH_DAYS)
    while start < horizon:
        end = min(_steady_until(zone, start), horizon)
        if opening := _first_open(schedule, start, end, _offset(zone, start)):
            return opening
        start = end
    return None


def next_morning(schedule: Schedule, at: datetime) -> datetime | None:
    """Find when a message that is "not for today" may reach somebody, at work right now or not.

    Away, it is when they are back. At work, it is their next day; a night that runs past
    midnight is worked to its end first, for they are still in the same day.

    Returns:
        An instant in UTC; None when there is none in two years.
    """
    due = next_open(schedule, at)
    if due is None or due > at:
        return due
    today = at.astimezone(ZoneInfo(schedule.zone)).date()
    last, coming = (
        datetime.combine(day, time(), ZoneInfo(schedule.zone)).astimezone(UTC)
        for day in (today, today + timedelta(days=1))
    )
    is_night = _is_worked(schedule, last - _MINUTE, at) or _is_worked(schedule, at, coming)
    if not is_night:
        return next_open(schedule, coming)
    night = (at + n * _MINUTE for n in range(_DAY_MINUTES))
    ends = next((one for one in night if not is_open(schedule, one)), coming)
    return next_open(schedule, ends)


def _is_worked(schedule: Schedule, start: datetime, end: datetime) -> bool:
    """Tell whether every minute between two instants, both included, is worked."""
    if not is_open(schedule, start) or not is_open(schedule, end):
        return False
    minutes = range((end - start) // _MINUTE)
    return all(is_open(schedule, start + n * _MINUTE) for n in minutes)


def _first_open(
    schedule: Schedule, start: datetime, end: datetime, offset: timedelta
) -> datetime | None:
    """Search [start, end), within which local time is UTC plus `offset`."""
    local_start = (start + offset).replace(tzinfo=None)
    local_end = (end + offset).replace(tzinfo=None)
    day = local_start.date()
    while day <= local_end.date():
        midnight = datetime.combine(day, time())
        for span in schedule.spans(day):
            opens = max(local_start, midnight + timedelta(minutes=span.start_minute))
            if opens < min(local_end, midnight + timedelta(minutes=span.end_minute)):
                return opens.replace(tzinfo=UTC) - offset
        day += timedelta(days=1)
    return None


def _steady_until(zone: ZoneInfo, start: datetime) -> datetime:
    """Find the first clock change within a day of `start`, or the end of that day.

    No zone changes its clocks twice in one day.
    """
    offset = _offset(zone, start)
    before, after = start, start + timedelta(days=1)
    if _offset(zone, after) == offset:
        return after
    while after - before > timedelta(seconds=1):
        middle = before + (after - before) / 2
        if _offset(zone, middle) == offset:
            before = middle
        else:
            after = middle
    return after.replace(microsecond=0)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta()
