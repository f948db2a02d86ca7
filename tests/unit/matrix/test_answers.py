"""What people write when they answer in one message, and what is never guessed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.adapters.matrix.answers import Answered, Unclear, read_answer
from tests.unit.matrix.checkin import SHEETS

HERE = Path(__file__).parent


def rows(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()[1:]
    return [[cell.replace("\\n", "\n") for cell in line.split("\t")] for line in lines]


PHRASINGS = rows("phrasings.tsv")


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("words", "charge", "lien", "rotating", "comment"),
    PHRASINGS,
    ids=[row[0] for row in PHRASINGS],
)
def test_a_phrasing_is_understood_whatever_the_language_of_the_question(
    language: str, words: str, charge: str, lien: str, rotating: str, comment: str
) -> None:
    if "temps" in words.casefold() and language == "en":
        words = words.casefold().replace("temps", "essentials")
    for certainty in ("asked", "unasked"):
        found = read_answer(words, SHEETS[language], certainty)
        assert isinstance(found, Answered)
        given = [found.values[name].replace("-", "") for name in ("charge", "lien", "rotating")]
        assert given == [value.replace("-", "") for value in (charge, lien, rotating)]
        assert found.values["comment"] == comment
        assert (found.values["keep"], found.values["theme"]) == ("theme", "")


@pytest.mark.parametrize(("words", "problem"), rows("mistakes.tsv"))
def test_what_could_mean_two_things_is_asked_about(words: str, problem: str) -> None:
    found = read_answer(words, SHEETS["fr"], "asked")
    assert isinstance(found, Unclear)
    assert found.problem == problem


@pytest.mark.parametrize(
    "words",
    [
        "",
        "bonjour",
        "merci",
        "aide",
        "oui",
        "2 personnes absentes cette semaine",
        "4 urgences ce matin",
        "Je n'en peux plus.",
        "passe le bonjour à Karim",
        "charge la batterie",
        "lien vers le document ?",
        "un café ?",
        "- rappeler Karim",
        "On se voit à 14 h",
        "https://example.org/4/2/3",
    ],
)
def test_a_sentence_nobody_asked_for_is_no_answer(words: str) -> None:
    assert read_answer(words, SHEETS["fr"], "unasked") is None


@pytest.mark.parametrize("words", ["4 2 3 4", "4 2 6", "4.2", "4-2", "4 2 bof"])
def test_an_answer_gone_wrong_is_noticed_even_when_nobody_asked(words: str) -> None:
    assert isinstance(read_answer(words, SHEETS["fr"], "unasked"), Unclear)


def test_a_mistake_says_which_questions_were_understood_and_where_reading_stopped() -> None:
    assert read_answer("4 2 bof", SHEETS["fr"]) == Unclear(problem="word", read=(1, 2), at=3)


def test_questions_left_out_are_numbered() -> None:
    found = read_answer("lien 2", SHEETS["fr"])
    assert isinstance(found, Answered)
    assert found.left_out == (1, 3)


def test_not_applicable_is_told_from_passing_where_the_form_tells_them_apart() -> None:
    found = read_answer("4 2 sans objet", SHEETS["fr, sans objet"])
    assert isinstance(found, Answered)
    assert found.values["rotating"] == "na"


def test_answers_stay_out_of_a_repr() -> None:
    assert "urgence" not in repr(read_answer("4 2 3 : urgence", SHEETS["fr"]))


@pytest.mark.parametrize(
    ("page", "language"), [("talking-on-matrix.fr.md", "fr"), ("talking-on-matrix.md", "en")]
)
def test_the_page_people_read_teaches_what_is_understood(page: str, language: str) -> None:
    written = (HERE.parents[2] / "docs" / page).read_text(encoding="utf-8")
    rows = [line for line in written.splitlines() if line.startswith("| `")]
    taught = [words for row in rows for words in re.findall(r"`([^`]+)`", row) if words != " : "]
    assert len(taught) >= 7
    for words in taught:
        assert isinstance(read_answer(words, SHEETS[language], "unasked"), Answered), words
