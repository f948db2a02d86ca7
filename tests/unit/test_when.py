"""Moments as authors type them, on the recipient's calendar and clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.errors import UserError
from bot.people.hours import parse_hours
from bot.quiethours.model import Schedule
from bot.quiethours.when import read_when

PARIS = ZoneInfo("Europe/Paris")
OFFICE = Schedule(hours=parse_hours("lun-ven 8h30-17h30"), zone="Europe/Paris")
TUESDAY = datetime(2026, 1, 6, 21, 40, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("demain 9h", "2026-01-07 09:00"),
        ("demain à 9 h", "2026-01-07 09:00"),
        ("demain 9 h 30", "2026-01-07 09:30"),
        ("demain", "2026-01-07 00:00"),
        ("9h", "2026-01-07 09:00"),
        ("à 14h", "2026-01-07 14:00"),
        ("22:15", "2026-01-06 22:15"),
        ("midi", "2026-01-07 12:00"),
        ("lundi", "2026-01-12 00:00"),
        ("lundi à 14 h", "2026-01-12 14:00"),
        ("mardi 10h", "2026-01-13 10:00"),
        ("vendredi midi", "2026-01-09 12:00"),
        ("le 3 février à 8h45", "2026-02-03 08:45"),
        ("dans 3 jours", "2026-01-09 00:00"),
        ("tomorrow 9am", "2026-01-07 09:00"),
        ("Friday at 2 pm", "2026-01-09 14:00"),
        ("12 January 10:30", "2026-01-12 10:30"),
        ("12am", "2026-01-07 00:00"),
    ],
)
def test_a_moment_is_read(words: str, at: str) -> None:
    read = read_when(words, OFFICE, TUESDAY, "fr")

    assert read == datetime.fromisoformat(at).replace(tzinfo=PARIS)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("bientôt", "quiethours.when_unclear"),
        ("", "quiethours.when_unclear"),
        ("lundi 27h", "quiethours.when_unclear"),
        ("aujourd'hui 9h", "quiethours.when_past"),
        ("dans 400 jours", "quiethours.when_far"),
        ("15/01/2027", "quiethours.when_far"),
        ("9" * 5000, "quiethours.when_unclear"),
    ],
)
def test_what_is_no_moment_to_come_is_said(words: str, why: str) -> None:
    with pytest.raises(UserError) as refused:
        read_when(words, OFFICE, TUESDAY, "fr")
    assert refused.value.message == why


def test_it_is_the_recipients_clock_that_counts() -> None:
    island = Schedule(hours=parse_hours("lun-ven 8h-16h"), zone="Indian/Reunion")

    assert read_when("demain 9h", island, TUESDAY, "fr") == datetime(
        2026, 1, 8, 9, tzinfo=ZoneInfo("Indian/Reunion")
    )
