"""The shape of each direction: told apart without colour."""

from __future__ import annotations

from bot.digest.picture import Shape, Tone
from bot.drawing.palette import FAINT, MARK
from bot.drawing.sheet import Sheet


def glyph(sheet: Sheet, shape: Shape, tone: Tone, at: tuple[float, float], half: float) -> None:
    """Draw a mark centred on a point; `half` is half its width in pixels."""
    (x, y), rise, colour = at, half * 0.9, MARK[tone]
    match shape:
        case "up":
            sheet.polygon([(x - half, y + rise), (x, y - rise), (x + half, y + rise)], colour)
        case "down":
            sheet.polygon([(x - half, y - rise), (x, y + rise), (x + half, y - rise)], colour)
        case "steady":
            sheet.box(x - half, y - half * 0.32, 2 * half, half * 0.64, colour)
        case "gap":
            sheet.line(x - 1.3 * half, x + 1.3 * half, y, FAINT, dashed=True)
