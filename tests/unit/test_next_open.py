from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.people.absence import parse_absence
from bot.people.hours import WeeklyHours, parse_hours
from bot.quiethours.calendar import public_holidays
from bot.quiethours.model import Schedule, is_open, next_open

OFFICE = "lun-ven 8h30-17h30"


def schedule(
    hours: str = OFFICE,
    *,
    zone: str = "Europe/Paris",
    region: str | None = None,
    absences: tuple[str, ...] = (),
) -> Schedule:
    return Schedule(
        hours=parse_hours(hours),
        zone=zone,
        closed=public_holidays(region),
        absences=tuple(parse_absence(absence) for absence in absences),
    )


def opening(of: Schedule, at: str) -> str | None:
    found = next_open(of, datetime.fromisoformat(at))
    return None if found is None else found.astimezone(ZoneInfo(of.zone)).isoformat()


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-04T21:40:00+01:00", "2026-11-05T08:30:00+01:00"),
        ("2026-11-04T06:00:00+01:00", "2026-11-04T08:30:00+01:00"),
        ("2026-11-06T17:30:00+01:00", "2026-11-09T08:30:00+01:00"),
        ("2026-11-04T09:00:00+01:00", "2026-11-04T09:00:00+01:00"),
        ("2026-11-04T08:30:00+01:00", "2026-11-04T08:30:00+01:00"),
        ("2026-11-04T17:29:59.999999+01:00", "2026-11-04T17:29:59.999999+01:00"),
        ("2026-11-04T20:40:00+00:00", "2026-11-05T08:30:00+01:00"),
    ],
)
def test_an_evening_message_waits_for_the_morning_and_a_daytime_one_does_not(
    at: str, expected: str
) -> None:
    assert opening(schedule(), at) == expected


