from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from holidays import country_holidays

from bot.errors import UserError
from bot.quiethours.calendar import PublicHolidays, public_holidays

GOOD_FRIDAYS = [
    date(2024, 3, 29),
    date(2025, 4, 18),
    date(2026, 4, 3),
    date(2027, 3, 26),
    date(2028, 4, 14),
    date(2029, 3, 30),
    date(2030, 4, 19),
]


@pytest.mark.parametrize("region", [None, "75", "1", "01", "2a", "2B", "20", "67", "974", "988"])
def test_may_day_and_the_national_day_are_holidays_everywhere(region: str | None) -> None:
    holidays = public_holidays(region)

    assert date(2026, 5, 1) in holidays
    assert date(2026, 7, 14) in holidays
    assert date(2026, 7, 15) not in holidays


@pytest.mark.parametrize("region", ["57", "67", "68"])
def test_alsace_moselle_keeps_good_friday_and_the_second_day_of_christmas(region: str) -> None:
    holidays = public_holidays(region)

    assert all(friday in holidays for friday in GOOD_FRIDAYS)
    assert all(date(year, 12, 26) in holidays for year in range(2024, 2031))


@pytest.mark.parametrize("region", [None, "75", "54", "88", "90", "974"])
def test_elsewhere_good_friday_and_26_december_are_working_days(region: str | None) -> None:
    holidays = public_holidays(region)

    assert not any(friday in holidays for friday in GOOD_FRIDAYS)
    assert date(2026, 12, 26) not in holidays


@pytest.mark.parametrize(
    ("region", "abolition"),
    [
        ("971", date(2026, 5, 27)),
        ("972", date(2026, 5, 22)),
        ("973", date(2026, 6, 10)),
        ("974", date(2026, 12, 20)),
        ("976", date(2026, 4, 27)),
        ("977", date(2026, 10, 9)),
    ],
)
def test_overseas_each_remembers_the_abolition_of_slavery_on_its_own_day(
    region: str, abolition: date
) -> None:
    assert abolition in public_holidays(region)
    assert abolition not in public_holidays("75")


def test_the_mainland_has_eleven_holidays() -> None:
    days = {
        date.fromordinal(day)
        for day in range(date(2026, 1, 1).toordinal(), date(2027, 1, 1).toordinal())
    }

    assert sum(day in public_holidays("75") for day in days) == 11


def test_every_place_the_library_knows_has_a_number_people_can_say() -> None:
    numbers = [
        "75",
        *map(str, range(57, 69)),
        *map(str, range(971, 979)),
        "984",
        "986",
        "987",
        "988",
    ]
    reached = {public_holidays(number).place for number in numbers}

    known = {place for place in country_holidays("FR").subdivisions if "Zone" not in place}
    assert reached == known | {None}


@pytest.mark.parametrize("region", ["", "0", "96", "00", "970", "979", "Alsace", "FR", "2C", "6AE"])
def test_a_number_that_is_no_department_is_refused(region: str) -> None:
    with pytest.raises(UserError) as refusal:
        public_holidays(region)

    assert refusal.value.message == "region.unknown"
    assert refusal.value.message_args == {"text": region}


def test_only_a_date_can_be_a_holiday() -> None:
    assert "2026-05-01" not in PublicHolidays()


def test_the_library_is_imported_at_the_first_look_only() -> None:
    program = (
        "import sys; from bot.quiethours.calendar import public_holidays; "
        "public_holidays('67'); sys.exit('holidays' in sys.modules)"
    )

    finished = subprocess.run([sys.executable, "-c", program], check=False)  # noqa: S603 - our own

    assert finished.returncode == 0
