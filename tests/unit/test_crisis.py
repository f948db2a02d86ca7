from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.crisis import Grade, grade

PHRASES = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("crisis_phrases.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.mark.parametrize(("level", "text"), PHRASES)
def test_a_phrase_gets_the_grade_a_reader_gives_it(level: str, text: str) -> None:
    found = grade(text)
    assert (found.value if found else "0") == level


def test_the_gravest_sentence_decides() -> None:
    assert grade("Je suis à bout. Je veux mourir. Sinon ça va.") is Grade.EXPLICIT


def test_ones_own_exhaustion_comes_before_a_colleagues_despair() -> None:
    assert grade("Une usagère est suicidaire. Moi je craque.") is Grade.EXHAUSTION


def test_capitals_accents_and_apostrophes_change_nothing() -> None:
    assert grade("J’AI ENVIE D’EN FINIR") is Grade.EXPLICIT
    assert grade("j'ai des idees noires") is Grade.PASSIVE


def test_an_ordinary_week_shows_no_card() -> None:
    assert grade("Semaine chargée, trois audiences, mais l'équipe est solide.") is None


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_can_be_graded(text: str) -> None:
    assert grade(text) is None or isinstance(grade(text), Grade)
