"""Colours that hold in grey and for every eye: zones darken as they get harder, shapes differ."""

from __future__ import annotations

from bot.digest.picture import Tone

PAPER = "#fffdf9"
INK = "#1f2933"
QUIET = "#5a6672"
FAINT = "#9aa4af"
LINE = "#d5dae0"
ZONE: dict[Tone, str] = {"favorable": "#e8f3f1", "middle": "#f1e1bb", "difficult": "#dfb09a"}
"""Grey values 240, 224 and 187: apart by more than the eye needs."""
MARK: dict[Tone, str] = {"favorable": "#17635f", "middle": "#66717d", "difficult": "#96361f"}
BAR: dict[Tone, str] = {"favorable": "#17635f", "middle": "#7a5a12", "difficult": "#96361f"}
