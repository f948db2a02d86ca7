"""The hours a person works, week after week, and the short text people write them in."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Final, Literal

from bot.errors import UserError
from bot.people.clocks import FACE, minutes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_WEEK_DAYS: Final = 7
_DAY_MINUTES: Final = 24 * 60

# Between a twelve-hour night (20h-8h) and office hours typed with a twelve-hour clock
# (9-5 read as 9h-5h would last twenty hours): longer is refused, never guessed.
_LONGEST_NIGHT_MINUTES: Final = 16 * 60

_DAY_NAMES: Final = {
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "en": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
}
_RANGE_WORDS: Final = frozenset({"a", "au", "to", "until", "through"})
_SILENT_WORDS: Final = frozenset({"le", "les", "du", "de", "from", "et", "and"})
_NAMED_MINUTES: Final = {"midi": 12 * 60, "noon": 12 * 60, "minuit": 0, "midnight": 0}

_UNREADABLE: Final = "?"
_TOKEN: Final = re.compile(
    rf"{FACE} | (?P<word>[a-z]+) | (?P<silence>[\s,;.&+/]+)",
    re.VERBOSE,
)
_DAYS: Final = re.compile(r"D(\d)(?:-D(\d))?")
_SHIFT: Final = re.compile(r"T(\d+)-T(\d+)")
_RULE: Final = re.compile(r"(?P<days>(?:D\d(?:-D\d)?)+)(?P<shifts>(?:T(?!1440)\d+-T\d+)+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An unbroken stretch of work inside one day, in minutes of local time since midnight.

    `start_minute` is worked, `end_minute` is not; 1440 stands for 24:00, so a night shift is
    one span up to 1440 and another from 0 on the next day.
    """

    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not 0 <= self.start_minute < self.end_minute <= _DAY_MINUTES:
            message = f"not a stretch of one day: {self.start_minute}-{self.end_minute}"
            raise ValueError(message)


@dataclass(frozen=True, slots=True, kw_only=True)
class WeeklyHours:
    """When someone works in an ordinary week: their part time, their breaks, their nights.

    `days` holds seven tuples, Monday first; each lists its spans in order, apart from each
    other. A day off is empty, and so is every day of someone who is never at work.
    """

    days: tuple[tuple[Span, ...], ...]

    def __post_init__(self) -> None:
        apart = all(
            earlier.end_minute < later.start_minute
            for spans in self.days
            for earlier, later in pairwise(spans)
        )
        if len(self.days) != _WEEK_DAYS or not apart:
            raise ValueError("a week is seven days of ordered, separate spans")


def parse_hours(text: str) -> WeeklyHours:
    """Understand hours as people type them: "lun-ven 8h30-12h 13h30-17h", "mon-fri 9:00-17:00".

    Days in French or English, whole or shortened to two letters and more; days before hours,
    as many times as needed ("lun-mar 9h-17h; mer 9h-12h"). An end before its start is a night
    and runs into the next day, 16 hours at most.

    Raises:
        UserError: `hours.unreadable`, `hours.too_long` (an end before its start that would
            last more than a night, often a twelve-hour clock) or `hours.overlap`, with `text`.
    """
    marks = _marks(text)
    if not re.fullmatch(rf"(?:{_RULE.pattern})+", marks):
        raise UserError("hours.unreadable", text=text)
    week: list[list[Span]] = [[] for _ in range(_WEEK_DAYS)]
    for rule in _RULE.finditer(marks):
        for start, end in _SHIFT.findall(rule["shifts"]):
            spans = _spans(int(start), int(end), text)
            for day in _days(rule["days"]):
                for nights, span in enumerate(spans):
                    week[(day + nights) % _WEEK_DAYS].append(span)
    return WeeklyHours(days=tuple(_joined(spans, text) for spans in week))


def format_hours(hours: WeeklyHours, language: Literal["fr", "en"] = "fr") -> str:
    """Write hours the way people would type them, so that they can check and correct them.

    `parse_hours` reads the result back to the same value, in both languages; a week without
    any hours gives the empty text.
    """
    names = _DAY_NAMES[language]
    alike: dict[tuple[tuple[int, int], ...], list[int]] = {}
    for day in range(_WEEK_DAYS):
        if shifts := _shifts(hours, day):
            alike.setdefault(shifts, []).append(day)
    rules = []
    for shifts, days in alike.items():
        runs = [
            names[first][:3] if first == last else f"{names[first][:3]}-{names[last][:3]}"
            for first, last in _runs(days)
        ]
        spans = [f"{_clock(start, language)}-{_clock(end, language)}" for start, end in shifts]
        rules.append(" ".join(runs + spans))
    return "; ".join(rules)


