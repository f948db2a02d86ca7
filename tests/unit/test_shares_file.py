"""What people share in a season, as a file: read whole, or refused with its place."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.errors import OperatorError
from bot.rehearsal.shares import Given, Share, read_shares, write_given

HEAD = "week,person,kind,fact,effect,idea\n"


def read(text: str) -> tuple[Share, ...]:
    return read_shares(text.splitlines(keepends=True), "S.csv", {"ana", "léo"})


def test_rows_of_a_week_stay_in_the_order_of_writing() -> None:
    found = read(
        f'{HEAD}2,ana,practice,"Un jeudi,\nsans réunion",,\n'
        "1,léo,signal,Midi,Fatigue,Relais\n1,ana,look,,,\n"
    )
    assert [(one.week, one.person, one.kind) for one in found] == [
        (1, "léo", "signal"),
        (1, "ana", "look"),
        (2, "ana", "practice"),
    ]
    assert (found[0].effect, found[2].fact) == ("Fatigue", "Un jeudi,\nsans réunion")


def test_what_was_given_is_read_back_as_what_was_shared() -> None:
    shared = read(f"{HEAD}1,léo,signal,Midi sauté,,\n1,ana,look,,,\n")
    at = datetime(2026, 1, 7, 9, tzinfo=UTC)
    given = [Given(share=one, at=at, event="e1", code="7K3M") for one in shared]
    assert read(write_given(given)) == shared


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "line 1: no column 'week'"),
        ("week,person\n", "line 1: no column 'kind'"),
        (f"{HEAD}x,ana,signal,Midi,,\n", "line 2: week is 'x'"),
        (f"{HEAD}0,ana,signal,Midi,,\n", "line 2: week is '0'"),
        (f"{HEAD}1,bob,signal,Midi,,\n", "line 2: person 'bob' is unknown"),
        (f"{HEAD}1,ana,song,Midi,,\n", "line 2: kind is 'song'"),
        (f"{HEAD}1,ana,signal, ,,\n", "line 2: fact is empty"),
        (f"{HEAD}1,ana,signal\n", "line 2: too few or too many values"),
        (f"{HEAD}1,ana,signal,a,b,c,d\n", "line 2: too few or too many values"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_its_place(text: str, told: str) -> None:
    with pytest.raises(OperatorError) as refused:
        read(text)
    assert f"S.csv, {told}" in str(refused.value)


ALONE = '[[unit]]\nid = "t"\n[[person]]\nid = "ana"\nunit = "t"\n'


def season(folder: Path, shares: str, *more: str, roster: str = ALONE) -> tuple[int, str]:
    (folder / "R.toml").write_text(roster, encoding="utf-8")
    (folder / "A.csv").write_text("week,person,charge,lien,rotating,comment\n", encoding="utf-8")
    (folder / "S.csv").write_text(shares, encoding="utf-8")
    named = {"roster": "R.toml", "answers": "A.csv", "shares": "S.csv", "out": "season"}
    options = [part for name, path in named.items() for part in (f"--{name}", str(folder / path))]
    done = CliRunner().invoke(main, ["simulate", "--weeks", "1", *options, *more])
    return done.exit_code, done.stderr


def test_shares_need_a_place_for_what_authors_are_given(tmp_path: Path) -> None:
    code, said = season(tmp_path, HEAD)
    assert (code, "go together" in said) == (2, True)


def test_signals_that_nobody_would_read_end_the_season_with_what_to_do(tmp_path: Path) -> None:
    code, said = season(
        tmp_path, f"{HEAD}1,ana,signal,Midi,,\n", "--receipts", str(tmp_path / "given.csv")
    )
    assert code == 2
    assert "give two people the role referent" in said


def test_signals_of_a_department_with_any_name_are_read(tmp_path: Path) -> None:
    roster = "".join(
        [
            '[[unit]]\nid = "Équipe @ l est"\n[[unit]]\nid = "ouest"\n',
            *(
                f'[[person]]\nid = "{who}"\nunit = "Équipe @ l est"\nrole = "{role}"\n'
                for who, role in (("ana", "agent"), ("léo", "referent"), ("zoé", "referent"))
            ),
        ]
    )
    code, said = season(
        tmp_path,
        f"{HEAD}1,ana,signal,Midi,,\n",
        *("--receipts", str(tmp_path / "given.csv")),
        roster=roster,
    )
    assert code == 0, said
    (given,) = (tmp_path / "given.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert len(given.rpartition(",")[2]) == 19
