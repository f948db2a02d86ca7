from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.themes import Theme, suggest

LABELLED = [
    tuple(line.split("\t"))
    for line in Path(__file__).with_name("theme_sentences.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def test_the_suggested_theme_is_the_authors_four_times_in_five_on_plain_sentences() -> None:
    right = sum(suggest(text) == theme for theme, text in LABELLED)
    assert right / len(LABELLED) >= 0.8


def test_every_theme_is_suggested_for_some_sentence() -> None:
    assert {suggest(text) for _, text in LABELLED} == set(Theme)


def test_a_text_without_a_known_word_is_of_no_theme() -> None:
    assert suggest("Il fait beau.") is Theme.AUTRE
    assert suggest("") is Theme.AUTRE


def test_equipment_is_not_the_team() -> None:
    assert suggest("Notre équipement est vétuste.") is Theme.MATERIEL
    assert suggest("Notre équipe est en colère.") is Theme.EQUIPE


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_any_text_has_one_theme(text: str) -> None:
    assert suggest(text) in Theme
