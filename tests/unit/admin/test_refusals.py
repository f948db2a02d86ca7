"""What must never be done is recognised in both languages, and nothing else is taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admin.model import COMMANDS
from bot.admin.refusals import refusal
from bot.admin.typed import read_command

ASKED = {
    "qui a répondu ?": "who_answered",
    "Qui n'a pas répondu cette semaine": "who_answered",
    "@Karim a répondu ?": "who_answered",
    "liste des répondants": "who_answered",
    "who answered?": "who_answered",
    "who hasn't replied yet": "who_answered",
    "did Karim answer": "who_answered",
    "historique de Léa": "one_person",
    "réponses de Karim": "one_person",
    "réponses d'Inês": "one_person",
    "Karim's answers": "one_person",
    "history of Léa": "one_person",
    "baisser le seuil": "floor",
    "seuil 3": "floor",
    "lower the threshold to 3": "floor",
    "disable anonymity": "floor",
    "classement des équipes": "ranking",
    "comparer les équipes": "ranking",
    "quelle est la pire équipe": "ranking",
    "rank teams": "ranking",
    "worst team": "ranking",
    "résultats maintenant": "early",
    "le bilan en avance": "early",
    "combien ont répondu ?": "early",
    "taux de réponse": "early",
    "results so far": "early",
    "how many people answered": "early",
}
HARMLESS = (
    "bonjour",
    "merci",
    "répondre",
    "bilan",
    "digest",
    "une question",
    "help",
    "hello",
    "les réponses de la semaine",
    "",
)


@pytest.mark.parametrize(("typed", "never"), ASKED.items())
def test_what_is_never_done_is_refused_for_its_own_reason(typed: str, never: str) -> None:
    said = refusal(typed)

    assert said is not None
    assert said.id == f"never.{never}"


@pytest.mark.parametrize("typed", ASKED)
def test_no_command_answers_it_first(typed: str) -> None:
    assert read_command("lien", typed) is None


@pytest.mark.parametrize("typed", [*HARMLESS, *(w for c in COMMANDS for w in c.words)])
def test_other_words_are_not_refused(typed: str) -> None:
    assert refusal(typed) is None


@given(st.text(max_size=10_000))
def test_any_text_is_looked_at(typed: str) -> None:
    said = refusal(typed)

    assert said is None or said.id.startswith("never.")
