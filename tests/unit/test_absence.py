from __future__ import annotations

from datetime import date

import pytest

from bot.errors import UserError
from bot.people.absence import Absence, parse_absence


def test_both_ends_of_an_absence_are_days_away() -> None:
    away = parse_absence("2026-12-24/2027-01-03")

    assert away == Absence(first=date(2026, 12, 24), last=date(2027, 1, 3))
    assert [away.covers(date(2026, 12, day)) for day in (23, 24)] == [False, True]
    assert [away.covers(date(2027, 1, day)) for day in (3, 4)] == [True, False]


def test_an_absence_without_a_known_end_covers_every_later_day() -> None:
    away = parse_absence("2026-12-24/..")

    assert not away.covers(date(2026, 12, 23))
    assert away.covers(date(2099, 1, 1))


def test_an_absence_cannot_end_before_it_begins() -> None:
    with pytest.raises(UserError, match=r"^absence\.backwards$"):
        parse_absence("2026-12-24/2026-12-23")


@pytest.mark.parametrize("text", ["", "2026-12-24", "2026-12-24/", "24/12/2026", "../2026-12-24"])
def test_an_unreadable_absence_is_refused_with_what_was_typed(text: str) -> None:
    with pytest.raises(UserError) as refusal:
        parse_absence(text)

    assert refusal.value.message == "absence.unreadable"
    assert refusal.value.message_args == {"text": text}
