from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.people.absence import Absence
from bot.people.hours import Span, WeeklyHours, parse_hours
from bot.quiethours.calendar import ClosedDays, PublicHolidays
from bot.quiethours.model import Schedule, is_open, next_morning, next_open

PLACES = [None, *(p for p in country_holidays("FR").subdivisions if "Zone" not in p)]
ZONES = sorted(available_timezones())
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def _spans(bounds: list[int]) -> tuple[Span, ...]:
    ordered = sorted(bounds)
    return tuple(
        Span(start_minute=start, end_minute=end)
        for start, end in zip(ordered[::2], ordered[1::2], strict=False)
    )


days = st.lists(st.integers(0, 96).map(lambda quarter: quarter * 15), unique=True, max_size=6).map(
    _spans
)
weeks = st.tuples(*[days] * 7).map(lambda week: WeeklyHours(days=week))
dates = st.dates(date(2024, 1, 1), date(2030, 12, 31))
absences = st.builds(
    lambda first, length: Absence(
        first=first, last=None if length is None else first + timedelta(days=length)
    ),
    dates,
    st.none() | st.integers(0, 60),
)
closures = st.builds(
    lambda holidays, shut: ClosedDays(holidays=holidays, closures=tuple(shut)),
    st.sampled_from(PLACES).map(lambda place: PublicHolidays(place=place)),
    st.lists(absences, max_size=2),
)
schedules = st.builds(
    Schedule,
    hours=weeks,
    zone=st.sampled_from(ZONES),
    closed=closures,
    absences=st.lists(absences, max_size=3).map(tuple),
)
seconds = st.integers(0, 7 * 365 * 24 * 3600).map(lambda count: timedelta(seconds=count))
instants = seconds.map(lambda passed: datetime(2024, 1, 1, tzinfo=UTC) + passed)


def _clock_changes(zone: ZoneInfo, year: int) -> list[datetime]:
    """List the hours of a year by whose end the zone's offset is another."""
    hours = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(366 * 24)]
    offsets = [hour.astimezone(zone).utcoffset() for hour in hours]
    return [
        hour for hour, now, later in zip(hours, offsets, offsets[1:], strict=False) if now != later
    ]


