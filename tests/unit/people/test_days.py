"""A table of what people type for days; today is Wednesday 2 December 2026."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.days import read_absence, read_day
from bot.people.hours import format_hours, parse_hours
from bot.people.moments import parse_weekly
from tests.unit.people import phrasings

T = TypeVar("T")
TODAY = date(2026, 12, 2)
LANGUAGES = ("fr", "en")


def said(table: Mapping[str, Mapping[str, T]]) -> list[tuple[str, str, T]]:
    """List a table as (language, what is typed, what it means)."""
    return [(language, *line) for language in LANGUAGES for line in table[language].items()]


def spoken(table: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    return [(language, typed) for language in LANGUAGES for typed in table[language]]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hundred_phrasings_of_each_language_are_in_the_tables(language: str) -> None:
    assert sum(len(table[language]) for table in phrasings.TABLES) >= 100


@pytest.mark.parametrize(("language", "typed", "day"), said(phrasings.DAYS))
def test_a_day_is_read(language: str, typed: str, day: str) -> None:
    assert read_day(typed, TODAY, language) == (date.fromisoformat(day),)


@pytest.mark.parametrize(("typed", "day"), phrasings.EITHER.items())
def test_a_day_in_figures_is_read(typed: str, day: str) -> None:
    assert {read_day(typed, TODAY, one) for one in LANGUAGES} == {(date.fromisoformat(day),)}


@pytest.mark.parametrize(("language", "typed", "days"), said(phrasings.ONE_OF_TWO_DAYS))
def test_a_day_that_may_be_one_of_two_is_not_guessed(
    language: str, typed: str, days: tuple[str, str]
) -> None:
    assert read_day(typed, TODAY, language) == tuple(map(date.fromisoformat, days))


def test_figures_may_be_a_month_first_in_english_alone() -> None:
    assert read_day("3/4", TODAY, "fr") == (date(2027, 4, 3),)


@pytest.mark.parametrize(
    ("language", "typed", "ends"),
    [*said(phrasings.AWAY), *(("fr", *line) for line in phrasings.EITHER_AWAY.items())],
)
def test_days_in_a_row_are_read(language: str, typed: str, ends: tuple[str, str | None]) -> None:
    (away,) = read_absence(typed, TODAY, language)

    assert (str(away.first), away.last and str(away.last)) == ends


@pytest.mark.parametrize(("language", "typed", "moment"), said(phrasings.WEEKLY))
def test_a_weekly_moment_is_read(language: str, typed: str, moment: tuple[int, str]) -> None:
    read = parse_weekly(typed)

    assert (language, read.weekday, f"{read.at:%H:%M}") == (language, *moment)


@pytest.mark.parametrize(("language", "typed", "written"), said(phrasings.HOURS))
def test_hours_are_read(language: str, typed: str, written: str) -> None:
    assert (language, format_hours(parse_hours(typed))) == (language, written)


@pytest.mark.parametrize(("language", "typed"), [("fr", ""), *spoken(phrasings.NO_DAY)])
def test_what_is_no_day_is_not_guessed(language: str, typed: str) -> None:
    assert read_day(typed, TODAY, language) == ()
    assert read_absence(typed, TODAY, language) == ()


def test_days_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(UserError) as refusal:
        read_absence("2026-12-24/2026-12-20", TODAY)

    assert refusal.value.message == "absence.backwards"


@given(st.text(), st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.sampled_from(["fr", "en"]))
def test_no_text_breaks_the_reading(typed: str, today: date, language: str) -> None:
    assert len(read_day(typed, today, language)) <= 2


@given(st.dates(date(2020, 1, 1), date(2100, 1, 1)), st.integers(0, 300))
def test_a_day_written_without_its_year_is_the_next_that_comes(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)

    assert read_day(f"{day.day}/{day.month}", today) == (day,)
