"""The two forms of a chart, and where its weeks stand."""

from __future__ import annotations

from dataclasses import dataclass

from bot.digest.picture import Form


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Sizes of one form, in pixels.

    Args:
        names: room left of the weeks for the names of zones and steps.
        lasts: room right of the weeks for the last point's label; 0: it goes into the header.
        gap: room between panels.
        title, words, small: sizes of type.
        mark: half the width of a mark.
    """

    width: int
    height: int
    margin: int
    names: int
    lasts: int
    gap: int
    title: int
    words: int
    small: int
    mark: int

    @property
    def is_wide(self) -> bool:
        """Whether things go side by side."""
        return self.lasts > 0

    @property
    def left(self) -> float:
        """Where the weeks begin."""
        return self.margin + self.names

    @property
    def right(self) -> float:
        """Where the weeks end."""
        return self.width - self.margin - self.lasts


LAYOUTS: dict[Form, Layout] = {
    "wide": Layout(
        width=1200,
        height=630,
        margin=46,
        names=160,
        lasts=184,
        gap=22,
        title=32,
        words=22,
        small=18,
        mark=10,
    ),
    "small": Layout(
        width=720,
        height=900,
        margin=36,
        names=204,
        lasts=0,
        gap=28,
        title=34,
        words=27,
        small=22,
        mark=10,
    ),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """The weeks from left to right, all of one width; after the `known` ones come empty ones."""

    left: float
    right: float
    count: int
    known: int

    @property
    def width(self) -> float:
        """Room of one week."""
        return (self.right - self.left) / self.count

    @property
    def reached(self) -> float:
        """Where the last known week ends."""
        return self.start(self.known)

    def middle(self, column: int) -> float:
        """Where a week's mark stands."""
        return self.left + (column + 0.5) * self.width

    def start(self, column: int) -> float:
        """Where a week begins."""
        return self.left + column * self.width
