"""Lays a chart out: a title that is its message, a panel a question, the weeks underneath."""

from __future__ import annotations

from math import ceil

from bot.digest.picture import Drawing
from bot.drawing.layout import LAYOUTS, Columns, Layout
from bot.drawing.palette import INK, LINE, QUIET
from bot.drawing.panel import PanelSketch
from bot.drawing.sheet import Sheet, Type

CAPTION_LINES = 2


def render(drawing: Drawing) -> bytes:
    """Draw a description as a PNG: 1200 x 630 pixels, or 720 x 900 with larger type."""
    layout = LAYOUTS[drawing["form"]]
    sheet = Sheet(layout.width, layout.height)
    days = drawing["days"]
    columns = Columns(layout.left, layout.right, len(days), sum(map(bool, days)))
    top = _head(sheet, layout, drawing)
    bottom = _foot(sheet, layout, drawing["foot"])
    labelled = _labelled(sheet, layout, days, columns)
    height = (bottom - top + layout.gap) / len(drawing["panels"])
    for n, panel in enumerate(drawing["panels"]):
        area = (top + n * height, top + (n + 1) * height - layout.gap)
        sketch = PanelSketch(sheet=sheet, layout=layout, columns=columns, panel=panel, area=area)
        sketch.draw(labelled)
    _days(sheet, layout, {column: days[column] for column in labelled}, columns, bottom)
    return sheet.png()


def _head(sheet: Sheet, layout: Layout, drawing: Drawing) -> float:
    """Write whose chart it is and what it says; return where the panels may begin."""
    room = layout.width - 2 * layout.margin
    small, title = Type(layout.small, QUIET), Type(layout.title, INK, bold=True)
    y = layout.margin + layout.small / 2
    caption = sheet.wrap(drawing["caption"], small, room)
    if len(caption) > CAPTION_LINES:
        caption = [*caption[: CAPTION_LINES - 1], f"{caption[CAPTION_LINES - 1]} …"]
    for line in caption:
        sheet.write(line, layout.margin, y, small)
        y += layout.small * 1.35
    y += layout.title * 0.4
    for line in sheet.wrap(drawing["title"], title, room):
        sheet.write(line, layout.margin, y, title)
        y += layout.title * 1.25
    return y + layout.gap * 0.3


def _foot(sheet: Sheet, layout: Layout, words: str) -> float:
    """Write what the chart must not be taken for; return where the panels must end."""
    small, right = Type(layout.small, QUIET), layout.width - layout.margin
    lines = sheet.wrap(words, small, right - layout.margin)
    y = layout.height - layout.margin - layout.small * (1.35 * len(lines) - 0.85)
    for n, line in enumerate(lines):
        sheet.write(line, layout.margin, y + n * layout.small * 1.35, small)
    sheet.line(layout.margin, right, y - layout.small * 1.2, LINE)
    return y - layout.small * 3.3


def _labelled(sheet: Sheet, layout: Layout, days: list[str], columns: Columns) -> list[int]:
    """Choose the columns whose day is written: the last one, and back from it as they fit."""
    widest = max(sheet.measure(day, Type(layout.small, QUIET)) for day in days)
    step = ceil((widest + 1.6 * layout.small) / columns.width)
    return list(range(columns.known))[::-1][::step][::-1]


def _days(
    sheet: Sheet, layout: Layout, days: dict[int, str], columns: Columns, bottom: float
) -> None:
    centred = Type(layout.small, QUIET, "center")
    for column, day in days.items():
        furthest = layout.width - layout.margin - sheet.measure(day, centred) / 2
        x = min(columns.middle(column), furthest)
        sheet.write(day, x, bottom + layout.small * 0.9, centred)