def _assert_first_opening(schedule: Schedule, at: datetime) -> None:
    found = next_open(schedule, at)
    end = at + timedelta(days=730) if found is None else found
    assert end >= at
    assert found is None or is_open(schedule, found)
    # Every minute near both ends, then spread out: a long absence has too many to look at.
    waited = (end - at) // MINUTE
    minutes = {*range(min(waited, 400)), *range(0, waited, 1 + waited // 400)}
    before = {at + minute * MINUTE for minute in minutes}
    before |= {end - minute * MINUTE for minute in range(1, 200)}
    before.add(end - timedelta(microseconds=1))
    assert not [instant for instant in before if at <= instant < end and is_open(schedule, instant)]


@settings(max_examples=150, deadline=None)
@given(schedules, instants)
def test_the_next_opening_is_open_and_nothing_is_open_before_it(
    schedule: Schedule, at: datetime
) -> None:
    _assert_first_opening(schedule, at)


@settings(max_examples=40, deadline=None)
@given(
    weeks,
    st.sampled_from(
        [
            "Europe/Paris",
            "Australia/Lord_Howe",
            "America/Havana",
            "America/Santiago",
            "America/Nuuk",
            "America/Scoresbysund",
            "Africa/Cairo",
            "Africa/Casablanca",
            "Antarctica/Troll",
            "America/Miquelon",
        ]
    ),
    st.integers(2024, 2030),
    st.integers(-30 * 60, 6 * 60),
)
def test_the_next_opening_is_right_around_every_kind_of_clock_change(
    hours: WeeklyHours, zone: str, year: int, minutes: int
) -> None:
    for change in _clock_changes(ZoneInfo(zone), year):
        _assert_first_opening(Schedule(hours=hours, zone=zone), change + minutes * MINUTE)


@settings(max_examples=50, deadline=None)
@given(schedules, instants)
def test_asking_again_at_the_opening_gives_the_opening(schedule: Schedule, at: datetime) -> None:
    found = next_open(schedule, at)

    assert found is None or next_open(schedule, found) == found


def _change_days(zone: ZoneInfo) -> list[datetime]:
    """List the days from 2024 to 2030 within which a zone's clocks change."""
    days = [datetime(2024, 1, 1, tzinfo=UTC) + n * DAY for n in range(7 * 365 + 2)]
    offsets = [day.astimezone(zone).utcoffset() for day in days]
    return [
        day for day, now, later in zip(days, offsets, offsets[1:], strict=False) if now != later
    ]


@pytest.mark.parametrize("letter", sorted({name[0] for name in ZONES}))
def test_in_every_zone_the_next_opening_is_right_on_every_day_the_clocks_change(
    letter: str,
) -> None:
    # Quarters of an hour around each usual hour of change, and a night shift across it.
    nightly = parse_hours("lun-dim 0h15-0h45 1h15-1h45 2h15-2h45 23h30-0h")
    for zone in (name for name in ZONES if name[0] == letter):
        schedule = Schedule(hours=nightly, zone=zone)
        for day in _change_days(ZoneInfo(zone)):
            expected: datetime | None = None
            for quarter in range(2 * 96, -1, -1):
                at = day + quarter * 15 * MINUTE
                if is_open(schedule, at):
                    expected = at
                # Going back in time, what opens after the last quarter looked at is not known.
                if expected is not None:
                    assert next_open(schedule, at) == expected


@pytest.mark.parametrize("place", PLACES)
def test_in_every_part_of_france_nothing_opens_on_a_holiday_and_every_other_weekday_does(
    place: str | None,
) -> None:
    known = country_holidays("FR", subdiv=place, years=range(2024, 2031))
    schedule = Schedule(
        hours=parse_hours("lun-ven 8h30-17h30"),
        zone="Europe/Paris",
        closed=ClosedDays(holidays=PublicHolidays(place=place)),
    )
    opened, at = set(), datetime(2024, 1, 1, tzinfo=UTC)
    while (found := next_open(schedule, at)) is not None and found.year < 2031:
        assert is_open(schedule, found)
        opened.add(found.date())
        at = datetime(found.year, found.month, found.day, 22, tzinfo=UTC)
    days = [date(2024, 1, 1) + n * DAY for n in range(7 * 365 + 2)]
    assert opened == {day for day in days if day.weekday() < 5 and day not in known}


@settings(max_examples=150, deadline=None)
@given(schedules, instants)
def test_the_next_morning_is_open_and_not_of_the_stretch_being_worked(
    schedule: Schedule, at: datetime
) -> None:
    found = next_morning(schedule, at)

    if found is None:
        return
    assert is_open(schedule, found)
    if not is_open(schedule, at):
        assert found == next_open(schedule, at)
        return
    # Of another day, or after a pause that ended a night.
    zone = ZoneInfo(schedule.zone)
    is_another_day = found.astimezone(zone).date() > at.astimezone(zone).date()
    waited = [at + n * MINUTE for n in range(min((found - at) // MINUTE, 1440))]
    assert is_another_day or not all(is_open(schedule, one) for one in waited)


def test_a_night_at_work_is_one_day_and_the_next_morning_is_the_next_night() -> None:
    nights = Schedule(hours=parse_hours("lun-ven 21h-6h"), zone="Europe/Paris")
    tuesday = datetime(2026, 1, 6, 20, 17, tzinfo=UTC)

    assert next_morning(nights, tuesday) == datetime(2026, 1, 7, 20, tzinfo=UTC)
    after_midnight = tuesday + timedelta(hours=5)
    assert next_morning(nights, after_midnight) == datetime(2026, 1, 7, 20, tzinfo=UTC)


def test_who_is_always_at_work_has_a_morning_at_midnight() -> None:
    always = Schedule(hours=parse_hours("lun-dim 0h-24h"), zone="Europe/Paris")

    assert next_morning(always, datetime(2026, 1, 6, 20, tzinfo=UTC)) == datetime(
        2026, 1, 6, 23, tzinfo=UTC
    )
