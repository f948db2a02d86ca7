"""What the bot means to say, before it is said in anyone's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant, said as people say it in the reader's zone: "demain à 8 h 30"."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("an instant needs its offset")


@dataclass(frozen=True, slots=True)
class Text:
    """A message of the catalogues with its arguments, so that features never write sentences.

    Args:
        id: identifier in the catalogues, such as `checkins.invitation`.
        args: a value for each placeholder; words of people are passed as plain `str`. An argument
            named `n` picks the plural form.
    """

    id: str
    args: Mapping[str, Argument] = field(default_factory=dict, repr=False)


Argument: TypeAlias = "str | int | float | date | time | Moment | Text | tuple[Argument, ...]"


def text(message: str, **args: Argument) -> Text:
    """Name a message of the catalogues with its arguments."""
    return Text(message, args)


def plain(words: str) -> Text:
    """Pass on words that are nobody's to translate: a name, a person's own text."""
    return Text("plain", {"words": words})


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Whose eyes a text is for: what it takes to say it right.

    Args:
        language: `fr` or `en`.
        zone: IANA time zone the reader lives in.
        now: the instant of reading, which decides between "demain" and a date.
    """

    language: str
    zone: str
    now: datetime
