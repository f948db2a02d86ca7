"""What simulated colleagues say, in the two languages of the demo."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True, kw_only=True)
class Remarks:
    """Comments about one theme.

    Args:
        hard: written when the week was hard.
        good: written otherwise.
    """

    hard: tuple[str, ...]
    good: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """A weak signal as the bot asks for it: what was seen, what follows, what one could try."""

    fact: str
    effect: str
    idea: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A good practice somebody shared before the demo is opened.

    Args:
        team: the unit they shared it in.
        weeks: how long ago.
        by: who signed it, by name; "" where nobody did.
        useful: how often it was thanked for.
    """

    team: str
    weeks: int
    theme: str
    words: str
    useful: int
    by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Everything a demo needs people to have written; comments are by theme."""

    comments: Mapping[str, Remarks]
    practices: tuple[Practice, ...]
    signals: tuple[Signal, ...]


@cache
def demo_words(language: str) -> Words:
    """Read the words of a language, `fr` or `en`."""
    source = files("bot.rehearsal") / "data" / f"words.{language}.toml"
    read = tomllib.loads(source.read_text("utf-8"))
    return Words(
        comments={
            theme: Remarks(hard=tuple(remarks["hard"]), good=tuple(remarks["good"]))
            for theme, remarks in read["comments"].items()
        },
        practices=tuple(Practice(**practice) for practice in read["sharing"]["practice"]),
        signals=tuple(Signal(**signal) for signal in read["sharing"]["signal"]),
    )
