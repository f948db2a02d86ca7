from __future__ import annotations

import re
from importlib.resources import files

import pytest

from bot.i18n.catalog import catalog

ROOM = files("bot.adapters.local")
SOURCES = "".join(
    entry.read_text(encoding="utf-8")
    for folder in (ROOM, ROOM / "page")
    for entry in folder.iterdir()
    if entry.name.endswith((".py", ".js", ".html"))
)
# Made of a prefix and a value: local.role.agent, local.language.fr.
MADE = ("local.role.", "local.language.")


def ours(language: str) -> dict[str, tuple[str, ...]]:
    messages = catalog(language).messages
    return {name: forms for name, forms in messages.items() if name.startswith("local.")}


def holes(forms: tuple[str, ...]) -> set[str]:
    return {hole for form in forms for hole in re.findall(r"\{(\w+)\}", form)}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_string_the_page_asks_for_is_in_the_catalogue(language: str) -> None:
    asked = set(re.findall(r"[\"{](local\.[a-z_.]+[a-z])[\"}]", SOURCES))
    assert len(asked) > 60
    assert asked - set(ours(language)) == set()


def test_no_string_of_the_catalogue_is_left_unused() -> None:
    unused = [n for n in ours("fr") if n not in SOURCES and not n.startswith(MADE)]
    assert unused == []


def test_both_languages_say_the_same_things_with_the_same_values() -> None:
    french, english = ours("fr"), ours("en")
    assert set(french) == set(english)
    for name, forms in french.items():
        assert holes(forms) == holes(english[name]), name


def test_scripts_hold_no_words_of_their_own() -> None:
    scripts = "".join(
        entry.read_text(encoding="utf-8")
        for entry in (ROOM / "page").iterdir()
        if entry.name.endswith(".js")
    )
    assert re.findall(r"\"[^\"]*[àâçéèêîôùû][^\"]*\"", scripts) == []
    assert "innerHTML" not in scripts
