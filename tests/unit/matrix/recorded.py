"""Events as clients send them, kept under tests/recorded."""

from __future__ import annotations

import json
from pathlib import Path

from bot.adapters.matrix.events import Event

FOLDER = Path(__file__).parents[2] / "recorded" / "matrix"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
ME, WORKSPACE = "@lien:example.org", "example.org"


def recorded(name: str) -> Event:
    event: Event = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return event
