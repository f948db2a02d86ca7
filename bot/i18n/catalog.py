"""Says a `Text` in a reader's language; the only module that knows Babel and the catalogues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time
from functools import cache, lru_cache
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.i18n.text import Argument, Moment, Reader, Text, text

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("fr", "en")
# British, as our English is written: "Thursday 3 December", "Léa, Karim and Fatou".
_LOCALES = {"fr": "fr_FR", "en": "en_GB"}
_NARROW, _WIDE = "\u202f", "\u00a0"
_DAYS_SAID_BY_NAME = 6
_DAYS_WITHOUT_YEAR = 300
_NOON = 12


@dataclass(frozen=True, slots=True)
class Catalog:
    """The messages of one language: identifier to singular, or to all its plural forms."""

    language: str
    messages: Mapping[str, tuple[str, ...]]

    @property
    def locale(self) -> str:
        """The locale that dates, numbers and lists are written in."""
        return _LOCALES[self.language]

    def template(self, message: Text) -> str:
        """Return the words of a message with placeholders, in the form its `n` asks for.

        Raises:
            KeyError: the message is not in the catalogue, or counts and was given no number `n`.
        """
        forms = self.messages[message.id]
        if len(forms) == 1:
            return forms[0]
        n = message.args["n"]
        if not isinstance(n, int | float):
            raise KeyError(f"the n of {message.id} must be a number")
        # French counts zero and 1.5 as one, English only exactly one (CLDR plural rules).
        rule = Locale.parse(self.locale).plural_form(n)
        return forms[0] if rule == "one" else forms[1]


@cache
def catalog(language: str) -> Catalog:
    """Read the catalogue of a language; another language than ours gets French."""
    if language not in LANGUAGES:
        return catalog(LANGUAGES[0])
    messages: dict[str, tuple[str, ...]] = {"plain": ("{words}",)}
    folder = files("bot.i18n") / "locales" / language
    for entry in sorted(folder.iterdir(), key=lambda path: path.name):
        if not entry.name.endswith(".po"):
            continue
        with entry.open("rb") as source:
            for found in read_po(source, locale=language):
                if found.id and found.string:
                    name = found.id if isinstance(found.id, str) else found.id[0]
                    forms = (found.string,) if isinstance(found.string, str) else found.string
                    messages[name] = tuple(_typeset(form, language) for form in forms)
    return Catalog(language, messages)


def say(message: Text, reader: Reader) -> str:
    """Say a message to a reader.

    A catalogue writes `{when}` for "demain à 8 h 30" and `{when:until}` for "jusqu'à demain
    8 h 30": the preposition is part of the form, for it changes with what follows ("jusqu'au
    jeudi 3 décembre").

    Raises:
        KeyError: the message or one of its arguments is missing; tests keep this from happening.
    """
    words = catalog(reader.language)
    said = ""
    for literal, name, form in _pieces(words.template(message)):
        said += literal
        if name is not None:
            value = _spoken(message.args[name], words, reader, is_limit=form == "until")
            said = (_elided(said, value) if words.language == "fr" else said) + value
    return said


@cache
def _pieces(template: str) -> tuple[tuple[str, str | None, str | None], ...]:
    """Divide a template of the catalogues: there are as many as messages."""
    return tuple(piece[:3] for piece in Formatter().parse(template))


def _spoken(value: Argument, words: Catalog, reader: Reader, *, is_limit: bool) -> str:
    if isinstance(value, Moment | date | time):
        return say(_when(value, words, reader, "until." if is_limit else ""), reader)
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return say(value, reader)
    if isinstance(value, tuple):
        items = [_spoken(item, words, reader, is_limit=False) for item in value]
        return format_list(items, locale=words.locale)
    return format_decimal(value, locale=words.locale)


def _when(value: Moment | date | time, words: Catalog, reader: Reader, form: str) -> Text:
    zone = ZoneInfo(reader.zone)
    today = reader.now.astimezone(zone).date()
    if isinstance(value, time):
        return text(f"time.{form}clock", clock=_clock(value, words.language))
    if not isinstance(value, Moment):
        return text(f"time.{form}day", day=_day(value, today, words))
    local = value.at.astimezone(zone)
    days = (local.date() - today).days
    clock = _clock(local.time(), words.language)
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if named:
        return text(f"time.{form}{named}", clock=clock)
    if 0 < days <= _DAYS_SAID_BY_NAME:
        weekday = _dated(local.date(), "EEEE", words.language)
        return text(f"time.{form}weekday", day=weekday, clock=clock)
    return text(f"time.{form}day_and_clock", day=_day(local.date(), today, words), clock=clock)


def _day(day: date, today: date, words: Catalog) -> str:
    in_doubt = abs((day - today).days) > _DAYS_WITHOUT_YEAR
    said = _dated(day, "EEEE d MMMM y" if in_doubt else "EEEE d MMMM", words.language)
    return re.sub(r"\b1 (?=\D)", "1er ", said) if words.language == "fr" else said


@lru_cache(maxsize=1024)
def _dated(day: date, form: str, language: str) -> str:
    return format_date(day, form, locale=catalog(language).locale)


def _clock(at: time, language: str) -> str:
    if language == "fr":
        minutes = f"{_WIDE}{at.minute:02d}" if at.minute else ""
        return f"{at.hour}{_WIDE}h{minutes}"
    minutes = f":{at.minute:02d}" if at.minute else ""
    return f"{(at.hour % _NOON) or _NOON}{minutes}{_WIDE}{'am' if at.hour < _NOON else 'pm'}"


def _elided(before: str, value: str) -> str:
    """Turn "de" before "Inês" into "d'", as French does before a vowel.

    A y is a vowel before a consonant: "d'Yvonne", "de Yanis". An h may be aspirate, as in "de
    Hugo": it is left alone.
    """
    if not re.match(r"[aeiouàâäéèêëîïôöûüœæ]|y[^aeiou]", value, re.IGNORECASE):
        return before
    return re.sub(r"\b(d|qu)e $", r"\1'", before, flags=re.IGNORECASE)


def _typeset(words: str, language: str) -> str:
    """Put French no-break spaces where a line must not break (Imprimerie nationale's rules)."""
    if language != "fr":
        return words
    words = re.sub(r" (?=[;?!])", _NARROW, words)
    return re.sub(r" (?=[:»%])|(?<=«) |(?<=\d) (?=h\b)|(?<=\d h) (?=\d)", _WIDE, words)
