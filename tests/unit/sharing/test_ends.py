"""When a signal has served, and how wrong codes are counted without a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.sharing.model import ENDED_WEEKS, Signal, week_after, week_of, weeks_between
from bot.sharing.service.counting import Misses

NOW = datetime(2026, 1, 7, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
LONGEST = 56
SIGNAL = Signal(
    id="0a" * 16, department="north", unit="t1", week="2026-W03", theme="charge", fact="Midi"
)

days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
counts = st.integers(0, 300)


@given(days, counts)
def test_weeks_are_counted_over_any_new_year(day: date, count: int) -> None:
    first = week_of(day)
    assert weeks_between(first, week_after(first, count)) == count


@given(counts, counts, counts)
def test_a_signal_is_past_half_a_year_after_its_end_or_at_the_longest(
    ended: int, now: int, more: int
) -> None:
    week = week_after(SIGNAL.week, ended + now)
    closed = replace(SIGNAL, state="closed", ended=week_after(SIGNAL.week, ended))
    assert closed.is_past(week, LONGEST) == (now >= ENDED_WEEKS or ended + now >= LONGEST)
    assert SIGNAL.is_past(week, LONGEST) == (ended + now >= LONGEST)
    # What is past stays past: time does not bring anything back.
    if closed.is_past(week, LONGEST):
        assert closed.is_past(week_after(week, more), LONGEST)


def test_somebody_waits_after_ten_wrong_codes_in_an_hour_and_nobody_else_does() -> None:
    misses = Misses()
    for n in range(10):
        assert not misses.is_too_many("ana", "north", NOW)
        misses.note("ana", NOW + timedelta(minutes=n))
    assert misses.is_too_many("ana", "north", NOW + timedelta(minutes=9))
    assert not misses.is_too_many("ben", "north", NOW + timedelta(minutes=9))
    assert not misses.is_too_many("ana", "north", NOW + HOUR)


def test_what_a_department_missed_before_a_restart_counts_for_all_of_it_for_an_hour() -> None:
    misses = Misses()
    assert not misses.knows("north")
    misses.begin("north", 7, NOW)
    assert misses.knows("north")
    for _ in range(3):
        misses.note("ana", NOW)
    assert misses.is_too_many("ana", "north", NOW)
    assert not misses.is_too_many("ben", "north", NOW)
    assert not misses.is_too_many("ana", "south", NOW)
    assert not misses.is_too_many("ana", "north", NOW + HOUR)


def test_a_process_that_goes_on_is_not_told_twice_what_came_before_it() -> None:
    misses = Misses()
    misses.begin("north", 0, NOW)
    misses.begin("north", 99, NOW)
    assert not misses.is_too_many("ana", "north", NOW)
