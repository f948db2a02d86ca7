from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.model import CORE
from bot.checkins.questions import parse_questionnaire
from bot.errors import OperatorError
from bot.texts import Texts

FRENCH = """\
heading = "Ces sept derniers jours"
labels = ["un", "deux", "trois", "quatre", "cinq"]
[[question]]
id = "charge"
label = "Ma charge…"
[[question]]
id = "lien"
label = "L'équipe…"
[[question]]
id = "temps"
label = "Le temps…"
has_not_applicable = true
heading = ""
labels = ["a", "b", "c", "d", "e"]
"""
ENGLISH = FRENCH.replace("Ma charge", "My workload")


def test_questions_keep_their_order_and_what_sets_them_apart() -> None:
    read = parse_questionnaire({"fr": FRENCH, "en": ENGLISH})
    charge, temps = read.question("charge", "en"), read.question("temps", "fr")
    assert read.rotating == ("temps",)
    assert (charge.label, charge.heading) == ("My workload…", "Ces sept derniers jours")
    assert charge.labels == ("un", "deux", "trois", "quatre", "cinq")
    assert not charge.has_not_applicable
    assert (temps.heading, temps.labels) == (None, ("a", "b", "c", "d", "e"))
    assert temps.has_not_applicable


def test_a_weeks_questions_are_planned_with_the_longest_that_come_by_turn() -> None:
    longer = FRENCH.replace("= true", "= true\nseconds = 12")
    assert parse_questionnaire({"fr": FRENCH, "en": ENGLISH}).seconds == 15
    assert parse_questionnaire({"fr": longer, "en": ENGLISH}).seconds == 22
    # "Trois questions, vingt secondes": the announcement counts its own reading too.
    assert Texts.packaged().costs.questions + Texts.packaged().costs.invitation == 20


def test_both_packaged_languages_ask_the_same_ten_questions_with_five_steps() -> None:
    read = Texts.packaged().questionnaire
    french, english = read.by_language["fr"], read.by_language["en"]
    assert list(french) == list(english) == [*CORE, *read.rotating]
    assert len(read.rotating) == 8
    for name, question in french.items():
        assert len(set(question.labels)) == len(set(english[name].labels)) == 5
        assert question.label != english[name].label
        assert (question.heading is None) == (english[name].heading is None) == (name == "avenir")
    assert [n for n, q in french.items() if q.has_not_applicable] == ["parole", "aide", "distance"]


def test_the_packaged_workload_scale_has_two_ends_and_the_others_one() -> None:
    read = Texts.packaged().questionnaire
    ends = {q.id: (q.labels[0], q.labels[-1]) for q in read.by_language["fr"].values()}
    assert ends.pop("charge") == ("trop légère", "intenable")
    assert set(ends.values()) == {("pas du tout", "tout à fait")}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('id = "lien"', 'id = "charge"'), "questions.fr.toml: id 'charge' is there twice"),
        (('id = "lien"', 'id = "link"'), "no question has the id 'lien'"),
        (('label = "Le temps…"', "label = 3"), "question 3: label must be text in quotes"),
        (('label = "Le temps…"\n', ""), "question 3: label must be text in quotes"),
        (('"a", "b"', '"a"'), "question 3: labels must be 5 different texts"),
        (('"a", "b"', '"a", "a"'), "question 3: labels must be 5 different texts"),
        (('["a", "b", "c", "d", "e"]', '"abcde"'), "question 3: labels must be 5 different"),
        (("= true", '= "yes"'), "question 3: has_not_applicable must be true or false"),
        (("= true", "= true\nseconds = 0"), "question 3: seconds must be a whole number from 1"),
        (("= true", "= true\nseconds = true"), "question 3: seconds must be a whole number"),
        (('heading = ""', "heading = 1"), "question 3: heading must be text in quotes"),
        (("labels = [", "steps = ["), "questions.fr.toml: unknown key 'steps'; expected some of"),
        (('id = "temps"', 'id = "temps"\nmood = 1'), "question 3: unknown key 'mood'"),
        (('id = "temps"', "id = temps"), "questions.fr.toml is not TOML"),
    ],
)
def test_a_mistake_is_told_with_its_file_its_key_and_what_was_expected(
    change: tuple[str, str], said: str
) -> None:
    with pytest.raises(OperatorError) as refused:
        parse_questionnaire({"fr": FRENCH.replace(*change), "en": ENGLISH})
    assert str(refused.value).startswith("questions.fr.toml")
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("english", "said"),
    [
        (ENGLISH.replace('"temps"', '"time"'), "the ids are charge, lien, time; expected those of"),
        (ENGLISH.replace("= true", "= false"), "has_not_applicable of 'temps' must be true, as in"),
    ],
)
def test_languages_that_do_not_ask_the_same_are_refused(english: str, said: str) -> None:
    with pytest.raises(OperatorError, match=r"^questions\.en\.toml") as refused:
        parse_questionnaire({"fr": FRENCH, "en": english})
    assert said in str(refused.value)


@pytest.mark.parametrize("text", ["", "question = 3", "question = [1]"])
def test_a_file_without_questions_is_refused(text: str) -> None:
    with pytest.raises(OperatorError, match=r"expected a \[\[question\]\] table for each"):
        parse_questionnaire({"fr": text})


def test_a_questionnaire_with_nothing_to_ask_in_turn_is_refused() -> None:
    core_only = FRENCH[: FRENCH.rindex("[[question]]")]
    with pytest.raises(OperatorError, match="at least one question besides charge and lien"):
        parse_questionnaire({"fr": core_only})


lines = st.lists(
    st.sampled_from(
        [*FRENCH.splitlines(), "label = 1", "labels = []", "[question]", "id =", "x=[["]
    ),
    max_size=12,
)


@given(lines.map("\n".join))
def test_nothing_in_a_questions_file_fails_but_as_an_operator_error(text: str) -> None:
    with suppress(OperatorError):
        parse_questionnaire({"fr": text})
