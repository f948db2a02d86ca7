from __future__ import annotations

import io
import string
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import OperatorError
from bot.rehearsal.answers import THEMES, Answer, AnswersFile, read_answers, write_answers
from bot.rehearsal.invented import invented_season, team_sizes
from bot.rehearsal.roster import read_roster, write_roster

PEOPLE = ("lea", "karim", "zoé-2")
HEADER = "week,person,charge,lien,rotating,comment,keep,theme\n"

AWKWARD = "aé ,;\"'\n\r\t\0\v\x85\u2028\ufeff=[]#😀"

steps = st.none() | st.integers(1, 5)


def answers(person: str) -> st.SearchStrategy[Answer]:
    return st.builds(
        Answer,
        person=st.just(person),
        charge=steps,
        lien=steps,
        rotating=steps,
        comment=st.text(AWKWARD, max_size=30).map(str.strip),
        keep=st.sampled_from(("theme", "verbatim", "none")),
        theme=st.sampled_from(("", *THEMES)),
    )


weeks = st.permutations(PEOPLE).flatmap(lambda people: st.tuples(*map(answers, people)))


@settings(max_examples=40)
@given(st.dictionaries(st.integers(1, 5200), weeks, max_size=2))
def test_answers_are_read_back_as_they_were_written(by_week: dict[int, tuple[Answer, ...]]) -> None:
    written = AnswersFile(by_week=dict(sorted(by_week.items())))
    lines = io.StringIO(write_answers(written), newline="")
    assert read_answers(lines, "A.csv", PEOPLE) == written


cells = st.text(string.digits + ',"\n\r lea', max_size=40) | st.text(AWKWARD, max_size=20)


@given(st.sampled_from(["", HEADER]), st.lists(cells, max_size=4))
def test_nothing_in_an_answers_file_fails_but_as_an_operator_error(
    header: str, rows: list[str]
) -> None:
    with suppress(OperatorError):
        read_answers(io.StringIO(header + "\n".join(rows), newline=""), "A.csv", PEOPLE)


@settings(max_examples=25)
@given(
    st.lists(st.integers(1, 15), min_size=1, max_size=10),
    st.integers(1, 8),
    st.integers(),
    st.floats(0, 5),
)
def test_rosters_are_read_back_as_they_were_written(
    sizes: list[int], length: int, seed: int, churn: float
) -> None:
    roster, _ = invented_season(sizes, weeks=length, seed=seed, yearly_churn=churn)
    assert read_roster(write_roster(roster), "R.toml") == roster


values = st.sampled_from(
    ['"t1"', '"t2"', '""', '"manager"', "3", "-1", "true", "[]", "{}", '"""\na"""', "2026-01-05"]
)
keys = st.sampled_from(
    ["id", "name", "parent", "merge", "unit", "role", "joined_week", "left_week", "language", "x"]
)
lines = st.builds("{} = {}".format, keys, values) | st.sampled_from(
    ["[[unit]]", "[[person]]", "[unit]", "# …", '[["unit"]]']
)


@given(st.lists(lines, max_size=12).map("\n".join) | st.text(AWKWARD, max_size=40))
def test_nothing_in_a_roster_fails_but_as_an_operator_error(text: str) -> None:
    with suppress(OperatorError):
        read_roster(text, "R.toml")


@given(
    st.permutations(['id = "p1"', 'unit = "t1"', 'role = "agent"', 'name = "Léa"']),
    st.integers(0, 3),
    st.integers(0, 5),
)
def test_the_line_told_is_the_line_of_the_mistake(
    keys_in_order: list[str], mistaken: int, blank_lines: int
) -> None:
    rows = list(keys_in_order)
    rows[mistaken] = rows[mistaken].partition("=")[0] + "= 7"
    text = "\n" * blank_lines + '[[unit]]\nid = "t1"\n[[person]]\n' + "\n".join(rows)
    with pytest.raises(OperatorError) as refused:
        read_roster(text, "R.toml")
    assert str(refused.value).startswith(f"R.toml, line {blank_lines + 4 + mistaken}: ")


@given(st.integers(1, 3000))
def test_every_agent_is_in_one_team(people: int) -> None:
    sizes = team_sizes(people)
    assert sum(sizes) == people
    assert min(sizes) > 0
