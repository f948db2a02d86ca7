"""A sheet to draw on, in pixels from the top left: what matplotlib is asked for, and no more."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyBboxPatch, Patch, Polygon, Rectangle

from bot.drawing.palette import PAPER

Align: TypeAlias = Literal["left", "center", "right"]
_Pair: TypeAlias = tuple[float, float]
DPI = 100
BASELINE = 0.36
"""Share of its size by which type is lowered, so that it looks centred on a line."""
_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


@dataclass(frozen=True, slots=True)
class Type:
    """How words are set; `size` in pixels.

    Only the fonts that come with matplotlib: what is installed on a machine has no part.
    """

    size: float
    colour: str
    align: Align = "left"
    bold: bool = False

    @property
    def font(self) -> FontProperties:
        """Return it as matplotlib wants it."""
        name = "DejaVuSans-Bold.ttf" if self.bold else "DejaVuSans.ttf"
        return FontProperties(fname=str(_FONTS / name), size=self.size * 72 / DPI)


class Sheet:
    """One picture being drawn; the same calls give the same bytes."""

    def __init__(self, width: int, height: int) -> None:
        self._drawn = 0
        self._figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI, facecolor=PAPER)
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, width)
        self._axes.set_ylim(height, 0)

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a rectangle."""
        self._fill(Rectangle((x, y), width, height, facecolor=colour, edgecolor="none"))

    def pill(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """Fill a bar with round ends, centred on the line `y`."""
        low, shape = y - height / 2, f"round,pad=0,rounding_size={height / 2}"
        self._fill(FancyBboxPatch((x, low), width, height, shape, facecolor=colour, linewidth=0))

    def polygon(self, corners: Sequence[tuple[float, float]], colour: str) -> None:
        """Fill a polygon, its corners slightly rounded."""
        shape = Polygon(corners, facecolor=colour, edgecolor=colour, linewidth=1, joinstyle="round")
        self._fill(shape)

    def dot(self, x: float, y: float, radius: float, colour: str) -> None:
        """Fill a disc, set off from what it lies on."""
        self._fill(Circle((x, y), radius, facecolor=colour, edgecolor=PAPER, linewidth=2))

    def line(self, x: float, until: float, y: float, colour: str, *, dashed: bool = False) -> None:
        """Draw a thin level line."""
        self._stroke((x, until), (y, y), colour, "dotted" if dashed else "solid")

    def upright(self, x: float, top: float, bottom: float, colour: str) -> None:
        """Draw a thin upright line."""
        self._stroke((x, x), (top, bottom), colour, "solid")

    def _fill(self, patch: Patch) -> None:
        patch.set_zorder(self._above())
        self._axes.add_patch(patch)

    def _stroke(self, xs: _Pair, ys: _Pair, colour: str, style: str) -> None:
        width = 1.6 if style == "dotted" else 1
        self._axes.plot(
            xs, ys, color=colour, linewidth=width, linestyle=style, zorder=self._above()
        )

    def write(self, words: str, x: float, y: float, type_: Type) -> None:
        """Write on one line; `y` is the middle of the small letters' height and a half."""
        self._axes.text(
            x,
            y + BASELINE * type_.size,
            words,
            color=type_.colour,
            fontproperties=type_.font,
            ha=type_.align,
            va="baseline",
            parse_math=False,
            zorder=self._above(),
        )

    def measure(self, words: str, type_: Type) -> float:
        """Return the width of words on one line, in pixels."""
        renderer = self._canvas.get_renderer()  # type: ignore[no-untyped-call]  # matplotlib's stub
        width, _, _ = renderer.get_text_width_height_descent(words, type_.font, ismath=False)
        return float(width)

    def wrap(self, words: str, type_: Type, width: float) -> list[str]:
        """Break words into as few lines as `width` allows, of about one length."""
        # Only at ordinary spaces: a no-break space is where a line must not break.
        measured = [(word, self.measure(f"{word} ", type_)) for word in words.split(" ")]
        fewest = len(_fill(measured, width))
        narrow = sum(room for _, room in measured) / fewest
        while narrow < width and len(_fill(measured, narrow)) > fewest:
            narrow += type_.size / 2
        return _fill(measured, min(narrow, width))

    def _above(self) -> int:
        """Put each thing over what was drawn before it."""
        self._drawn += 1
        return self._drawn

    def png(self) -> bytes:
        """Return the picture; it carries no date and no name of a program."""
        target = io.BytesIO()
        self._figure.savefig(target, format="png", dpi=DPI, metadata={"Software": None})
        return target.getvalue()


def _fill(measured: Sequence[tuple[str, float]], width: float) -> list[str]:
    """Put words on lines no wider than `width`; a word is never cut."""
    lines: list[str] = []
    left = 0.0
    for word, room in measured:
        if lines and room <= left:
            lines[-1] += f" {word}"
            left -= room
        else:
            lines.append(word)
            left = width - room
    return lines
