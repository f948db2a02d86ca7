from __future__ import annotations

from typing import Literal

from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.hours import Span, WeeklyHours, format_hours, parse_hours


def _spans(bounds: list[int]) -> tuple[Span, ...]:
    ordered = sorted(bounds)
    return tuple(
        Span(start_minute=start, end_minute=end)
        for start, end in zip(ordered[::2], ordered[1::2], strict=False)
    )


bounds = st.integers(0, 1440) | st.sampled_from([0, 360, 510, 720, 1320, 1440])
days = st.lists(bounds, unique=True, max_size=6).map(_spans)
weeks = (
    st.tuples(*[days] * 7).filter(any)
    # Real weeks repeat themselves: the same day twice and more is what the short form folds.
    | days.filter(bool).map(lambda day: (day,) * 5 + ((),) * 2)
).map(lambda week: WeeklyHours(days=week))
languages = st.sampled_from(("fr", "en"))


@given(weeks, languages)
def test_hours_written_out_are_read_back_the_same(
    hours: WeeklyHours, language: Literal["fr", "en"]
) -> None:
    assert parse_hours(format_hours(hours, language)) == hours


@given(weeks, languages)
def test_capitals_and_wide_spacing_change_nothing(
    hours: WeeklyHours, language: Literal["fr", "en"]
) -> None:
    text = format_hours(hours, language)

    assert parse_hours(text.upper().replace("-", " – ").replace(" ", "\u00a0 ")) == hours


def _read(text: str) -> WeeklyHours | None:
    try:
        return parse_hours(text)
    except UserError:
        return None


@given(st.text(alphabet="lunmardi 0123456789h:-;,.apm", max_size=40) | st.text(max_size=20))
def test_any_text_is_refused_or_stands_for_one_week(text: str) -> None:
    hours = _read(text)

    assert hours is None or parse_hours(format_hours(hours)) == hours