def test_the_answer_is_in_utc() -> None:
    found = next_open(schedule(), datetime.fromisoformat("2026-11-04T21:40:00+01:00"))

    assert found == datetime(2026, 11, 5, 7, 30, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_lunch_break_is_not_work() -> None:
    lunch = schedule("lun-ven 8h30-12h 13h30-17h")

    assert opening(lunch, "2026-11-04T12:00:00+01:00") == "2026-11-04T13:30:00+01:00"


def test_a_part_time_wednesday_is_skipped() -> None:
    part_time = schedule("lun,mar,jeu,ven 9h-17h")

    assert opening(part_time, "2026-11-03T18:00:00+01:00") == "2026-11-05T09:00:00+01:00"


@pytest.mark.parametrize(
    ("region", "at", "expected"),
    [
        (None, "2026-04-30T18:00:00+02:00", "2026-05-04T08:30:00+02:00"),
        (None, "2026-07-13T21:40:00+02:00", "2026-07-15T08:30:00+02:00"),
        ("67", "2026-04-02T18:00:00+02:00", "2026-04-07T08:30:00+02:00"),
        ("75", "2026-04-02T18:00:00+02:00", "2026-04-03T08:30:00+02:00"),
        ("57", "2025-12-24T18:00:00+01:00", "2025-12-29T08:30:00+01:00"),
        ("75", "2025-12-24T18:00:00+01:00", "2025-12-26T08:30:00+01:00"),
    ],
)
def test_a_public_holiday_is_skipped_where_it_is_one(
    region: str | None, at: str, expected: str
) -> None:
    assert opening(schedule(region=region), at) == expected


def test_reunion_rests_on_20_december() -> None:
    reunion = schedule(zone="Indian/Reunion", region="974")

    assert opening(reunion, "2027-12-19T21:00:00+04:00") == "2027-12-21T08:30:00+04:00"


def test_an_absence_keeps_messages_until_the_person_is_back() -> None:
    away = schedule(absences=("2026-12-21/2026-12-24", "2026-12-28/2027-01-03"))

    assert opening(away, "2026-12-18T20:00:00+01:00") == "2027-01-04T08:30:00+01:00"


def test_a_closure_of_the_service_is_skipped_like_a_holiday() -> None:
    closed = Schedule(
        hours=parse_hours(OFFICE), zone="Europe/Paris", closed=frozenset({date(2026, 11, 5)})
    )

    assert opening(closed, "2026-11-04T21:40:00+01:00") == "2026-11-06T08:30:00+01:00"


def test_nobody_waits_for_someone_who_never_works_or_never_comes_back() -> None:
    at = "2026-11-04T09:00:00+01:00"

    assert opening(schedule(absences=("2026-11-01/..",)), at) is None
    assert opening(Schedule(hours=WeeklyHours(days=((),) * 7), zone="Europe/Paris"), at) is None


def test_the_search_ends_two_years_ahead() -> None:
    at = "2026-11-04T09:00:00+01:00"

    assert opening(schedule(absences=("2026-11-01/2028-11-02",)), at) == "2028-11-03T08:30:00+01:00"
    assert opening(schedule(absences=("2026-11-01/2028-11-05",)), at) is None


@pytest.mark.parametrize(
    ("hours", "zone", "at", "expected"),
    [
        ("lun-ven 8h30-17h", "Europe/Paris", "2026-03-27T18:00+01:00", "2026-03-30T08:30:00+02:00"),
        ("lun-ven 8h30-17h", "Europe/Paris", "2026-10-23T18:00+02:00", "2026-10-26T08:30:00+01:00"),
        ("dim 2h30-6h", "Europe/Paris", "2026-03-29T00:00+01:00", "2026-03-29T03:00:00+02:00"),
        ("dim 2h-2h45", "Europe/Paris", "2026-03-29T00:00+01:00", "2026-04-05T02:00:00+02:00"),
        ("dim 2h30-6h", "Europe/Paris", "2026-10-25T00:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("dim 2h15-6h", "Australia/Lord_Howe", "2026-10-03T12:00Z", "2026-10-04T02:30:00+11:00"),
        ("dim 1h45-6h", "Australia/Lord_Howe", "2026-04-04T12:00Z", "2026-04-05T01:45:00+11:00"),
        ("dim 0h-3h", "Africa/Cairo", "2028-04-27T12:00Z", "2028-04-30T00:00:00+03:00"),
        ("ven 0h-3h", "Africa/Cairo", "2028-04-27T12:00Z", "2028-04-28T01:00:00+03:00"),
    ],
)
def test_a_skipped_hour_opens_at_its_end_and_a_repeated_one_at_its_first_time(
    hours: str, zone: str, at: str, expected: str
) -> None:
    assert opening(schedule(hours, zone=zone), at) == expected


def test_an_hour_that_comes_back_is_open_again_as_the_clock_on_the_wall_says() -> None:
    early = schedule("dim 0h-2h30")

    assert opening(early, "2026-10-25T02:29:00+02:00") == "2026-10-25T02:29:00+02:00"
    assert opening(early, "2026-10-25T02:31:00+02:00") == "2026-10-25T02:00:00+01:00"
    assert not is_open(early, datetime.fromisoformat("2026-10-25T02:31:00+01:00"))


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-03-28T21:00:00+01:00", "2026-03-28T22:00:00+01:00"),
        ("2026-03-29T01:59:59+01:00", "2026-03-29T01:59:59+01:00"),
        ("2026-03-29T03:00:00+02:00", "2026-03-29T03:00:00+02:00"),
        ("2026-03-29T06:00:00+02:00", "2026-03-29T22:00:00+02:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T06:00:00+01:00", "2026-10-25T22:00:00+01:00"),
    ],
)
def test_a_night_shift_goes_through_a_clock_change(at: str, expected: str) -> None:
    assert opening(schedule("lun-dim 22h-6h"), at) == expected


def test_a_night_shift_stops_at_midnight_when_a_day_off_begins() -> None:
    night = schedule("lun-dim 22h-6h")

    assert is_open(night, datetime.fromisoformat("2026-04-30T23:59:59+02:00"))
    assert opening(night, "2026-05-01T00:00:00+02:00") == "2026-05-02T00:00:00+02:00"
