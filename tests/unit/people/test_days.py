"""A table of what people type for days; today is Wednesday 2 December 2026."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import UserError
from bot.people.days import read_absence, read_day
from bot.people.hours import format_hours, parse_hours
from bot.people.moments import parse_weekly

TODAY = date(2026, 12, 2)

ONE_DAY = {
    "aujourd'hui": "2026-12-02",
    "aujourd’hui": "2026-12-02",
    "today": "2026-12-02",
    "demain": "2026-12-03",
    "Demain.": "2026-12-03",
    "tomorrow": "2026-12-03",
    "après-demain": "2026-12-04",
    "the day after tomorrow": "2026-12-04",
    "jusqu'à demain": "2026-12-03",
    "until tomorrow": "2026-12-03",
    "2027-01-03": "2027-01-03",
    "15/12": "2026-12-15",
    "15-12": "2026-12-15",
    "15.12": "2026-12-15",
    "15/12/2026": "2026-12-15",
    "15/12/26": "2026-12-15",
    "1/12": "2027-12-01",
    "3 janvier": "2027-01-03",
    "le 3 janvier": "2027-01-03",
    "jusqu'au 3 janvier": "2027-01-03",
    "jusqu’au 3 janvier": "2027-01-03",
    "jusqu'au 3 janvier 2027": "2027-01-03",
    "1er février": "2027-02-01",
    "3 janv.": "2027-01-03",
    "14 déc": "2026-12-14",
    "29 février": "2028-02-29",
    "lundi 7 décembre": "2026-12-07",
    "until 3 January": "2027-01-03",
    "till January 3": "2027-01-03",
    "January 3rd": "2027-01-03",
    "Jan 3, 2027": "2027-01-03",
    "the 3rd of January": "2027-01-03",
    "Monday 7 December": "2026-12-07",
    "12/24": "2026-12-24",
    "le 15": "2026-12-15",
    "le 1er": "2027-01-01",
    "until the 15th": "2026-12-15",
    "lundi": "2026-12-07",
    "jusqu'à lundi": "2026-12-07",
    "jusqu'à jeudi": "2026-12-03",
    "Monday": "2026-12-07",
    "on Friday": "2026-12-04",
    "until Fri": "2026-12-04",
    "lundi prochain": "2026-12-07",
    "next Monday": "2026-12-07",
    "dans 3 jours": "2026-12-05",
    "in 3 days": "2026-12-05",
    "dans une semaine": "2026-12-09",
    "for two weeks": "2026-12-16",
    "pendant quinze jours": "2026-12-17",
    "15 jours": "2026-12-17",
    "in a month": "2027-01-02",
    "2 mois": "2027-02-02",
    "fin du mois": "2026-12-31",
    "jusqu'à la fin du mois": "2026-12-31",
    "until the end of the month": "2026-12-31",
    "fin janvier": "2027-01-31",
    "end of January": "2027-01-31",
    "jusqu'à la fin de la semaine": "2026-12-06",
    "end of the week": "2026-12-06",
}
ASKED_BACK = {
    "mercredi": ("2026-12-02", "2026-12-09"),
    "Wednesday": ("2026-12-02", "2026-12-09"),
    "vendredi prochain": ("2026-12-04", "2026-12-11"),
    "next Friday": ("2026-12-04", "2026-12-11"),
    "vendredi qui vient": ("2026-12-04", "2026-12-11"),
}
AWAY = {
    "2026-12-24/2027-01-03": ("2026-12-24", "2027-01-03"),
    "2026-12-24 2027-01-03": ("2026-12-24", "2027-01-03"),
    "2026-12-24/..": ("2026-12-24", None),
    "demain": ("2026-12-03", "2026-12-03"),
    "le 24 décembre": ("2026-12-24", "2026-12-24"),
    "du 24 décembre au 3 janvier": ("2026-12-24", "2027-01-03"),
    "du 24 au 31 décembre": ("2026-12-24", "2026-12-31"),
    "24/12 au 3/1": ("2026-12-24", "2027-01-03"),
    "24/12-3/1": ("2026-12-24", "2027-01-03"),
    "24/12 → 3/1": ("2026-12-24", "2027-01-03"),
    "24/12 - 03/01/2027": ("2026-12-24", "2027-01-03"),
    "from 24 December to 3 January": ("2026-12-24", "2027-01-03"),
    "December 24 to January 3": ("2026-12-24", "2027-01-03"),
    "24 Dec until 3 Jan": ("2026-12-24", "2027-01-03"),
    "lundi et mardi": ("2026-12-07", "2026-12-08"),
    "jeudi-vendredi": ("2026-12-03", "2026-12-04"),
    "du lundi au vendredi": ("2026-12-07", "2026-12-11"),
    "from Monday to Friday": ("2026-12-07", "2026-12-11"),
    "jusqu'au 3 janvier": ("2026-12-02", "2027-01-03"),
    "until Friday": ("2026-12-02", "2026-12-04"),
    "cette semaine": ("2026-12-02", "2026-12-06"),
    "la semaine prochaine": ("2026-12-07", "2026-12-13"),
    "next week": ("2026-12-07", "2026-12-13"),
    "à partir du 3 janvier": ("2027-01-03", None),
    "à partir de lundi": ("2026-12-07", None),
    "from 3 January": ("2027-01-03", None),
    "pendant 3 jours": ("2026-12-02", "2026-12-04"),
    "for a week": ("2026-12-02", "2026-12-08"),
}
WEEKLY = {
    "lundi 9h30": (0, "09:30"),
    "tous les mardis 10:00": (1, "10:00"),
    "tous les mardis à 10 h": (1, "10:00"),
    "chaque jeudi à 9h": (3, "09:00"),
    "jeu 14h05": (3, "14:05"),
    "Thursday 9.30": (3, "09:30"),
    "every Friday at 2pm": (4, "14:00"),
    "mon 9am": (0, "09:00"),
}
HOURS = {
    "lun-ven 8h30-12h 13h30-17h": "lun-ven 8h30-12h 13h30-17h",
    "du lundi au jeudi de 9h à 17h": "lun-jeu 9h-17h",
    "mon-fri 9:00-17:30": "lun-ven 9h-17h30",
    "lun mar jeu 8h30-16h": "lun-mar jeu 8h30-16h",
}
NONSENSE = ("", "jamais", "32 janvier", "30 février", "2026-02-30", "mardi 7 décembre", "bientôt")


def test_a_hundred_phrasings_are_in_these_tables() -> None:
    understood = len(ONE_DAY) + len(AWAY) + len(WEEKLY) + len(HOURS)

    assert understood + len(ASKED_BACK) + len(NONSENSE) >= 100


@pytest.mark.parametrize(("typed", "day"), ONE_DAY.items())
def test_a_day_is_read(typed: str, day: str) -> None:
    assert read_day(typed, TODAY) == (date.fromisoformat(day),)


@pytest.mark.parametrize(("typed", "days"), ASKED_BACK.items())
def test_a_day_that_may_be_one_of_two_is_not_guessed(typed: str, days: tuple[str, str]) -> None:
    assert read_day(typed, TODAY) == tuple(map(date.fromisoformat, days))


def test_figures_may_be_a_month_first_in_english_alone() -> None:
    assert read_day("3/4", TODAY, "fr") == (date(2027, 4, 3),)
    assert read_day("3/4", TODAY, "en") == (date(2027, 3, 4), date(2027, 4, 3))


@pytest.mark.parametrize(("typed", "ends"), AWAY.items())
def test_days_in_a_row_are_read(typed: str, ends: tuple[str, str | None]) -> None:
    (away,) = read_absence(typed, TODAY)

    assert (str(away.first), away.last and str(away.last)) == ends


@pytest.mark.parametrize(("typed", "moment"), WEEKLY.items())
def test_a_weekly_moment_is_read(typed: str, moment: tuple[int, str]) -> None:
    read = parse_weekly(typed)

    assert (read.weekday, f"{read.at:%H:%M}") == moment


@pytest.mark.parametrize(("typed", "written"), HOURS.items())
def test_hours_are_read(typed: str, written: str) -> None:
    assert format_hours(parse_hours(typed)) == written


@pytest.mark.parametrize("typed", NONSENSE)
def test_what_is_no_day_is_not_guessed(typed: str) -> None:
    assert read_day(typed, TODAY) == ()
    assert read_absence(typed, TODAY) == ()


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
