"""Part time: the days of a week, or of every other week, on which somebody does not work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal, TypeAlias

from bot.errors import UserError
from bot.people.hours import Span
from bot.people.weekdays import WEEKDAYS

Part: TypeAlias = Literal["all", "morning", "afternoon"]
Weeks: TypeAlias = Literal["every", "even", "odd"]
LONGEST: Final = 300
"""Letters: seven days written out, and room to spare."""
_QUOTED: Final = 80
HALF_MINUTE: Final = 13 * 60
"""Where a day parts into morning and afternoon, in minutes: at one, after most lunches began."""

_PARTS: Final[dict[str, Part]] = {
    **dict.fromkeys(("matin", "matins", "morning", "mornings"), "morning"),
    **dict.fromkeys(("apresmidi", "aprem", "afternoon", "afternoons"), "afternoon"),
}
_WEEKS: Final[dict[str, Weeks]] = {
    **dict.fromkeys(("paire", "paires", "even"), "even"),
    **dict.fromkeys(("impaire", "impaires", "odd"), "odd"),
}
_SILENT: Final = re.compile(
    r"je|ne|travaille|pas|les?|la?|du|des?|une?|et|tou(?:te)?s|semaines?|en"
    r"|i|do|not|don|dont|t|work|on|and|the|every|weeks?|off|in|days?|a"
)
"""What people say around the days."""
_OTHER: Final = re.compile(r"\bsur deux\b|\bother\b|\bsecond\b")
_ALTERNATE: Final = "alternate"
_SHORTEST: Final = 3
_WORD: Final = re.compile(r"[a-z]+|\d+|[,;]")


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class DayOff:
    """One weekday without work, week after week.

    Args:
        weekday: Monday is 0.
        part: the whole day, or the part of it before or after one o'clock.
        weeks: every week, or those whose number in the year (ISO 8601) is even or odd.
    """

    weekday: int
    part: Part = "all"
    weeks: Weeks = "every"

    def covers(self, day: date) -> bool:
        """Tell whether it falls on a day of the calendar, or on part of it."""
        if day.weekday() != self.weekday:
            return False
        return self.weeks == "every" or (day.isocalendar().week % 2 == 0) == (self.weeks == "even")


DaysOff: TypeAlias = tuple[DayOff, ...]


@dataclass(frozen=True, slots=True)
class _Heard:
    """A weekday that was typed; its weeks may still have to be asked for."""

    weekday: int
    part: Part
    weeks: str


def worked(spans: tuple[Span, ...], days_off: DaysOff, day: date) -> tuple[Span, ...]:
    """Return what is left of a day's hours."""
    for off in days_off:
        if off.covers(day):
            spans = tuple(left for span in spans for left in _left(span, off.part))
    return spans


def read_days_off(words: str) -> tuple[DaysOff, ...]:
    """Read "mercredi", "le vendredi après-midi", "un mercredi sur deux", "odd-week Wednesdays".

    Returns:
        One reading, or two where every other week may be the even or the odd ones.

    Raises:
        UserError: `parttime.unreadable` with `text`.
    """
    found: list[_Heard] = []
    group, weeks = 0, "every"  # what is said of weeks holds up to the next comma
    for word in _WORD.findall(_OTHER.sub(_ALTERNATE, _plain(words))):
        if word in ",;":
            group, weeks = len(found), "every"
        elif (weekday := _weekday(word)) is not None:
            found.append(_Heard(weekday, "all", weeks))
        elif word in _PARTS and len(found) > group:
            found.append(replace(found.pop(), part=_PARTS[word]))
        elif word == _ALTERNATE or word in _WEEKS:
            said = _WEEKS.get(word, _ALTERNATE)
            weeks = weeks if len(found) > group else said
            found[group:] = [replace(one, weeks=said) for one in found[group:]]
        elif not _SILENT.fullmatch(word):
            raise UserError("parttime.unreadable", text=words[:_QUOTED])
    if not found or len(words) > LONGEST:
        raise UserError("parttime.unreadable", text=words[:_QUOTED] or "?")
    either: tuple[Weeks, ...] = ("even", "odd")
    return tuple(dict.fromkeys(_settled(found, weeks) for weeks in either))


def write_days_off(days_off: DaysOff, language: str) -> str:
    """Write days off as people type them, so that `read_days_off` reads them back."""
    english = language == "en"
    parts = {"all": "", "morning": " morning", "afternoon": " afternoon"}
    matins = {"all": "", "morning": " matin", "afternoon": " après-midi"}
    even = {"every": "", "even": " even weeks", "odd": " odd weeks"}
    paires = {"every": "", "even": " semaines paires", "odd": " semaines impaires"}
    return ", ".join(
        WEEKDAYS[one.weekday][english]
        + (parts if english else matins)[one.part]
        + (even if english else paires)[one.weeks]
        for one in days_off
    )


def _left(span: Span, part: Part) -> tuple[Span, ...]:
    if part == "morning" and span.end_minute > HALF_MINUTE:
        return (replace(span, start_minute=max(span.start_minute, HALF_MINUTE)),)
    if part == "afternoon" and span.start_minute < HALF_MINUTE:
        return (replace(span, end_minute=min(span.end_minute, HALF_MINUTE)),)
    return ()


def _plain(words: str) -> str:
    decomposed = unicodedata.normalize("NFKD", words[:LONGEST].casefold())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.sub(r"apres[\s-]*midi", "apresmidi", " ".join(plain.split()))


def _weekday(word: str) -> int | None:
    stem = word.removesuffix("s") if len(word) > _SHORTEST else word
    if len(stem) < _SHORTEST:
        return None
    return next(
        (n for n, names in enumerate(WEEKDAYS) if any(d.startswith(stem) for d in names)), None
    )


def _settled(found: Sequence[_Heard], alternate: Weeks) -> DaysOff:
    """Decide which weeks every other one is."""
    named: dict[str, Weeks] = {"every": "every", "even": "even", "odd": "odd"}
    days = {
        DayOff(weekday=one.weekday, part=one.part, weeks=named.get(one.weeks, alternate))
        for one in found
    }
    return tuple(sorted(days))
