from __future__ import annotations

import pytest

from bot.errors import UserError
from bot.people.hours import Span, WeeklyHours, format_hours, parse_hours


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("lun-ven 8h30-17h30", "lun-ven 8h30-17h30"),
        ("lun-ven 8h30-12h 13h30-17h", "lun-ven 8h30-12h 13h30-17h"),
        ("lun,mar,jeu,ven 9h-17h", "lun-mar jeu-ven 9h-17h"),
        (
            "lun-mar jeu-ven 8h30-17h30; mer 8h30-12h",
            "lun-mar jeu-ven 8h30-17h30; mer 8h30-12h",
        ),
        ("mon-fri 8:30-17:30", "lun-ven 8h30-17h30"),
        ("lundi au vendredi 8 h 30 - 17 h", "lun-ven 8h30-17h"),
        (
            "Du lundi au vendredi, de 8h30 à 12h et de 13 h 30 à 17 h.",
            "lun-ven 8h30-12h 13h30-17h",
        ),
        ("lun–ven 8\u202fh\u202f30–17\u00a0h", "lun-ven 8h30-17h"),
        ("LUN-VEN 08H30-17H", "lun-ven 8h30-17h"),
        ("lu ma je ve 9-12/14-17", "lun-mar jeu-ven 9h-12h 14h-17h"),
        ("les lundis et mardis 8 heures 30 - 12 heures", "lun-mar 8h30-12h"),
        ("lun 9h-midi, mar 14h-minuit", "lun 9h-12h; mar 14h-24h"),
        ("Mon.-Fri. 9 a.m. to 5:30 p.m.", "lun-ven 9h-17h30"),
        ("mon-fri 9am-noon 1pm-5pm", "lun-ven 9h-12h 13h-17h"),
        ("monday through thursday 9.30-17.15", "lun-jeu 9h30-17h15"),
        ("tues, weds & thurs 8:00-16:00", "mar-jeu 8h-16h"),
        ("sam-lun 10h-12h", "lun sam-dim 10h-12h"),
        ("lun 8h-12h 12h-17h", "lun 8h-17h"),
        ("lun-dim 0h-24h", "lun-dim 0h-24h"),
    ],
)
def test_hours_are_understood_as_people_type_them(typed: str, understood: str) -> None:
    assert format_hours(parse_hours(typed)) == understood


def test_english_readers_get_english_days_and_times() -> None:
    hours = parse_hours("lun-mar jeu-ven 8h30-12h 13h30-17h; mer 8h-24h")

    assert format_hours(hours, "en") == "mon-tue thu-fri 8:30-12:00 13:30-17:00; wed 8:00-24:00"


def test_a_part_time_week_has_an_empty_day() -> None:
    hours = parse_hours("lun,mar,jeu,ven 9h-17h")

    day = (Span(start_minute=540, end_minute=1020),)
    assert hours.days == (day, day, (), day, day, (), ())


def test_a_night_is_split_over_two_days_and_written_as_one() -> None:
    hours = parse_hours("dim 22h-6h")

    assert hours.days[6] == (Span(start_minute=1320, end_minute=1440),)
    assert hours.days[0] == (Span(start_minute=0, end_minute=360),)
    assert format_hours(hours) == "dim 22h-6h"


def test_a_day_and_a_night_can_be_cut_at_midnight_when_they_last_more_than_a_night() -> None:
    text = "lun 7h-24h; mar 0h-9h"

    assert format_hours(parse_hours(text)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "lun",
        "8h30-17h30",
        "bonjour",
        "lun 8h",
        "lun 8h-",
        "lun 8h-9h-10h",
        "lun-mar-mer 8h-9h",
        "lun 8h60-9h",
        "lun 25h-26h",
        "lun 24h-6h",
        "lun 8h-24h01",
        "lun 13pm-2pm",
        "mon 9-5pm",
        "lun (8h-9h)",
        "lun 8h-9h?",
        "lun 830-1730",
        "l 8h-9h",
        "8h-9h lun",
        "D0T480-T540",
    ],
)
def test_hours_that_leave_a_doubt_are_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        parse_hours(text)

    assert refusal.value.message == "hours.unreadable"
    assert refusal.value.message_args == {"text": text}


@pytest.mark.parametrize("text", ["mon-fri 9-5", "mon 8:30-5:30", "lun 9h-9h", "lun minuit-minuit"])
def test_a_twelve_hour_clock_is_not_taken_for_a_night_shift(text: str) -> None:
    with pytest.raises(UserError, match=r"^hours\.too_long$"):
        parse_hours(text)


@pytest.mark.parametrize(
    "text", ["lun 8h-12h 11h-13h", "lun-ven 9h-17h; mer 9h-12h", "lun 22h-6h; mar 5h-9h"]
)
def test_the_same_time_of_the_same_day_cannot_be_given_twice(text: str) -> None:
    with pytest.raises(UserError, match=r"^hours\.overlap$"):
        parse_hours(text)


@pytest.mark.parametrize(("start", "end"), [(60, 60), (120, 60), (-1, 60), (60, 1441)])
def test_a_span_stays_inside_its_day(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a stretch of one day"):
        Span(start_minute=start, end_minute=end)


def test_a_week_is_seven_days_of_separate_spans() -> None:
    morning = Span(start_minute=480, end_minute=720)
    noon = Span(start_minute=720, end_minute=780)

    with pytest.raises(ValueError, match="a week is seven days"):
        WeeklyHours(days=((morning,),) * 6)
    with pytest.raises(ValueError, match="a week is seven days"):
        WeeklyHours(days=((morning, noon),) * 7)
