"""A form asked one field at a time: every way through it ends where the person wants."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adapters.matrix.dialogue import (
    Asks,
    Dialogue,
    Leaves,
    Sends,
    Step,
    prompt,
    shows_words,
    step,
)
from bot.chat.outgoing import Form, Note, Option, Quote, Scale, Select, TextField, Whom
from bot.i18n.text import plain, text
from tests.unit.matrix.checkin import reader

OPTIONS = tuple(Option(value=v, label=plain(v.upper())) for v in ("theme", "verbatim", "none"))
FORM = Form(
    name="sharing.practice",
    context="c",
    title=plain("Une pratique"),
    fields=(
        Note(plain("Sans nom ni lieu.")),
        TextField(name="what", label=plain("Quoi ?"), is_required=True, max_length=20),
        Select(name="keep", label=plain("Ce commentaire"), options=OPTIONS, initial="theme"),
        Scale(
            name="use",
            label=plain("Utile ?"),
            steps=tuple(Option(value=str(n), label=plain(f"pas {n}")) for n in range(1, 6)),
            others=(Option(value="", label=plain("je passe")),),
            initial="",
        ),
        Whom(name="whom", label=plain("Pour qui ?"), is_required=False),
        Note(plain("Besoin de parler ? 3114")),
    ),
    submit=plain("Partager"),
)


def walk(*words: str, form: Form = FORM) -> Step:
    now: Step = Asks(Dialogue(form=form))
    for n, said in enumerate(words):
        assert isinstance(now, Asks), f"over before {said!r}"
        now = step(now.dialogue, said, f"${n}", reader())
    return now


def sent(*words: str) -> dict[str, str]:
    now = walk(*words)
    assert isinstance(now, Sends)
    return now.dialogue.sent()


def asked(now: Step) -> str:
    assert isinstance(now, Asks)
    return "\n".join(block.body for block in prompt(now.dialogue, reader()))


def test_fields_are_asked_in_turn_and_sent_on_a_yes() -> None:
    assert sent("Un café", "2", "pas 4", "@Karim", "oui") == {
        "what": "Un café",
        "keep": "verbatim",
        "use": "4",
        "whom": "@Karim",
    }


@pytest.mark.parametrize("skipping", ["passer", "skip", "-", "Passer."])
def test_what_is_skipped_takes_its_default(skipping: str) -> None:
    assert sent("x", skipping, skipping, skipping, "Partager") == {
        "what": "x",
        "keep": "theme",
        "use": "",
        "whom": "",
    }


def test_what_is_required_cannot_be_skipped() -> None:
    now = walk("passer")
    assert isinstance(now, Asks)
    assert now.problem == text("matrix.dialogue.must")
    assert (now.dialogue.at, now.dialogue.values) == (0, {})


@pytest.mark.parametrize("back", ["retour", "back", "Retour"])
def test_going_back_asks_the_field_before_again(back: str) -> None:
    assert "Quoi ?" in asked(walk("x", back))
    assert sent("x", back, "y", "1", "1", "-", "ok")["what"] == "y"
    assert "Quoi ?" in asked(walk(back))


@pytest.mark.parametrize("leaving", ["annuler", "cancel", "ANNULER !"])
def test_leaving_names_what_was_written_so_that_it_can_be_taken_back(leaving: str) -> None:
    now = walk("x", leaving)
    assert isinstance(now, Leaves)
    assert now.dialogue.inputs == ("$0", "$1")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x" * 21,), "matrix.dialogue.too_long"),
        (("x", "4"), "matrix.dialogue.one_of"),
        (("x", "peut-être"), "matrix.dialogue.one_of"),
        (("x", "1", "7"), "matrix.dialogue.one_of"),
        (("x", "1", "1", "-", "peut-être"), "matrix.dialogue.yes_or_no"),
    ],
)
def test_a_mistake_asks_the_same_again_and_says_why(words: tuple[str, ...], message: str) -> None:
    now = walk(*words)
    assert isinstance(now, Asks)
    assert now.problem is not None
    assert now.problem.id == message
    assert now.dialogue.at == len(words) - 1


def test_defaults_and_notes_are_shown_where_they_belong() -> None:
    assert "Sans nom ni lieu." in asked(Asks(Dialogue(form=FORM)))
    assert "THEME" in asked(walk("x")).splitlines()[-1]
    assert "3114" in asked(walk("x", "1", "1"))
    assert "3114" not in asked(walk("x"))
    assert "Partager" in asked(walk("x", "1", "1", "-"))


def test_what_is_quoted_stands_above_the_field_it_is_about() -> None:
    quoted = Quote(plain("Midi sauté"), plain("Ce qui a été vu"))
    form = Form(
        name="f", context="", title=plain("t"), fields=(quoted, *FORM.fields), submit=plain("ok")
    )
    assert "> Midi sauté\n— Ce qui a été vu" in asked(Asks(Dialogue(form=form)))
    assert "Midi sauté" not in asked(walk("x", form=form))


def test_a_form_of_one_field_is_sent_at_once() -> None:
    alone = Form(name="f", context="", title=plain("t"), fields=FORM.fields[:2], submit=plain("ok"))
    assert isinstance(walk("x", form=alone), Sends)


def test_what_was_written_stays_out_of_a_repr() -> None:
    assert "secret" not in repr(walk("secret"))


@settings(max_examples=150)
@given(
    st.lists(
        st.sampled_from(["retour", "passer", "1", "oui", "annuler", "2", "x"])
        | st.text(max_size=30),
        max_size=12,
    )
)
def test_any_way_through_keeps_every_input_and_sends_only_known_values(words: list[str]) -> None:
    now: Step = Asks(Dialogue(form=FORM))
    for n, said in enumerate(words):
        if not isinstance(now, Asks):
            break
        now = step(now.dialogue, said, f"${n}", reader())
        assert now.dialogue.inputs == tuple(f"${i}" for i in range(n + 1))
    if isinstance(now, Sends):
        values = now.dialogue.sent()
        assert values["keep"] in {option.value for option in OPTIONS}
        assert values["use"] in {"", "1", "2", "3", "4", "5"}
        assert len(values["what"]) <= 20


PREVIEW = Form(
    name="sharing.preview",
    context="c",
    title=plain("Ce qui sera lu"),
    stage="preview",
    fields=(
        Note(plain("Rien n'est encore gardé.")),
        TextField(
            name="fact", label=plain("Ce que vous avez vu"), is_required=True, initial="midi"
        ),
        TextField(name="idea", label=plain("Une idée")),
        Select(name="theme", label=plain("Le thème"), options=OPTIONS, initial="verbatim"),
    ),
    submit=plain("Transmettre"),
)


def test_a_preview_is_shown_whole_and_sent_with_one_word() -> None:
    shown = asked(Asks(Dialogue.of(PREVIEW)))
    for line in (
        "Rien n'est encore gardé.",
        "1. Ce que vous avez vu\u00a0: midi",
        "3. Le thème\u00a0: VERBATIM",
    ):
        assert line in shown
    now = step(Dialogue.of(PREVIEW), "oui", "$1", reader())
    assert isinstance(now, Sends)
    assert now.dialogue.sent() == {"fact": "midi", "idea": "", "theme": "verbatim"}


def test_a_line_of_a_preview_is_changed_by_its_number() -> None:
    now: Step = Asks(Dialogue.of(PREVIEW))
    for n, said in enumerate(("3", "retour", "2", "un relais", "3", "theme", "peut-être")):
        assert isinstance(now, Asks)
        now = step(now.dialogue, said, f"${n}", reader())
    assert isinstance(now, Asks)
    assert now.problem == text("matrix.dialogue.look", last=3)
    assert "2. Une idée\u00a0: un relais" in asked(now)
    sent = step(now.dialogue, "Transmettre", "$9", reader())
    assert isinstance(sent, Sends)
    assert sent.dialogue.sent() == {"fact": "midi", "idea": "un relais", "theme": "theme"}


FILLED = replace(
    PREVIEW,
    fields=tuple(
        replace(one, initial="un relais")
        if isinstance(one, TextField) and one.name == "idea"
        else one
        for one in PREVIEW.fields
    ),
)


def previewed(*words: str) -> Step:
    now: Step = Asks(Dialogue.of(FILLED))
    for n, said in enumerate(words):
        assert isinstance(now, Asks)
        now = step(now.dialogue, said, f"${n}", reader())
    return now


@pytest.mark.parametrize(
    "words",
    [
        ("2 : rien",),
        ("2 -",),
        ("2\u00a0: Rien.",),
        ("idée : -",),
        ("Une idée : nothing",),
        ("idee vide",),
        ("2", "rien"),
        ("2", "-"),
        ("2", "empty"),
    ],
)
def test_an_optional_line_of_a_preview_is_emptied(words: tuple[str, ...]) -> None:
    assert "2. Une idée\u00a0: —" in asked(previewed(*words))
    sent = previewed(*words, "oui")
    assert isinstance(sent, Sends)
    assert sent.dialogue.sent() == {"fact": "midi", "idea": "", "theme": "verbatim"}


@pytest.mark.parametrize("words", [("1 : rien",), ("3 -",), ("ce que vous avez vu : -",)])
def test_a_line_that_needs_an_answer_stays_as_it_is(words: tuple[str, ...]) -> None:
    now = previewed(*words)
    assert isinstance(now, Asks)
    assert now.problem == text("matrix.dialogue.must")
    assert now.dialogue.sent() == {"fact": "midi", "idea": "un relais", "theme": "verbatim"}


@pytest.mark.parametrize(
    "words", ["9 : rien", "rien", "autre : rien", ": -", "il ne se passe rien"]
)
def test_words_that_name_no_line_empty_none(words: str) -> None:
    now = previewed(words)
    assert isinstance(now, Asks)
    assert now.problem == text("matrix.dialogue.look", last=3)
    assert now.dialogue.sent()["idea"] == "un relais"


def test_passing_leaves_a_line_of_a_preview_as_it_was_last_changed() -> None:
    assert "«\u00a0passer\u00a0»\u00a0: un relais." in asked(previewed("2"))
    again = previewed("2", "un appel", "2")
    assert "«\u00a0passer\u00a0»\u00a0: un appel." in asked(again)
    assert "2. Une idée\u00a0: un appel" in asked(previewed("2", "un appel", "2", "passer"))
    assert "rien" not in asked(previewed("2", "rien", "2"))


def test_how_to_empty_a_line_is_said_where_there_is_one() -> None:
    assert "«\u00a02\u00a0: rien\u00a0»" in asked(previewed())
    assert "rien" not in asked(Asks(Dialogue.of(replace(PREVIEW, fields=PREVIEW.fields[1:]))))


def test_a_draft_is_sent_after_its_last_field_for_it_is_shown_again() -> None:
    draft = replace(PREVIEW, stage="draft")
    now: Step = Asks(Dialogue.of(draft))
    for n, said in enumerate(("midi", "-", "1")):
        assert isinstance(now, Asks)
        now = step(now.dialogue, said, f"${n}", reader())
    assert isinstance(now, Sends)


def test_what_shows_somebodys_own_words_is_known() -> None:
    assert shows_words(Dialogue.of(PREVIEW))
    assert shows_words(Dialogue(form=PREVIEW))
    assert not shows_words(Dialogue(form=FORM))
    assert not shows_words(Dialogue(form=FORM, at=len(FORM.fields)))
