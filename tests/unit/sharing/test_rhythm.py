"""A table of how people say how often: the team, the words of the moment, the weeks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sharing.rhythm import Wanted, read_rhythm, write_weeks

NAMES = ("Enfance Nord", "Enfance", "Équipe du mardi", "PMI")

SAID = {
    "jeudi 14h": Wanted(team="", moment="jeudi 14h"),
    "Jeudi 14 h 30": Wanted(team="", moment="jeudi 14 h 30"),
    "jeudi 14h une semaine sur deux": Wanted(team="", moment="jeudi 14h", weeks=2),
    "jeudi 14h, toutes les 4 semaines": Wanted(team="", moment="jeudi 14h,", weeks=4),
    "toutes les quatre semaines": Wanted(team="", moment="", weeks=4),
    "un mardi sur trois à 10h": Wanted(team="", moment="mardi a 10h", weeks=3),
    "tous les jeudis à 14h": Wanted(team="", moment="jeudis a 14h", weeks=1),
    "chaque semaine": Wanted(team="", moment="", weeks=1),
    "tous les quinze jours mardi 9h": Wanted(team="", moment="mardi 9h", weeks=2),
    "lundi 10h chaque mois": Wanted(team="", moment="lundi 10h", weeks=4),
    "every other tuesday 2pm": Wanted(team="", moment="tuesday 2pm", weeks=2),
    "every two weeks": Wanted(team="", moment="", weeks=2),
    "every week thursday 9am": Wanted(team="", moment="thursday 9am", weeks=1),
    "fortnightly monday 10:00": Wanted(team="", moment="monday 10:00", weeks=2),
    "monthly wed 10:00": Wanted(team="", moment="wed 10:00", weeks=4),
    "non": Wanted(team="", moment="", is_never=True),
    "Off.": Wanted(team="", moment="", is_never=True),
    "oui": Wanted(team="", moment="", is_usual=True),
    "Enfance Nord jeudi 14h": Wanted(team="Enfance Nord", moment="jeudi 14h"),
    "enfance nord : non": Wanted(team="Enfance Nord", moment="", is_never=True),
    "ENFANCE mardi 9h": Wanted(team="Enfance", moment="mardi 9h"),
    "equipe du mardi jeudi 9h": Wanted(team="Équipe du mardi", moment="jeudi 9h"),
    "mardi 9h pour pmi": Wanted(team="pmi", moment="mardi 9h"),
    "tuesday 9am for PMI": Wanted(team="PMI", moment="tuesday 9am"),
    "non pour Ailleurs": Wanted(team="Ailleurs", moment="", is_never=True),
    "Enfances lundi 9h": Wanted(team="", moment="enfances lundi 9h"),
}


@pytest.mark.parametrize("typed", SAID)
def test_a_rhythm_is_read_as_people_say_it(typed: str) -> None:
    assert read_rhythm(typed, NAMES) == SAID[typed]


@given(st.text(max_size=200), st.lists(st.text(min_size=1, max_size=10), max_size=3))
def test_anything_typed_is_read_as_something(typed: str, names: list[str]) -> None:
    wanted = read_rhythm(typed, names)
    assert len(wanted.moment) <= len(typed) + 1


@given(st.integers(1, 4))
def test_what_a_button_carries_is_read_back(weeks: int) -> None:
    wanted = read_rhythm(f"jeudi 14h {write_weeks(weeks)} pour Enfance Nord", NAMES)
    assert (wanted.team, wanted.weeks, wanted.moment) == ("Enfance Nord", weeks, "jeudi 14h")
