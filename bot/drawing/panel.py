"""Draws one question: zones with their bands, the line of marks or the scale, gaps, keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.digest.picture import Gap, Key, Mark, Panel, Point
from bot.drawing.glyph import glyph
from bot.drawing.layout import Columns, Layout
from bot.drawing.palette import BAR, FAINT, INK, LINE, MARK, PAPER, QUIET, ZONE
from bot.drawing.sheet import Sheet, Type

LOWEST, HIGHEST = 1, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelSketch:
    """A panel and where it goes; `area` is its top and bottom."""

    sheet: Sheet
    layout: Layout
    columns: Columns
    panel: Panel
    area: tuple[float, float]

    def draw(self, labelled: Sequence[int]) -> None:
        """Draw it, with a thin upright line at the weeks that are labelled below."""
        top, bottom = self._header(), self.area[1]
        for column in labelled:
            self.sheet.upright(self.columns.middle(column), top, bottom, LINE)
        mark = self.layout.mark
        if self.panel["steps"]:
            self._scale(top, bottom)
        elif self.panel["zones"]:
            self._zones(top, bottom - 4 * mark)
            self._lane(bottom - 1.7 * mark, 0.5 * mark)
        else:
            self._lane((top + bottom) / 2, min((bottom - top) / 4, 3 * mark))

    def _header(self) -> float:
        """Write the question and what the shapes mean; return where the rest may begin."""
        layout, keys = self.layout, self.panel["keys"]
        y = self.area[0] + layout.words / 2
        named = Type(layout.words, INK, bold=True)
        self.sheet.write(self.panel["name"], layout.margin, y, named)
        right = layout.width - layout.margin + 1.5 * layout.small
        widths = [self._key_width(key) for key in keys]
        if layout.is_wide:
            x = right - sum(widths)
        else:
            self._last_in_header(y)
            x, y = float(layout.margin), y + layout.words * 1.3
        for key, width in zip(keys, widths, strict=True):
            if not layout.is_wide and x + width > right:
                x, y = float(layout.margin), y + layout.small * 1.4
            self._key(key, x, y)
            x += width
        return y + layout.words

    def _key_width(self, key: Key) -> float:
        return self.sheet.measure(key["words"], Type(self.layout.small, QUIET)) + (
            2.9 * self.layout.small
        )

    def _key(self, key: Key, x: float, y: float) -> None:
        small = self.layout.small
        glyph(self.sheet, key["shape"], key["tone"], (x + small / 2, y), small * 0.45)
        self.sheet.write(key["words"], x + 1.4 * small, y, Type(small, QUIET))

    def _zones(self, top: float, bottom: float) -> None:
        height = (bottom - top) / len(self.panel["zones"])
        latest = self.panel["bars"][-1]["tone"]
        for n, zone in enumerate(self.panel["zones"]):
            tone, y = zone["tone"], top + n * height
            width, middle = self.columns.right - self.columns.left, y + height / 2 - 1
            self.sheet.box(self.columns.left, y, width, height - 2, ZONE[tone])
            self._name(zone["words"], middle, is_strong=tone == latest)
            for bar in self.panel["bars"]:
                if bar["tone"] == tone:
                    start = self.columns.start(bar["first"]) + 4
                    length = self.columns.start(bar["last"] + 1) - 4 - start
                    self.sheet.pill(start, middle, length, height * 0.4, BAR[tone])

    def _name(self, words: str, y: float, *, is_strong: bool = False) -> None:
        small = self.layout.small
        colour = INK if is_strong else QUIET
        x = self.columns.left - small * 0.8
        self.sheet.write(words, x, y, Type(small, colour, "right", bold=is_strong))

    def _lane(self, middle: float, rise: float) -> None:
        """Stand the marks on a line: above it for up, below it for down."""
        self._name(self.panel["trend"], middle)
        self.sheet.line(self.columns.left, self.columns.reached, middle, LINE)
        for gap in self.panel["gaps"]:
            self._gap(gap, middle)
        heights = {"up": middle - rise, "steady": middle, "down": middle + rise}
        for mark in self.panel["marks"]:
            x, y = self.columns.middle(mark["column"]), heights[mark["shape"]]
            glyph(self.sheet, mark["shape"], mark["tone"], (x, y), self.layout.mark)
        if self.layout.is_wide and (last := self._last):
            self._last_beside(last, heights[last["shape"]])

    @property
    def _last(self) -> Mark | None:
        """The mark of the last week, None when nothing was published in it."""
        marks, gaps = self.panel["marks"], self.panel["gaps"]
        is_over = bool(marks and gaps and gaps[-1]["first"] > marks[-1]["column"])
        return marks[-1] if marks and not is_over else None

    def _last_beside(self, last: Mark, y: float) -> None:
        small = self.layout.small
        x = self.columns.start(last["column"] + 1) + small * 0.4
        strong = Type(small, MARK[last["tone"]], bold=True)
        lines = self.sheet.wrap(last["words"], strong, self.layout.width - self.layout.margin - x)
        for n, line in enumerate(lines):
            self.sheet.write(line, x, y + (n - (len(lines) - 1) / 2) * small * 1.2, strong)

    def _last_in_header(self, y: float) -> None:
        if last := self._last:
            right = self.layout.width - self.layout.margin
            strong = Type(self.layout.small, MARK[last["tone"]], "right", bold=True)
            self.sheet.write(last["words"], right, y, strong)

    def _gap(self, gap: Gap, y: float) -> None:
        start, end = self.columns.start(gap["first"]), self.columns.start(gap["last"] + 1)
        words = Type(self.layout.small, QUIET, "center")
        width, height = self.sheet.measure(gap["words"], words) + 16, words.size * 1.3
        self.sheet.box(start, y - 3, end - start, 6, PAPER)
        self.sheet.line(start + 6, end - 6, y, FAINT, dashed=True)
        # Where the words have no room, the key says them.
        if width < end - start:
            middle = (start + end) / 2
            self.sheet.box(middle - width / 2, y - height / 2, width, height, PAPER)
            self.sheet.write(gap["words"], middle, y, words)

    def _scale(self, top: float, bottom: float) -> None:
        """Draw a 1-5 scale with the numbers on it."""
        layout = self.layout
        top, bottom = top + layout.small, bottom - layout.small / 2

        def height(value: float) -> float:
            return bottom - (value - LOWEST) / (HIGHEST - LOWEST) * (bottom - top)

        named = {step["value"]: step["words"] for step in self.panel["steps"]}
        for value in range(LOWEST, HIGHEST + 1):
            self.sheet.line(self.columns.left, self.columns.right, height(value), LINE)
            self._name(named.get(value, ""), height(value))
        for gap in self.panel["gaps"]:
            self._gap(gap, height((LOWEST + HIGHEST) / 2))
        for point in self.panel["points"]:
            is_last = point is self.panel["points"][-1]
            self._point(point, height(point["value"]), is_last=is_last)

    def _point(self, point: Point, y: float, *, is_last: bool) -> None:
        layout, x = self.layout, self.columns.middle(point["column"])
        size = layout.words if is_last else layout.small
        label = Type(size, INK, "center", bold=is_last)
        width, above = self.sheet.measure(point["words"], label) + 8, y - layout.mark - size * 0.7
        middle = min(x, layout.width - layout.margin - width / 2)
        self.sheet.box(middle - width / 2, above - size * 0.55, width, size * 1.1, PAPER)
        self.sheet.write(point["words"], middle, above, label)
        self.sheet.dot(x, y, layout.mark, INK)
