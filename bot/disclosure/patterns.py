"""What several teams signal alike, said only where it points at no team, and in steps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

FEWEST_TEAMS: Final = 3
STEPS: Final = (4, 8, 16, 32)
"""Counts are said as "at least": one more signal seldom changes what is published."""
WEEKS: Final = 6


@dataclass(frozen=True, slots=True)
class Sighting:
    """One weak signal: what it is about, and the team that names it."""

    theme: str
    team: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """A theme that at least three teams signalled, and at least how often."""

    theme: str
    at_least: int


def patterns(sightings: Iterable[Sighting]) -> tuple[Pattern, ...]:
    """Return the themes that may be named, most frequent first, then by name.

    Args:
        sightings: those of the last six weeks, in any order.
    """
    by_theme: dict[str, list[str]] = {}
    for one in sightings:
        by_theme.setdefault(one.theme, []).append(one.team)
    found = [
        Pattern(theme=theme, at_least=max(step for step in STEPS if step <= len(teams)))
        for theme, teams in by_theme.items()
        if len(teams) >= STEPS[0] and len(set(teams)) >= FEWEST_TEAMS
    ]
    return tuple(sorted(found, key=lambda p: (-p.at_least, p.theme)))
