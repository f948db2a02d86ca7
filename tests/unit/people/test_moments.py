from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.moments import WeeklyMoment, parse_weekly


@pytest.mark.parametrize(
    ("typed", "weekday", "at"),
    [
        ("jeudi 9h30", 3, time(9, 30)),
        ("Jeudi 9 h 30", 3, time(9, 30)),
        ("tous les mardis à 10:00", 1, time(10)),
        ("le lundi à 9h", 0, time(9)),
        ("ven. 14h05", 4, time(14, 5)),
        ("MERCREDI 08:15", 2, time(8, 15)),
        ("thursday 9:30", 3, time(9, 30)),
        ("every Tuesday at 2:15 pm", 1, time(14, 15)),
        ("mon 9am", 0, time(9)),
        ("sunday 12 am", 6, time(0)),
    ],
)
def test_a_weekly_moment_is_understood_as_people_type_it(
    typed: str, weekday: int, at: time
) -> None:
    assert parse_weekly(typed) == WeeklyMoment(weekday, at)


@pytest.mark.parametrize(
    "typed", ["", "jeudi", "9h30", "jeudi 25h", "jeudi 9h75", "lundi mardi 9h", "jeudi 9h 10h"]
)
def test_what_is_missing_or_ambiguous_is_refused(typed: str) -> None:
    with pytest.raises(UserError, match="moments.unreadable"):
        parse_weekly(typed)


@given(st.text())
def test_no_text_breaks_the_reading(typed: str) -> None:
    try:
        assert 0 <= parse_weekly(typed).weekday <= 6
    except UserError as error:
        assert error.message == "moments.unreadable"
