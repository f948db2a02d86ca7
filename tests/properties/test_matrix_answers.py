"""However an answer is put together, it is read as it was meant or asked about: never otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from bot.adapters.matrix.answers import Answered, read_answer
from bot.adapters.matrix.sheet import Sheet
from tests.unit.matrix.checkin import SHEETS

FIELDS = ("charge", "lien", "rotating")
NUMBERS = {"1": "un", "2": "deux", "3": "three", "4": "quatre", "5": "five"}
# A tight "/" is left to the table: "1/5" is one of five, whoever wrote it.
SEPARATORS = st.sampled_from(
    [*",;.- \n", "  ", ", ", " ,", "; ", " ; ", " et ", " and ", " / ", " - ", ". "]
)
PASSES = st.sampled_from(["-", "—", "je passe", "skip", "passe", "sans objet"])
ENDS = st.sampled_from(["", " ", ".", " !", " merci", "\n"])
COMMENTS = st.sampled_from(["", "\nDeux urgences.", " : deux urgences", "\n- un\n- deux"])


@dataclass(frozen=True)
class Meant:
    words: str
    values: dict[str, str]


def ways(sheet: Sheet, n: int, value: str) -> st.SearchStrategy[str]:
    question = sheet.questions[n]
    if value == "":
        return PASSES
    said = [value, NUMBERS[value], question.steps[int(value) - 1], f"{value}/5"]
    said += [question.steps[int(value) - 1].upper(), f"{FIELDS[n]} {value}" if n < 2 else value]
    return st.sampled_from([*said, f"Q{n + 1} {value}"])


@st.composite
def meant(draw: st.DrawFn, language: str) -> Meant:
    sheet = SHEETS[language]
    values = [draw(st.sampled_from(["", "1", "2", "3", "4", "5"])) for _ in FIELDS]
    mark = draw(st.sampled_from(["", "", "", ": ", ":", ". ", ") ", "="]))
    words = ""
    for n in range(3):
        words += draw(SEPARATORS) if n else ""
        words += f"{n + 1}{mark}" if mark else ""
        words += draw(ways(sheet, n, values[n]))
    words += draw(ENDS) + draw(COMMENTS)
    return Meant(words, dict(zip(FIELDS, values, strict=True)))


def given_by(found: Answered) -> dict[str, str]:
    return {name: found.values[name].replace("na", "") for name in FIELDS}


@settings(max_examples=300)
@given(st.data(), st.sampled_from(["fr", "en"]))
def test_an_answer_is_read_as_meant_or_asked_about(data: st.DataObject, language: str) -> None:
    intended = data.draw(meant(language))
    found = read_answer(intended.words, SHEETS[language])
    event("understood" if isinstance(found, Answered) else "asked about")
    if isinstance(found, Answered):
        assert given_by(found) == intended.values


@settings(max_examples=150)
@given(
    st.lists(st.sampled_from(["", "1", "2", "3", "4", "5"]), min_size=3, max_size=3),
    st.sampled_from([" ", ", ", " ; ", ",", ";"]),
    st.text(max_size=60).map(str.strip),
)
def test_the_way_the_invitation_teaches_is_always_understood(
    values: list[str], separator: str, comment: str
) -> None:
    assume("\r" not in comment)
    words = separator.join(value or "-" for value in values) + "\nMot : " + comment
    found = read_answer(words, SHEETS["fr"])
    assert isinstance(found, Answered)
    assert given_by(found) == dict(zip(FIELDS, values, strict=True))
    assert found.values["comment"].startswith("Mot :")
    assert found.left_out == ()


@settings(max_examples=150)
@given(st.lists(st.integers(-3, 99), min_size=1, max_size=6))
def test_only_two_or_three_steps_in_order_are_an_answer(numbers: list[int]) -> None:
    found = read_answer(" ".join(map(str, numbers)), SHEETS["fr"])
    is_answer = 2 <= len(numbers) <= 3 and all(1 <= number <= 5 for number in numbers)
    # Three digits in a row, each a step, are three answers: "423".
    is_tight = len(numbers) == 1 and len(str(numbers[0])) == 3
    assert isinstance(found, Answered) is (is_answer or is_tight)