def _marks(text: str) -> str:
    """Reduce a text to its days (D0 is Monday), times (T510 is 8:30) and dashes."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    dashed = re.sub("[\N{HYPHEN}-\N{HORIZONTAL BAR}\N{MINUS SIGN}]", "-", " ".join(plain.split()))
    halves = {bool(token["half"]) for token in _TOKEN.finditer(dashed) if token["hour"]}
    # "9-5pm" says which half of the day for one time only: the other would be a guess.
    return _UNREADABLE if len(halves) > 1 else _TOKEN.sub(_mark, dashed)


def _mark(token: re.Match[str]) -> str:
    word = token["word"]
    if token["hour"]:
        return _time_mark(token)
    if not word or word in _SILENT_WORDS:
        return ""
    if word in _RANGE_WORDS:
        return "-"
    if word in _NAMED_MINUTES:
        return f"T{_NAMED_MINUTES[word]}"
    return _day_mark(word)


def _day_mark(word: str) -> str:
    for stem in (word, word.removesuffix("s")):
        for names in _DAY_NAMES.values():
            for day, name in enumerate(names):
                if len(stem) > 1 and name.startswith(stem):
                    return f"D{day}"
    return _UNREADABLE


def _time_mark(token: re.Match[str]) -> str:
    minutes = minutes_of(token)
    return _UNREADABLE if minutes is None else f"T{minutes}"


def _days(marks: str) -> Iterator[int]:
    for first, last in _DAYS.findall(marks):
        length = (int(last or first) - int(first)) % _WEEK_DAYS + 1
        yield from ((int(first) + day) % _WEEK_DAYS for day in range(length))


def _spans(start: int, end: int, text: str) -> list[Span]:
    """Split a shift at midnight: what falls on its own day, then on the next."""
    if start < end:
        return [Span(start_minute=start, end_minute=end)]
    if not _is_night(start, end):
        raise UserError("hours.too_long", text=text)
    night = [Span(start_minute=start, end_minute=_DAY_MINUTES)]
    return [*night, Span(start_minute=0, end_minute=end)] if end else night


def _is_night(start: int, end: int) -> bool:
    return _DAY_MINUTES - start + end <= _LONGEST_NIGHT_MINUTES


def _joined(spans: list[Span], text: str) -> tuple[Span, ...]:
    """Put a day in order, making one span of two that touch."""
    day: list[Span] = []
    for span in sorted(spans, key=attrgetter("start_minute")):
        if day and span.start_minute < day[-1].end_minute:
            raise UserError("hours.overlap", text=text)
        touches = day and span.start_minute == day[-1].end_minute
        day.append(replace(day.pop(), end_minute=span.end_minute) if touches else span)
    return tuple(day)


def _shifts(hours: WeeklyHours, day: int) -> tuple[tuple[int, int], ...]:
    """List the shifts that begin on a day, those of the night up to their end next morning."""
    today = hours.days[day]
    if _night_between(hours.days[day - 1], today):
        today = today[1:]
    shifts = [(span.start_minute, span.end_minute) for span in today]
    tomorrow = hours.days[(day + 1) % _WEEK_DAYS]
    if _night_between(today, tomorrow):
        shifts[-1] = (today[-1].start_minute, tomorrow[0].end_minute)
    return tuple(shifts)


def _night_between(evening: tuple[Span, ...], morning: tuple[Span, ...]) -> bool:
    if not evening or not morning:
        return False
    last, first = evening[-1], morning[0]
    at_midnight = last.end_minute == _DAY_MINUTES and first.start_minute == 0
    return at_midnight and _is_night(last.start_minute, first.end_minute)


def _runs(days: list[int]) -> list[tuple[int, int]]:
    """Fold increasing days into (first, last) runs of neighbours."""
    runs: list[tuple[int, int]] = []
    for day in days:
        neighbours = runs and runs[-1][1] == day - 1
        runs.append((runs.pop()[0] if neighbours else day, day))
    return runs


def _clock(minutes: int, language: str) -> str:
    hour, minute = divmod(minutes, 60)
    if language == "en":
        return f"{hour}:{minute:02}"
    return f"{hour}h{minute:02}" if minute else f"{hour}h"
