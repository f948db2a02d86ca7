"""Events as clients send them, kept under tests/recorded."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from bot.adapters.matrix.events import Event

FOLDER = Path(__file__).parents[2] / "recorded" / "matrix"
NAMES = sorted(path.stem for path in FOLDER.glob("*.json"))
WORKSPACE = "example.org"


@dataclass(frozen=True)
class Names:
    """Names of one homeserver, with one team's room."""

    me: str = "@lien:example.org"

    def workspace(self) -> str:
        return WORKSPACE

    def aliased(self, alias: str) -> str | None:
        return "!abc123:example.org" if alias == "#enfance-nord:example.org" else None


def recorded(name: str) -> Event:
    event: Event = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return event
