"""The days of the week as people type them, accents and case aside."""

from __future__ import annotations

from typing import Final

WEEKDAYS: Final = (
    ("lundi", "monday"),
    ("mardi", "tuesday"),
    ("mercredi", "wednesday"),
    ("jeudi", "thursday"),
    ("vendredi", "friday"),
    ("samedi", "saturday"),
    ("dimanche", "sunday"),
)
"""Monday first; French first."""
