"""The two catalogues say the same things: same messages, same placeholders, nothing left out."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from bot.i18n.catalog import LANGUAGES, catalog

FOLDER = Path(str(files("bot.i18n"))) / "locales"
CATALOGUES = sorted({path.name for path in FOLDER.glob("*/*.po")})


def read(language: str, catalogue: str) -> list[Message]:
    with (FOLDER / language / catalogue).open("rb") as source:
        return [message for message in read_po(source, locale=language) if message.id]


def forms(message: Message) -> tuple[str, ...]:
    said = message.string or ""
    return (said,) if isinstance(said, str) else tuple(said)


def name(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def placeholders(template: str) -> dict[str, str]:
    """Map each placeholder to the form it is said in."""
    return {
        field: form or "" for _, field, form, _ in Formatter().parse(template) if field is not None
    }


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_message_exists_in_every_language(catalogue: str) -> None:
    french, english = ([name(m) for m in read(language, catalogue)] for language in LANGUAGES)

    assert french == english


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_message_is_translated_and_reviewed(language: str, catalogue: str) -> None:
    unfinished = [
        name(m)
        for m in read(language, catalogue)
        if m.fuzzy or not all(f.strip() for f in forms(m))
    ]

    assert unfinished == []


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_message_has_the_same_placeholders_in_every_language(catalogue: str) -> None:
    said = {
        language: {
            name(m): set().union(*map(placeholders, forms(m))) for m in read(language, catalogue)
        }
        for language in LANGUAGES
    }

    assert said["fr"] == said["en"]


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_a_message_counts_in_every_language_or_in_none(catalogue: str) -> None:
    counted = {
        language: [name(m) for m in read(language, catalogue) if m.pluralizable]
        for language in LANGUAGES
    }

    assert counted["fr"] == counted["en"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_identifier_is_given_once(language: str) -> None:
    names = [name(m) for catalogue in CATALOGUES for m in read(language, catalogue)]

    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_read_at_run_time_is_all_there_is(language: str) -> None:
    names = {name(m) for catalogue in CATALOGUES for m in read(language, catalogue)}

    assert set(catalog(language).messages) == names | {"plain"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_placeholder_is_a_plain_name_said_as_it_is_or_as_a_limit(language: str) -> None:
    odd = {
        message: template
        for message, templates in catalog(language).messages.items()
        for template in templates
        for field, form in placeholders(template).items()
        if not field.isidentifier() or form not in {"", "until"}
    }

    assert odd == {}


@pytest.mark.parametrize(
    ("language", "limit"), [("fr", r"jusqu['’](à|au) \{"), ("en", r"\buntil \{")]
)
def test_a_limit_is_said_through_its_form(language: str, limit: str) -> None:
    """French contracts what comes before a date: `{when:until}` knows how."""
    written_out = [
        message
        for message, templates in catalog(language).messages.items()
        if not message.startswith("time.") and any(re.search(limit, t) for t in templates)
    ]

    assert written_out == []


def test_no_french_message_needs_a_median_point() -> None:
    dotted = [
        message
        for message, templates in catalog("fr").messages.items()
        if any(re.search(r"\w·\w", template) for template in templates)
    ]

    assert dotted == []
