from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from bot.cli import main


def lien(**options: str | None) -> Result:
    chosen = {
        "hours": "lun-ven 8h30-17h30",
        "zone": "Europe/Paris",
        "at": "2026-12-24T18:00:00+01:00",
        **options,
    }
    given = [f"--{name}={value}" for name, value in chosen.items() if value is not None]
    return CliRunner().invoke(main, ["next-open", *given])


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ({"region": "67"}, "2026-12-28T08:30:00+01:00\n"),
        ({}, "2026-12-28T08:30:00+01:00\n"),
        ({"at": "2026-07-13T21:40"}, "2026-07-15T08:30:00+02:00\n"),
        ({"at": "2026-07-13T19:40:00Z"}, "2026-07-15T08:30:00+02:00\n"),
        ({"at": "2026-11-04T09:00"}, "2026-11-04T09:00:00+01:00\n"),
        ({"zone": "Indian/Reunion", "region": "974"}, "2026-12-28T08:30:00+04:00\n"),
        ({"at": "2026-04-02T18:00", "region": "68"}, "2026-04-07T08:30:00+02:00\n"),
        ({"at": "2026-04-02T18:00", "region": "75"}, "2026-04-03T08:30:00+02:00\n"),
    ],
)
def test_it_prints_the_next_open_time_in_the_zone_and_nothing_else(
    options: dict[str, str], printed: str
) -> None:
    result = lien(**options)

    assert (result.exit_code, result.stdout, result.stderr) == (0, printed, "")


def test_absences_can_be_repeated() -> None:
    result = CliRunner().invoke(
        main,
        [
            *("next-open", "--hours", "mon-fri 8:30-17:30", "--zone", "Europe/Paris"),
            *("--at", "2026-12-18T20:00", "--region", "75"),
            *("--absence", "2026-12-21/2026-12-24", "--absence", "2026-12-28/2027-01-03"),
        ],
    )

    assert result.stdout == "2027-01-04T08:30:00+01:00\n"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"hours": "de temps en temps"}, "Cannot read the hours “de temps en temps”; "),
        ({"hours": "mon-fri 9-5"}, "The hours “mon-fri 9-5” would last all night, "),
        ({"hours": "lun 8h-12h 11h-13h"}, "The hours “lun 8h-12h 11h-13h” count the same "),
        ({"zone": "Paris"}, "“Paris” is not a time zone; "),
        ({"region": "96"}, "“96” is not a French department; "),
        ({"at": "demain"}, 'Cannot read the time "demain"; '),
        ({"at": "9999-12-31T23:00"}, 'Cannot search from "9999-12-31T23:00"; '),
        ({"absence": "2026-12-24"}, "Cannot read the absence “2026-12-24”; "),
        (
            {"absence": "2026-12-24/2026-12-01"},
            "The absence ends on Tuesday 1 December 2026, before it begins on Thursday 24",
        ),
        ({"zone": None}, "Missing option '--zone'."),
        ({"colour": "red"}, "No such option '--colour'."),
    ],
)
def test_bad_input_gets_one_sentence_on_standard_error_and_code_2(
    options: dict[str, str | None], sentence: str
) -> None:
    result = lien(**options)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"Error: {sentence}")
    assert result.stderr.count("\n") == 1


def test_someone_who_never_comes_back_gives_a_sentence_and_code_1() -> None:
    result = lien(absence="2026-01-01/..")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: Nothing is open within two years of 2026-12-24T18:00:00+01:00.\n"
    )


def test_help_shows_examples_that_work() -> None:
    text = CliRunner().invoke(main, ["next-open", "--help"]).stdout

    assert 'lien next-open --hours "lun-ven 8h30-17h30" --zone Europe/Paris' in text
    assert "without an offset, local time in the zone" in " ".join(text.split())
