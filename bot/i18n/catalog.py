"""Says a `Text` in a reader's language; the only module that knows Babel and the catalogues."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

from bot.i18n.text import Argument, Moment, Reader, Text

if TYPE_CHECKING:
    from collections.abc import Mapping

LANGUAGES = ("fr", "en")
_NARROW, _WIDE = "\u202f", "\u00a0"
_DAYS_SAID_BY_NAME = 6


@dataclass(frozen=True, slots=True)
class Catalog:
    """The messages of one language: identifier to singular, or to all its plural forms."""

    language: str
    messages: Mapping[str, tuple[str, ...]]

    def template(self, message: Text) -> str:
        """Return the words of a message with placeholders, in the form its `n` asks for.

        Raises:
            KeyError: the message is not in the catalogue.
        """
        forms = self.messages[message.id]
        n = message.args.get("n")
        if len(forms) == 1 or not isinstance(n, int | float):
            return forms[0]
        # French counts zero and 1.5 as one, English only exactly one (CLDR plural rules).
        rule = Locale.parse(self.language).plural_form(n)
        return forms[0] if rule == "one" else forms[1]


@cache
def catalog(language: str) -> Catalog:
    """Read the catalogue of a language; another language than ours gets French."""
    language = language if language in LANGUAGES else LANGUAGES[0]
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

    Raises:
        KeyError: the message or one of its arguments is missing; tests keep this from happening.
    """
    template = catalog(reader.language).template(message)
    values = {
        name: _spoken(message.args[name], reader)
        for _, name, _, _ in Formatter().parse(template)
        if name
    }
    return template.format(**values)


def _spoken(value: Argument, reader: Reader) -> str:  # noqa: PLR0911 - a line a kind of value
    if isinstance(value, str):
        return value
    if isinstance(value, Text):
        return say(value, reader)
    if isinstance(value, tuple):
        return format_list([_spoken(item, reader) for item in value], locale=reader.language)
    if isinstance(value, Moment):
        return _moment(value.at, reader)
    if isinstance(value, time):
        return _clock(value, reader.language)
    if isinstance(value, date):
        return _day(value, reader)
    return format_decimal(value, locale=reader.language)


def _moment(at: datetime, reader: Reader) -> str:
    zone = ZoneInfo(reader.zone)
    local, today = at.astimezone(zone), reader.now.astimezone(zone).date()
    days = (local.date() - today).days
    clock = _clock(local.time(), reader.language)
    named = {0: "time.today", 1: "time.tomorrow", -1: "time.yesterday"}.get(days)
    if named:
        return say(Text(named, {"clock": clock}), reader)
    if 0 < days <= _DAYS_SAID_BY_NAME:
        day = format_date(local, "EEEE", locale=reader.language)
    else:
        day = _day(local.date(), reader)
    return say(Text("time.on_day", {"day": day, "clock": clock}), reader)


def _day(day: date, reader: Reader) -> str:
    today = reader.now.astimezone(ZoneInfo(reader.zone)).date()
    shape = "EEEE d MMMM" if reader.language == "fr" else "EEEE, MMMM d"
    if abs((day - today).days) > 300:  # noqa: PLR2004 - about when a year would be in doubt
        shape += " y"
    said = format_date(day, shape, locale=reader.language)
    return re.sub(r"\b1 (?=\D)", "1er ", said) if reader.language == "fr" else said


def _clock(at: time, language: str) -> str:
    if language == "fr":
        minutes = f"{_WIDE}{at.minute:02d}" if at.minute else ""
        return f"{at.hour}{_WIDE}h{minutes}"
    return f"{(at.hour % 12) or 12}:{at.minute:02d}{_WIDE}{'am' if at.hour < 12 else 'pm'}"  # noqa: PLR2004


def _typeset(words: str, language: str) -> str:
    """Put French no-break spaces where a line must not break (Imprimerie nationale's rules)."""
    if language != "fr":
        return words
    words = re.sub(r" (?=[;?!])", _NARROW, words)
    return re.sub(r" (?=[:»])|(?<=«) ", _WIDE, words)
