"""What a chart is drawn from: words already said, and where they stand; JSON all the way.

`bot.drawing` turns it into pixels in a process of its own; nothing else is known there.
"""

from __future__ import annotations

from typing import Literal, TypeAlias, TypedDict

Form: TypeAlias = Literal["wide", "small"]
Shape: TypeAlias = Literal["up", "steady", "down", "gap"]
Tone: TypeAlias = Literal["favorable", "middle", "difficult"]


class Mark(TypedDict):
    """A direction: the week's column, its shape, and whether it is good news."""

    column: int
    shape: Shape
    tone: Tone
    words: str


class Key(TypedDict):
    """What a shape means, in words."""

    shape: Shape
    tone: Tone
    words: str


class Zone(TypedDict):
    """One of the three levels a band can be in, from the top down."""

    tone: Tone
    words: str


class Bar(TypedDict):
    """A band: the columns of its weeks, both included, and the zone it lies in."""

    first: int
    last: int
    tone: Tone
    words: str


class Point(TypedDict):
    """A number on the 1-5 scale."""

    column: int
    value: float
    words: str


class Step(TypedDict):
    """A named step of the 1-5 scale."""

    value: int
    words: str


class Gap(TypedDict):
    """Columns in which nothing was published, both included."""

    first: int
    last: int
    words: str


class Panel(TypedDict):
    """One question over the weeks; `trend` names the line its marks stand on."""

    name: str
    trend: str
    keys: list[Key]
    zones: list[Zone]
    bars: list[Bar]
    marks: list[Mark]
    steps: list[Step]
    points: list[Point]
    gaps: list[Gap]


class Drawing(TypedDict):
    """A chart; `days` labels its columns, some of which may be still to come ("").

    `caption` says whose digest it is, `title` its message, `foot` what it must not be taken for.
    """

    form: Form
    caption: str
    title: str
    foot: str
    days: list[str]
    panels: list[Panel]
