"""Tells whether somebody reads their own language and no other, from the catalogues themselves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from babel.dates import get_day_names, get_month_names

from bot.i18n.catalog import LANGUAGES, catalog
from bot.texts import Texts

_WORD = re.compile(r"[^\W\d_]+")
_PLACEHOLDER = re.compile(r"\{[^}]*\}")


def foreign(text: str, language: str, own: Iterable[str]) -> set[str]:
    """List the words of a text that the other language alone has.

    Args:
        own: what people have typed themselves, which is theirs to say in any language.
    """
    (other,) = set(LANGUAGES) - {language}
    typed = {word for one in own for word in _words(one)}
    return (_words(text) & (_spoken(other) - _spoken(language))) - typed


def _words(text: str) -> set[str]:
    return {word.casefold() for word in _WORD.findall(text)}


@cache
def _spoken(language: str) -> frozenset[str]:
    """List all words Lien has in a language: its messages, its charter, names of days."""
    messages = catalog(language).messages.values()
    said = [_PLACEHOLDER.sub(" ", form) for forms in messages for form in forms]
    names = [*get_day_names(locale=language).values(), *get_month_names(locale=language).values()]
    charter = _PLACEHOLDER.sub(" ", Texts.packaged().charter(language))
    return frozenset(word for one in (*said, *names, charter) for word in _words(one))
