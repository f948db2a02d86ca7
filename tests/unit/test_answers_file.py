from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.checkins.ballot import LONGEST_COMMENT as LONGEST_IN_A_BALLOT
from bot.errors import OperatorError
from bot.rehearsal.answers import LONGEST_COMMENT, Answer, AnswersFile, read_answers

HEADER = "week,person,charge,lien,rotating,comment\n"
PEOPLE = {"lea", "karim"}


def read(text: str) -> AnswersFile:
    return read_answers(text.splitlines(keepends=True), "A.csv", PEOPLE)


def test_weeks_come_in_order_and_people_in_the_order_of_answering() -> None:
    answers = read(HEADER + "2,lea,3,3,3,\n1,karim,1,2,3,\n1,lea,4,5,,Calme.\n")
    assert list(answers.by_week) == [1, 2]
    assert answers.in_week(1) == (
        Answer(person="karim", charge=1, lien=2, rotating=3),
        Answer(person="lea", charge=4, lien=5, comment="Calme."),
    )
    assert answers.in_week(3) == ()


def test_a_repeated_person_week_replaces_the_earlier_answer_at_its_later_moment() -> None:
    answers = read(HEADER + "1,lea,5,1,1,Trop.\n1,karim,3,3,3,\n1,lea,2,4,,\n")
    assert answers.in_week(1) == (
        Answer(person="karim", charge=3, lien=3, rotating=3),
        Answer(person="lea", charge=2, lien=4),
    )


def test_a_row_of_nothing_is_somebody_who_passed_every_question() -> None:
    assert read(HEADER + "1,lea,,,,\n").in_week(1) == (Answer(person="lea"),)


def test_a_comment_says_what_becomes_of_it() -> None:
    header = HEADER.replace("\n", ",keep,theme\n")
    answers = read(header + "1,lea,3,3,3,Bien.,verbatim,équipe\n1,karim,3,3,3,Bof.,,\n")
    assert [(a.keep, a.theme) for a in answers.in_week(1)] == [
        ("verbatim", "equipe"),
        ("theme", ""),
    ]


def test_columns_come_in_any_order_and_a_byte_order_mark_is_no_matter() -> None:
    answers = read("\ufeffperson,week,lien,charge,comment,rotating\nlea,1,5,2,,3\n")
    assert answers.in_week(1) == (Answer(person="lea", charge=2, lien=5, rotating=3),)


def test_a_comment_may_hold_commas_and_line_breaks() -> None:
    answers = read(HEADER + '1,lea,3,3,3,"Deux urgences,\nle reste a attendu."\n')
    assert answers.in_week(1)[0].comment == "Deux urgences,\nle reste a attendu."


def test_an_answer_is_said_in_the_values_of_the_form() -> None:
    answer = Answer(person="lea", charge=4, comment="Calme.", keep="none", theme="charge")
    assert answer.form() == {
        "charge": "4",
        "lien": "",
        "rotating": "",
        "comment": "Calme.",
        "keep": "none",
        "theme": "charge",
    }


def test_the_longest_comment_is_what_a_ballot_takes() -> None:
    assert LONGEST_COMMENT == LONGEST_IN_A_BALLOT


def test_what_somebody_answered_does_not_show_in_logs() -> None:
    assert repr(Answer(person="lea", charge=4, comment="Calme.")) == "Answer(person='lea')"


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (HEADER + "1,lea,9,3,3,\n", 2, "charge is '9'; expected 1, 2, 3, 4, 5 or nothing"),
        (HEADER + "1,lea,3,0,3,\n", 2, "lien is '0'"),
        (HEADER + "1,lea,3,3,3.5,\n", 2, "rotating is '3.5'"),
        (HEADER + "1,lea,3,3,3,\n\n1,zoe,3,3,3,\n", 4, "person 'zoe' is unknown"),
        (HEADER + "0,lea,3,3,3,\n", 2, "week is '0'; expected a whole number from 1"),
        (HEADER + "first,lea,3,3,3,\n", 2, "week is 'first'"),
        (HEADER + "1,lea,3,3,\n", 2, "5 values; expected 6, one a column"),
        (HEADER + '1,lea,3,3,3,"a\nb"\n1,lea,3,3,7,\n', 4, "rotating is '7'"),
        (HEADER + '1,lea,3,3,3,"never closed\n', 2, "not comma-separated values"),
        (HEADER + f"1,lea,3,3,3,{'a' * 401}\n", 2, "401 characters; expected 400 at most"),
        ("week,person,charge,lien,comment\n", 1, "no column 'rotating'; expected week,person"),
        (HEADER.replace("\n", ",mood\n"), 1, "unknown column 'mood'; expected some of"),
        (HEADER.replace("\n", ",lien\n"), 1, "column 'lien' appears twice"),
        (HEADER.replace("\n", ",keep\n") + "1,lea,3,3,3,,all\n", 2, "keep is 'all'"),
        (HEADER.replace("\n", ",theme\n") + "1,lea,3,3,3,,humeur\n", 2, "theme is 'humeur'"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_what_was_expected(
    text: str, line: int, said: str
) -> None:
    with pytest.raises(OperatorError) as refused:
        read(text)
    assert str(refused.value).startswith(f"A.csv, line {line}: ")
    assert said in str(refused.value)


def test_an_empty_file_is_refused_with_the_columns_it_should_have() -> None:
    with pytest.raises(OperatorError, match="is empty: expected the columns week,person,charge"):
        read("")


def test_a_file_in_another_encoding_is_refused_at_its_line() -> None:
    def lines() -> Iterator[str]:
        yield HEADER
        yield "1,lea,3,3,3,\n"
        yield b"\xe9".decode("utf-8")

    with pytest.raises(OperatorError, match=r"A\.csv, line 3: not UTF-8"):
        read_answers(lines(), "A.csv", PEOPLE)
