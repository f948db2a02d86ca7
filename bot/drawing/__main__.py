"""The drawing process: a description in, a PNG out."""

from __future__ import annotations

import json
import sys

from bot.drawing.chart import render

if __name__ == "__main__":
    sys.stdout.buffer.write(render(json.load(sys.stdin.buffer)))
