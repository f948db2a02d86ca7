"""Part time as people type it, and what it leaves of a day."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.hours import Span, parse_hours
from bot.people.parttime import DayOff, DaysOff, read_days_off, worked, write_days_off
from bot.quiethours.model import Schedule, is_open, next_open

WEDNESDAY, FRIDAY = DayOff(weekday=2), DayOff(weekday=4)
DAYS = st.sets(
    st.builds(
        DayOff,
        weekday=st.integers(0, 6),
        part=st.sampled_from(["all", "morning", "afternoon"]),
        weeks=st.sampled_from(["every", "even", "odd"]),
    ),
    min_size=1,
    max_size=5,
).map(lambda days: tuple(sorted(days)))


def off(weekday: int, part: str = "all", weeks: str = "every") -> DayOff:
    return DayOff(weekday=weekday, part=part, weeks=weeks)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("mercredi", (WEDNESDAY,)),
        ("le mercredi", (WEDNESDAY,)),
        ("les MERCREDIS", (WEDNESDAY,)),
        ("tous les mercredis", (WEDNESDAY,)),
        ("je ne travaille pas le mercredi", (WEDNESDAY,)),
        ("mer", (WEDNESDAY,)),
        ("mercredi et vendredi", (WEDNESDAY, FRIDAY)),
        ("mercredi, vendredi après-midi", (WEDNESDAY, off(4, "afternoon"))),
        ("vendredi apres midi", (off(4, "afternoon"),)),
        ("lundi matin", (off(0, "morning"),)),
        ("mercredi semaines paires", (off(2, weeks="even"),)),
        ("le mercredi des semaines impaires", (off(2, weeks="odd"),)),
        ("semaines paires : mercredi et jeudi", (off(2, weeks="even"), off(3, weeks="even"))),
        ("mercredi, vendredi semaines paires", (WEDNESDAY, off(4, weeks="even"))),
        ("Wednesdays", (WEDNESDAY,)),
        ("I don't work on Wednesday", (WEDNESDAY,)),
        ("every Wednesday and Friday afternoon", (WEDNESDAY, off(4, "afternoon"))),
        ("wed odd weeks", (off(2, weeks="odd"),)),
    ],
)
def test_it_is_read_as_it_is_typed(typed: str, read: DaysOff) -> None:
    assert read_days_off(typed) == (read,)


@pytest.mark.parametrize(
    "typed",
    ["un mercredi sur deux", "every other Wednesday", "mercredi une semaine sur deux"],
)
def test_every_other_week_is_asked_back(typed: str) -> None:
    assert read_days_off(typed) == ((off(2, weeks="even"),), (off(2, weeks="odd"),))


def test_every_other_is_said_of_the_days_before_it_alone() -> None:
    even, odd = read_days_off("un mercredi sur deux et vendredi")
    assert even == (off(2, weeks="even"), FRIDAY)
    assert odd == (off(2, weeks="odd"), FRIDAY)


@pytest.mark.parametrize("typed", ["", "jamais", "le", "mercredi 9h", "m", "après-midi", "31"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(UserError) as refused:
        read_days_off(typed)
    assert refused.value.message == "parttime.unreadable"


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(typed: str) -> None:
    with suppress(UserError):
        assert 1 <= len(read_days_off(typed)) <= 2


@given(DAYS, st.sampled_from(["fr", "en"]))
def test_what_is_written_is_read_back(days_off: DaysOff, language: str) -> None:
    assert read_days_off(write_days_off(days_off, language)) == (days_off,)


@pytest.mark.parametrize(
    ("part", "left"),
    [
        ("all", ()),
        ("morning", ((13 * 60 + 30, 17 * 60),)),
        ("afternoon", ((8 * 60, 12 * 60),)),
    ],
)
def test_half_a_day_leaves_the_other_half(part: str, left: tuple[tuple[int, int], ...]) -> None:
    spans = parse_hours("lun-ven 8h-12h 13h30-17h").days[2]
    day = date(2026, 1, 7)
    assert worked(spans, (off(2, part),), day) == tuple(
        Span(start_minute=a, end_minute=b) for a, b in left
    )
    assert worked(spans, (off(3, part),), day) == spans


def test_a_day_without_a_break_parts_at_one() -> None:
    spans = parse_hours("lun-ven 8h30-17h30").days[2]
    (morning,) = worked(spans, (off(2, "afternoon"),), date(2026, 1, 7))
    assert (morning.start_minute, morning.end_minute) == (8 * 60 + 30, 13 * 60)


@given(DAYS, st.datetimes(datetime(2025, 12, 1), datetime(2027, 2, 1)))  # noqa: DTZ001 - made aware below
def test_nobody_is_reached_on_a_day_off(days_off: DaysOff, at: datetime) -> None:
    hours = parse_hours("lun-dim 8h-12h 13h30-17h")
    schedule = Schedule(hours=hours, zone="UTC", days_off=days_off)
    opens = next_open(schedule, at.replace(tzinfo=UTC))
    if opens is None:
        covered = {d.weekday for d in days_off if d.part == "all" and d.weeks == "every"}
        assert covered or len(days_off) > 1
        return
    assert is_open(schedule, opens)
    for one in days_off:
        if one.covers(opens.date()):
            assert one.part != "all"
            assert (opens.hour < 13) == (one.part == "afternoon")


def test_even_and_odd_weeks_take_turns() -> None:
    days = [date(2026, 1, 7) + timedelta(weeks=n) for n in range(6)]
    even, odd = off(2, weeks="even"), off(2, weeks="odd")
    assert [even.covers(day) for day in days] == [True, False] * 3
    assert all(even.covers(day) != odd.covers(day) for day in days)
