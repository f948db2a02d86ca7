from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import OperatorError
from bot.i18n.catalog import LANGUAGES
from bot.sharing.prompt_file import USUAL_SECONDS, parse_prompts
from bot.texts import Texts

FRENCH = """\
[[prompt]]
id = "accueil"
kind = "practice"
words = "Qu'est-ce qui marche ?"
[[prompt]]
id = "outil"
kind = "signal"
words = "Qu'est-ce qui gêne ?"
seconds = 30
"""
ENGLISH = FRENCH.replace("Qu'est-ce qui marche ?", "What works?").replace(
    "Qu'est-ce qui gêne ?", "What gets in the way?"
)


def test_questions_keep_their_order_their_kind_and_their_time() -> None:
    first, second = parse_prompts({"fr": FRENCH, "en": ENGLISH}).every
    assert (first.id, first.kind, first.seconds) == ("accueil", "practice", USUAL_SECONDS)
    assert first.words == {"fr": "Qu'est-ce qui marche ?", "en": "What works?"}
    assert (second.kind, second.seconds) == ("signal", 30)


def test_lien_ships_at_least_forty_questions_of_both_kinds_each_said_once_in_each_language() -> (
    None
):
    every = Texts.packaged().prompts.every
    assert len(every) >= 40
    assert min(sum(p.kind == kind for p in every) for kind in ("practice", "signal")) >= 20
    for language in LANGUAGES:
        said = [prompt.words[language] for prompt in every]
        assert len(set(said)) == len(every)
        assert all(words.endswith("?") for words in said)
        assert max(map(len, said)) <= 120
    assert all(p.words["fr"] != p.words["en"] for p in every)


def test_no_question_asks_who_or_calls_anybody_tu() -> None:
    for prompt in Texts.packaged().prompts.every:
        french = f" {prompt.words['fr'].lower()} "
        assert not any(f" {word} " in french for word in ("qui est-ce", "tu", "toi", "nom"))
        assert not prompt.words["en"].lower().startswith("who ")
        assert "·" not in french


WRONG = {
    "no table": ("", "has no [[prompt]]"),
    "not TOML": ("[[prompt]", "not TOML"),
    "unknown key": (FRENCH + 'theme = "x"\n', "unknown key 'theme'"),
    "unknown table": (FRENCH + "[other]\n", "unknown 'other'"),
    "unknown kind": (FRENCH.replace('"signal"', '"secret"'), "line 7: kind"),
    "no words": (FRENCH.replace("Qu'est-ce qui gêne ?", ""), "line 8: words"),
    "no id": (FRENCH.replace('"outil"', '""'), "line 6: id"),
    "same id": (FRENCH.replace('"outil"', '"accueil"'), "line 6: id"),
    "no time": (FRENCH.replace("30", "0"), "line 9: seconds"),
    "words in time": (FRENCH.replace("30", '"30"'), "line 9: seconds"),
    "too long": (FRENCH.replace("gêne ?", "x" * 300), "line 8: words"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_makes_no_sense_is_refused_with_its_file_and_line(name: str) -> None:
    written, says = WRONG[name]
    with pytest.raises(OperatorError) as refused:
        parse_prompts({"fr": written, "en": ENGLISH})
    assert "prompts.fr.toml" in str(refused.value)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("english", "says"),
    [
        (ENGLISH.replace('"outil"', '"tool"'), "'outil', as in prompts.fr.toml"),
        (ENGLISH.replace('"signal"', '"practice"'), "'signal', as in prompts.fr.toml"),
        (ENGLISH.partition('[[prompt]]\nid = "outil"')[0], "1 questions; expected 2"),
    ],
)
def test_both_languages_ask_the_same(english: str, says: str) -> None:
    with pytest.raises(OperatorError, match=r"prompts\.en\.toml") as refused:
        parse_prompts({"fr": FRENCH, "en": english})
    assert says in str(refused.value)


@given(st.text(max_size=200), st.integers(0, len(FRENCH)))
def test_any_edit_of_the_file_is_read_or_refused(edit: str, at: int) -> None:
    with suppress(OperatorError):
        parse_prompts({"fr": FRENCH[:at] + edit + FRENCH[at:], "en": ENGLISH})
