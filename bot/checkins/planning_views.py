"""Which of a week's moments is meant, and how a press says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from bot.chat.outgoing import Reply
from bot.people.moment_views import which_moment
from bot.people.moments import WeeklyMoment

CHOOSE: Final = "planning.choose"
Which: TypeAlias = Literal["opens", "reminds", "closes", "digest"]
WHICH: Final[tuple[Which, ...]] = ("opens", "reminds", "closes", "digest")


def which_of(which: Which, read: Sequence[WeeklyMoment], team: str) -> Reply:
    """Ask which of a few weekly moments was meant."""
    return which_moment(CHOOSE, read, f"{which}|", f" pour {team}" if team else "")
