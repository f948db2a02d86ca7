"""Reads days as people type them: "demain", "jusqu'au 3 janvier", "next Friday", "dans 15 jours".

A reading is a tuple: empty when nothing makes sense, several when it could be one or another and
the person has to be asked, which costs less than a wrong guess.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, TypeAlias

from bot.errors import UserError
from bot.people.absence import Absence
from bot.people.weekdays import WEEKDAYS

LONGEST: Final = 80
"""Letters: nobody needs more to name two days."""

_MONTHS: Final = (
    ("janvier", "january"),
    ("fevrier", "february"),
    ("mars", "march"),
    ("avril", "april"),
    ("mai", "may"),
    ("juin", "june"),
    ("juillet", "july"),
    ("aout", "august"),
    ("septembre", "september"),
    ("octobre", "october"),
    ("novembre", "november"),
    ("decembre", "december"),
)
_NUMBERS: Final = {
    **dict.fromkeys(("un", "une", "a", "an", "one"), 1),
    **dict.fromkeys(("deux", "two"), 2),
    **dict.fromkeys(("trois", "three"), 3),
    **dict.fromkeys(("quatre", "four"), 4),
    **dict.fromkeys(("cinq", "five"), 5),
    **dict.fromkeys(("six",), 6),
    **dict.fromkeys(("sept", "seven"), 7),
    **dict.fromkeys(("huit", "eight"), 8),
    **dict.fromkeys(("dix", "ten"), 10),
    **dict.fromkeys(("quinze", "fifteen"), 15),
}
_NAMED: Final = {
    **dict.fromkeys(("aujourd'hui", "aujourdhui", "today", "ce soir", "tonight"), 0),
    **dict.fromkeys(("demain", "tomorrow"), 1),
    **dict.fromkeys(("apres-demain", "apres demain", "day after tomorrow"), 2),
}
_WEEKS: Final = {
    **dict.fromkeys(("cette semaine", "this week"), 0),
    **dict.fromkeys(("la semaine prochaine", "semaine prochaine", "next week"), 1),
}
_SHORTEST_NAME: Final = 3
_WEEK: Final = 7
_FEW_DIGITS: Final = 100  # a year is typed 27 or 2027
_CENTURY: Final = 2000
_YEAR: Final = 12
_LAST_YEAR: Final = 2200  # counting days from it still ends before the calendar does

_UP_TO: Final = re.compile(r"^(?:jusqu'(?:au|a la|a|en)?|until|till|up to|through)\b\s*")
_FROM: Final = re.compile(
    r"^(?:a partir (?:du|de|d')|a compter (?:du|de)|des|depuis|from|as of)\s*"
)
_LENGTH: Final = re.compile(r"^(?:pendant|pour|for|dans|in|sous)\s+")
_ARTICLE: Final = re.compile(r"^(?:le|la|les|the|on|du|de|au|ce|this)\s+")
_TO: Final = re.compile(
    r"\s+(?:jusqu'(?:au|a)|au|a|to|until|till|through|et|and|puis)\s+"
    r"|\s+[-–—→/]+\s+|\s*→\s*|/(?=\d{4}-)|(?<=/\d)-(?=\d)|(?<=/\d\d)-(?=\d)|(?<=[a-z])-(?=[a-z])"
    r"|(?<=-\d\d)\s+(?=\d{4}-)"
)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?")
_DAY_FIRST: Final = re.compile(
    r"(?:([a-z]+)\.?,?\s+)?(?:the\s+)?(\d{1,2})(?:er|st|nd|rd|th|e)?\s+(?:of\s+)?([a-z]+)\.?,?(?:\s+(\d{4}))?"
)
_MONTH_FIRST: Final = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?(?:\s+(\d{4}))?")
_BARE: Final = re.compile(r"(\d{1,2})(?:er|st|nd|rd|th)?")
_END_OF: Final = re.compile(
    r"(?:fin|end)\s+(?:(?:de|du|of|d')\s*)?(?:(?:the|la|le)\s+)?([a-z]+)\.?"
)
_SOME: Final = re.compile(r"(\d{1,3}|[a-z]+)\s+(jours?|days?|semaines?|weeks?|mois|months?)")
_NEXT: Final = re.compile(r"(?:next\s+([a-z]+)|([a-z]+)\s+prochaine?|([a-z]+)\s+qui vient)")

_Reading: TypeAlias = tuple[date, ...]


def read_day(words: str, today: date, language: str = "fr") -> _Reading:
    """Read one day, today or later: the day itself, or the last one of "jusqu'à …", "pendant …".

    Args:
        words: as typed, in French or English whatever the language of the person.
        today: where they live.
        language: theirs; only in English may 3/4 be the fourth of March.
    """
    plain = _plain(words)
    plain = _ARTICLE.sub("", _LENGTH.sub("", _UP_TO.sub("", plain)))
    plain = _ARTICLE.sub("", plain)
    for read in _READERS:
        if found := read(plain, today, language):
            return tuple(sorted(set(found)))
    return ()


def read_absence(words: str, today: date, language: str = "fr") -> tuple[Absence, ...]:
    """Read days in a row: "du 24 au 31 décembre", "next week", "à partir de lundi" (open).

    Raises:
        UserError: `absence.backwards`, when every way of reading it ends before it begins.
    """
    plain = _plain(words)
    if _UP_TO.match(plain):
        return tuple(Absence(first=today, last=day) for day in read_day(plain, today, language))
    if plain in _WEEKS:
        last = _sunday(today) + timedelta(weeks=_WEEKS[plain])
        return (Absence(first=max(today, last - timedelta(days=_WEEK - 1)), last=last),)
    if found := _between(plain, today, language):
        return found
    if plain.endswith("/..") or _FROM.match(plain):
        rest = _FROM.sub("", plain.removesuffix("/.."))
        return tuple(Absence(first=day, last=None) for day in read_day(rest, today, language))
    if _LENGTH.match(plain) or _SOME.fullmatch(plain):
        return _lasting(_LENGTH.sub("", plain), today)
    return tuple(Absence(first=day, last=day) for day in read_day(plain, today, language))


def _between(plain: str, today: date, language: str) -> tuple[Absence, ...]:
    whole = _ARTICLE.sub("", _FROM.sub("", plain))
    backwards: UserError | None = None
    for cut in _TO.finditer(whole):
        head, tail = whole[: cut.start()].strip(), whole[cut.end() :].strip()
        found: list[Absence] = []
        for first in _first_of(head, tail, today, language):
            for last in _last_of(tail, first, language):
                try:
                    found.append(Absence(first=first, last=last))
                except UserError as error:
                    backwards = error
        if found:
            return tuple(dict.fromkeys(found))
    if backwards is not None:
        raise backwards
    return ()


def _first_of(head: str, tail: str, today: date, language: str) -> _Reading:
    """Read where it begins; a bare number borrows its month from where it ends."""
    if not _BARE.fullmatch(head):
        return read_day(head, today, language)
    ends = read_day(tail, today, language)
    found: list[date] = []
    for end in ends:
        day = int(re.sub(r"\D", "", head))
        found += [day_ for day_ in _dated(day, end.month, end.year) if day_ <= end]
    return tuple(found)


def _last_of(tail: str, first: date, language: str) -> _Reading:
    """Read where it ends: the next such day after it begins."""
    if (named := _weekday(tail)) is not None:
        return (first + timedelta(days=(named - first.weekday()) % _WEEK),)
    return read_day(tail, first, language)


def _lasting(plain: str, today: date) -> tuple[Absence, ...]:
    return tuple(
        Absence(first=today, last=max(today, day - timedelta(days=1)))
        for day in _after_some(plain, today, "")
    )


def _named_day(plain: str, today: date, _language: str) -> _Reading:
    away = _NAMED.get(plain)
    return () if away is None else (today + timedelta(days=away),)


def _iso(plain: str, _today: date, _language: str) -> _Reading:
    found = _ISO.fullmatch(plain)
    return _dated(int(found[3]), int(found[2]), int(found[1])) if found else ()


def _figures(plain: str, today: date, language: str) -> _Reading:
    found = _FIGURES.fullmatch(plain)
    if not found:
        return ()
    first, second = int(found[1]), int(found[2])
    day_first = _coming(first, second, found[3], today)
    if language != "en" and day_first:
        return day_first
    return (*day_first, *_coming(second, first, found[3], today))


def _day_first(plain: str, today: date, _language: str) -> _Reading:
    found = _DAY_FIRST.fullmatch(plain)
    if not found or (month := _month(found[3])) is None:
        return ()
    if found[1] and _weekday(found[1]) is None:
        return ()
    days = _coming(int(found[2]), month, found[4], today)
    if not found[1]:
        return days
    return tuple(day for day in days if day.weekday() == _weekday(found[1]))


def _month_first(plain: str, today: date, _language: str) -> _Reading:
    found = _MONTH_FIRST.fullmatch(plain)
    if not found or (month := _month(found[1])) is None:
        return ()
    return _coming(int(found[2]), month, found[3], today)


def _bare(plain: str, today: date, _language: str) -> _Reading:
    found = _BARE.fullmatch(plain)
    if not found:
        return ()
    months = [(today.year, today.month + n) for n in range(3)]
    days = (
        _dated(int(found[1]), (month - 1) % _YEAR + 1, year + (month - 1) // _YEAR)
        for year, month in months
    )
    return next(((day,) for one in days for day in one if day >= today), ())


def _end_of(plain: str, today: date, _language: str) -> _Reading:
    found = _END_OF.fullmatch(plain)
    if not found:
        return ()
    if found[1] in {"semaine", "week"}:
        return (_sunday(today),)
    month = today.month if found[1] in {"mois", "month"} else _month(found[1])
    if month is None:
        return ()
    year = today.year + (month < today.month)
    return (date(year, month, monthrange(year, month)[1]),)


def _after_some(plain: str, today: date, _language: str) -> _Reading:
    found = _SOME.fullmatch(plain)
    if not found:
        return ()
    count = int(found[1]) if found[1].isdigit() else _NUMBERS.get(found[1], 0)
    if not count:
        return ()
    if found[2].startswith(("j", "d")):
        return (today + timedelta(days=count),)
    if found[2].startswith(("s", "w")):
        return (today + timedelta(weeks=count),)
    month = today.month - 1 + count
    year, month = today.year + month // _YEAR, month % _YEAR + 1
    return (date(year, month, min(today.day, monthrange(year, month)[1])),)


def _coming_weekday(plain: str, today: date, _language: str) -> _Reading:
    """Read a weekday: the coming one; typed on that very day it may be today or in a week."""
    day = _weekday(plain)
    if day is None:
        return ()
    ahead = (day - today.weekday()) % _WEEK
    first = today + timedelta(days=ahead)
    return (first,) if ahead else (first, first + timedelta(days=_WEEK))


def _next(plain: str, today: date, _language: str) -> _Reading:
    """Read "vendredi prochain": this week's or the next one's, where both are to come."""
    found = _NEXT.fullmatch(plain)
    day = _weekday(found[1] or found[2] or found[3]) if found else None
    if day is None:
        return ()
    first = today + timedelta(days=(day - today.weekday() - 1) % _WEEK + 1)
    in_this_week = first <= _sunday(today)
    return (first, first + timedelta(days=_WEEK)) if in_this_week else (first,)


_READERS: Final[tuple[Callable[[str, date, str], _Reading], ...]] = (
    _named_day,
    _iso,
    _figures,
    _day_first,
    _month_first,
    _bare,
    _end_of,
    _after_some,
    _next,
    _coming_weekday,
)


def _coming(day: int, month: int, year: str | None, today: date) -> _Reading:
    """Find a day of a month: in the year that is said, or the next time it comes."""
    if year:
        number = int(year)
        return _dated(day, month, number + (_CENTURY if number < _FEW_DIGITS else 0))
    # Eight years: the 29th of February comes back at the latest then.
    years = range(today.year, today.year + 9)
    return next(
        (found for y in years if (found := _dated(day, month, y)) and found[0] >= today), ()
    )


def _dated(day: int, month: int, year: int) -> _Reading:
    if year > _LAST_YEAR:
        return ()
    try:
        return (date(year, month, day),)
    except ValueError:
        return ()


def _sunday(day: date) -> date:
    return day + timedelta(days=_WEEK - 1 - day.weekday())


def _month(word: str) -> int | None:
    """Find a month by its name or by three letters of it that no other month begins with."""
    if word == "sept":
        return 9
    return _only(word, _MONTHS, 1)


def _weekday(word: str) -> int | None:
    return _only(word.removesuffix("s"), WEEKDAYS, 0)


def _only(word: str, names: tuple[tuple[str, ...], ...], base: int) -> int | None:
    found = {
        n
        for n, both in enumerate(names, base)
        if len(word) >= _SHORTEST_NAME and any(name.startswith(word) for name in both)
    }
    exact = {n for n, both in enumerate(names, base) if word in both}
    found = exact or found
    return found.pop() if len(found) == 1 else None


def _plain(words: str) -> str:
    """Drop case, accents, and the marks around; one kind of space and of apostrophe."""
    plain = " ".join(_letters(words[:LONGEST]).split()).strip(" ,;!?")
    return plain if plain.endswith("..") else plain.rstrip(".")


def _letters(words: str) -> str:
    folded = unicodedata.normalize("NFKD", words.casefold())
    kept = "".join(letter for letter in folded if not unicodedata.combining(letter))
    return kept.replace("\u2019", "'").replace("\u2018", "'").replace("…", "..")
