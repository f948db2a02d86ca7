from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.people.prompting import LONGEST_WEEKS
from bot.sharing.model import week_after, weeks_between
from bot.sharing.spacing import name, names, too_near

WEEK = "2026-W10"
LONG_AGO = "2025-W01"
RHYTHMS = st.integers(1, LONGEST_WEEKS)


@given(RHYTHMS, RHYTHMS, st.integers(0, LONGEST_WEEKS))
def test_of_two_rhythms_the_slower_one_holds(weeks: int, theirs: int, back: int) -> None:
    before = name("p", week_after(WEEK, -back), theirs)
    assert (before in too_near("p", WEEK, weeks, LONG_AGO)) == (back < max(weeks, theirs))


@given(RHYTHMS, RHYTHMS, st.integers(0, LONGEST_WEEKS), st.integers(0, LONGEST_WEEKS))
def test_what_was_asked_before_a_change_holds_by_the_new_rhythm(
    weeks: int, theirs: int, back: int, changed: int
) -> None:
    since, before = week_after(WEEK, -changed), week_after(WEEK, -back)
    near = too_near("p", WEEK, weeks, since)
    if weeks_between(before, since) >= 0:
        assert (name("p", before, theirs) in near) == (back < weeks)


def test_whatever_was_asked_in_a_week_is_among_its_names_and_of_one_person() -> None:
    assert set(names("p", WEEK)) == {name("p", WEEK, n) for n in range(1, LONGEST_WEEKS + 1)}
    assert set(names("p", WEEK)) <= set(too_near("p", WEEK, 1, LONG_AGO))
    assert set(names("p", WEEK)).isdisjoint(names("q", WEEK))
