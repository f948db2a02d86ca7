from __future__ import annotations

from datetime import date

import pytest

from bot.chat.ids import AccountId, ChannelId
from bot.errors import OperatorError
from bot.people.model import RoleGrant
from bot.rehearsal.roster import read_roster

UNITS = """\
[[unit]]
id = "d1"
name = "Département"

[[unit]]
id = "t1"
name = "Enfance"
parent = "d1"
merge = "petites"
"""
MANAGER = """
[[person]]
id = "nadia"
name = "Nadia"
unit = "t1"
role = "manager"
language = "en"
"""
START = date(2026, 1, 5)


def person(**values: str | int) -> str:
    lines = [f'{k} = "{v}"' if isinstance(v, str) else f"{k} = {v}" for k, v in values.items()]
    return "\n".join(["", "[[person]]", *lines, ""])


def test_units_form_a_tree_with_channels_of_their_own() -> None:
    department, team = read_roster(UNITS + MANAGER, "R.toml").units
    assert (department.parent, department.merge) == (None, None)
    assert (team.parent, team.merge, team.name) == ("d1", "petites", "Enfance")
    assert team.channel == ChannelId("local", "season", "t1")


def test_an_empty_parent_is_a_root_and_an_empty_merge_joins_nothing() -> None:
    text = UNITS.replace('parent = "d1"', 'parent = ""').replace('"petites"', '""')
    assert [(u.parent, u.merge) for u in read_roster(text + MANAGER, "R.toml").units] == [
        (None, None),
        (None, None),
    ]


def test_a_role_is_held_over_the_home_unit_and_an_agent_holds_none() -> None:
    roster = read_roster(UNITS + MANAGER + person(id="lea", unit="t1", role="agent"), "R.toml")
    directory = roster.directory(1, START)
    assert directory.grants == (RoleGrant("nadia", "manager", "t1"),)
    assert directory.people["lea"].name == "lea"
    assert directory.people["lea"].accounts == (AccountId("local", "season", "lea"),)
    assert directory.language(directory.people["nadia"]) == "en"


def test_people_are_there_from_the_week_they_join_to_the_week_before_they_leave() -> None:
    roster = read_roster(
        UNITS
        + person(id="always", unit="t1")
        + person(id="late", unit="t1", joined_week=3)
        + person(id="gone", unit="t1", left_week=3),
        "R.toml",
    )
    assert [sorted(roster.directory(week, START).people) for week in (1, 2, 3)] == [
        ["always", "gone"],
        ["always", "gone"],
        ["always", "late"],
    ]
    assert [roster.changes_in(week) for week in (2, 3, 4)] == [False, True, False]
    assert roster.ids == {"always", "late", "gone"}


def test_who_joins_during_the_season_joined_on_the_monday_of_that_week() -> None:
    roster = read_roster(
        UNITS + person(id="first", unit="t1") + person(id="late", unit="t1", joined_week=3),
        "R.toml",
    )
    people = roster.directory(3, START).people
    assert (people["first"].joined, people["late"].joined) == (None, date(2026, 1, 19))


LEA = person(id="lea", unit="t1")


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (UNITS + person(id="lea", unit="t9"), 13, "unit of this [[person]] is 't9'"),
        (UNITS + person(id="lea"), 11, "unit of this [[person]] is missing"),
        (UNITS + LEA + LEA, 16, "expected another one than on line 12"),
        (UNITS + UNITS + LEA, 11, "expected another one than on line 2"),
        (UNITS + person(name="Léa", unit="t1"), 11, "id of this [[person]] is missing"),
        (UNITS + person(id="../lea", unit="t1"), 12, "expected letters and digits"),
        (UNITS + person(id="lea", unit="t1", role="boss"), 14, "agent, manager, referent, admin"),
        (UNITS + person(id="lea", unit="t1", language="de"), 14, "expected fr or en"),
        (UNITS + person(id="lea", unit="t1", joined_week=0), 14, "from 1 to 5200"),
        (UNITS + person(id="lea", unit="t1", joined_week="3"), 14, "expected a whole number"),
        (UNITS + person(id="lea", unit="t1", joined_week=4, left_week=4), 15, "joined_week, 4"),
        (UNITS + person(id="lea", unit="t1", team="t1"), 14, "unknown key 'team'"),
        (UNITS + "\n[people]\n" + LEA, 11, "unknown 'people'"),
        (UNITS.replace('"d1"\nmerge', '"d9"\nmerge') + LEA, 8, "parent of this [[unit]] is 'd9'"),
        (UNITS.replace('"d1"\nmerge', '"t1"\nmerge') + LEA, 8, "no circle: t1 > t1"),
        (
            UNITS.replace('nt"\n', 'nt"\nparent = "t1"\n', 1) + LEA,
            4,
            "no circle: d1 > t1 > d1",
        ),
        (UNITS + "\n[[person]]\nid = lea\n", 12, "not TOML"),
        ("unit = 3\n" + LEA, 1, "unit cannot be read; expected a heading [[unit]]"),
        ('unit = [{id = "t1"}]\n' + LEA, 1, "expected a heading [[unit]]"),
        (UNITS.replace('"t1"', "7") + LEA, 6, "id of this [[unit]] is 7; expected text in quotes"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_expected(
    text: str, line: int, said: str
) -> None:
    with pytest.raises(OperatorError) as refused:
        read_roster(text, "R.toml")
    assert str(refused.value).startswith(f"R.toml, line {line}: ")
    assert said in str(refused.value)
    assert "expected" in str(refused.value)


@pytest.mark.parametrize(("text", "kind"), [("", "unit"), (UNITS, "person"), (LEA, "unit")])
def test_a_roster_without_units_or_people_is_refused(text: str, kind: str) -> None:
    with pytest.raises(OperatorError, match=rf"R\.toml has no \[\[{kind}\]\]"):
        read_roster(text, "R.toml")
