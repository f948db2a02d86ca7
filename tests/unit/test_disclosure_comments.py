from __future__ import annotations

from typing import Literal

import pytest

from bot.disclosure.answers import Answers, Comment
from bot.disclosure.memory import Memory
from bot.disclosure.released import Item, Theme, Verbatim
from bot.disclosure.rules import Decision
from tests.rosters import ballots, play, roster, season

SERVICE = roster(dict.fromkeys("abc", 15), dict.fromkeys("abc", "s"))


def says(text: str, theme: str = "horaires", *, aloud: bool = False) -> Answers:
    keep: Literal["theme", "verbatim"] = "verbatim" if aloud else "theme"
    return Answers(charge=3, lien=3, comment=Comment(text=text, theme=theme, keep=keep))


def passed_on(decision: Decision, unit: str) -> list[Item]:
    return [
        item
        for record in decision.records
        if record.unit == unit
        for item in record.items
        if isinstance(item, Theme | Verbatim)
    ]


def test_three_authors_make_a_theme_where_ten_answered() -> None:
    written = [says("x"), says("y"), says("z")]
    decision = play(Memory(), 1, SERVICE, {"a": [*written, *ballots(*[3] * 7)]})
    assert passed_on(decision, "a") == [Theme(value="horaires", level="some")]


def test_two_authors_make_no_theme() -> None:
    written = [says("x"), says("y"), says("z", "charge")]
    decision = play(Memory(), 1, SERVICE, {"a": [*written, *ballots(*[3] * 7)]})
    assert passed_on(decision, "a") == []


def test_a_theme_is_many_from_five_authors_and_half_of_the_comments() -> None:
    five = [says(text) for text in "abcde"]
    others = [says(text, "charge") for text in "fghijk"]
    half = play(Memory(), 1, SERVICE, {"a": [*five, *others[:5]]})
    assert passed_on(half, "a")[-1] == Theme(value="horaires", level="many")
    less = play(Memory(), 1, SERVICE, {"a": [*five, *others]})
    assert passed_on(less, "a")[-1] == Theme(value="horaires", level="some")


def test_verbatims_are_sorted_by_their_own_text_and_those_not_chosen_are_not_said() -> None:
    written = [says("Midi", aloud=True), says("caché"), says("Lundi", aloud=True)]
    decision = play(Memory(), 1, SERVICE, {"a": [*written, *ballots(*[3] * 7)]})
    assert passed_on(decision, "a")[1:] == [Verbatim(text="Lundi"), Verbatim(text="Midi")]


@pytest.mark.parametrize("silent", [6, 7])
def test_under_ten_respondents_comments_move_up_to_the_level(silent: int) -> None:
    written = [says(text, aloud=True) for text in "xyz"]
    team = [*written, *ballots(*[3] * silent)]
    answers = {"a": team, "s": [*team, *ballots(*[3] * 30)]}
    decision = play(Memory(), 1, SERVICE, answers)
    stays, moves = passed_on(decision, "a"), passed_on(decision, "s")
    assert (len(stays), len(moves)) == ((0, 4) if silent == 6 else (4, 0))


def test_comments_are_destroyed_when_the_level_is_silent_too() -> None:
    team = [*(says(text, aloud=True) for text in "xyz"), *ballots(3)]
    decision = play(Memory(), 1, SERVICE, {"a": team, "s": [*team, *ballots(*[3] * 25)]})
    assert passed_on(decision, "a") == passed_on(decision, "s") == []


def test_a_level_says_nothing_when_under_ten_people_could_have_written_it() -> None:
    written = [says(text, aloud=True) for text in "xyz"]
    a, b = ([says(name + text) for text in "xyz"] + ballots(*[3] * 12) for name in "ab")
    c = [*written, *ballots(*[3] * 5)]
    decision = play(Memory(), 1, SERVICE, {"a": a, "b": b, "c": c, "s": [*a, *b, *c]})
    assert passed_on(decision, "s") == []


def test_a_comment_is_never_said_in_two_cells() -> None:
    a = [says(text, aloud=True) for text in "klm"] + ballots(*[3] * 12)
    b = [says(text, aloud=True) for text in "xyz"] + ballots(*[3] * 5)
    c = ballots(*[3] * 9)
    decision = play(Memory(), 1, SERVICE, {"a": a, "b": b, "c": c, "s": [*a, *b, *c]})
    assert [item.text for item in passed_on(decision, "a") if isinstance(item, Verbatim)] == [
        *"klm"
    ]
    assert [item.text for item in passed_on(decision, "s") if isinstance(item, Verbatim)] == [
        *"xyz"
    ]


def test_a_theme_follows_the_epoch_and_a_verbatim_does_not() -> None:
    before = season(roster({"a": 14}), [{}])
    written = {"a": [*(says(text, aloud=True) for text in "xyz"), *ballots(*[3] * 9)]}
    after = season(roster({"a": 15}), [written] * 3, memory=before[-1].memory)
    kinds = [{type(item) for item in passed_on(one, "a")} for one in after]
    assert kinds == [{Verbatim}, {Verbatim}, {Theme, Verbatim}]
