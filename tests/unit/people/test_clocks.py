"""One time is read alike wherever it is typed: in a rhythm, a message to keep, a week of work."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.clocks import clocks, last_clock
from bot.people.hours import parse_hours
from bot.people.moments import parse_weekly
from bot.quiethours.model import Schedule
from bot.quiethours.when import read_when
from tests.unit.people import phrasings

OFFICE = Schedule(hours=parse_hours("lun-ven 8h30-17h30"), zone="Europe/Paris")
TUESDAY = datetime(2026, 1, 6, 21, 40, tzinfo=ZoneInfo("Europe/Paris"))
SPOKEN = [
    (typed, at, *days)
    for language, days in (("fr", ("jeudi", "lundi")), ("en", ("Thursday", "Monday")))
    for typed, at in phrasings.CLOCKS[language].items()
]
NONSENSE = [
    (typed, *days)
    for language, days in (("fr", ("jeudi", "lundi")), ("en", ("Thursday", "Monday")))
    for typed in phrasings.NO_TIME[language]
]


@pytest.mark.parametrize(("typed", "at", "weekday", "day"), SPOKEN)
def test_a_time_is_the_same_everywhere(typed: str, at: str, weekday: str, day: str) -> None:
    meant = time.fromisoformat(at)

    assert parse_weekly(f"{weekday} {typed}").at == meant
    assert (
        read_when(f"{day} {typed}", OFFICE, TUESDAY, "fr").astimezone(TUESDAY.tzinfo).time()
        == meant
    )


@pytest.mark.parametrize(("typed", "weekday", "day"), NONSENSE)
def test_a_time_that_is_none_is_refused_everywhere(typed: str, weekday: str, day: str) -> None:
    with pytest.raises(UserError):
        parse_weekly(f"{weekday} {typed}")
    with pytest.raises(UserError):
        read_when(f"{day} {typed}", OFFICE, TUESDAY, "fr")


@pytest.mark.parametrize("typed", ["13am", "0pm", "25h", "9h75"])
def test_a_week_of_work_refuses_the_same_nonsense(typed: str) -> None:
    with pytest.raises(UserError):
        parse_hours(f"lun {typed}-18h")


def test_a_bare_figure_at_the_end_is_a_day_unless_it_is_said_to_be_a_time() -> None:
    assert last_clock("le 15") == ("le 15", None)
    assert last_clock("le 15.12") == ("le 15.12", None)
    assert last_clock("lundi à 15") == ("lundi", time(15))


@given(st.text(max_size=60))
def test_no_text_breaks_the_reading(typed: str) -> None:
    for read in (clocks, last_clock):
        try:
            found = read(typed)
        except ValueError:
            continue
        assert isinstance(found, tuple)


@given(
    st.times(), st.sampled_from(["{h}h{m:02d}", "{h}:{m:02d}", "{h} h {m:02d}", "{h:02d}h{m:02d}"])
)
def test_every_minute_of_the_day_can_be_written(at: time, way: str) -> None:
    written = way.format(h=at.hour, m=at.minute)

    assert clocks(written) == (time(at.hour, at.minute),)
