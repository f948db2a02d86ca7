"""Which of a week's moments is meant, and how a press says so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from bot.chat.outgoing import Reply
from bot.checkins.model import Plan
from bot.i18n.text import Text
from bot.people.edits import Edit
from bot.people.moment_views import weekly, which_moment
from bot.people.moments import WeeklyMoment

CHOOSE: Final = "planning.choose"
Which: TypeAlias = Literal["opens", "reminds", "closes", "digest"]
WHICH: Final[tuple[Which, ...]] = ("opens", "reminds", "closes", "digest")
_NAMES: Final = {"opens": "opening", "reminds": "reminder", "closes": "close", "digest": "digest"}


def which_of(which: Which, read: Sequence[WeeklyMoment], team: str) -> Reply:
    """Ask which of a few weekly moments was meant."""
    return which_moment(CHOOSE, read, f"{which}|", f" pour {team}" if team else "")


def moments_moved(before: Plan, after: Plan) -> tuple[Edit, ...]:
    """Compare the week's moments of a department, one by one."""
    return tuple(
        Edit(
            field=f"{which}/{after.department}",
            label=Text(f"planning.{name}"),
            before=weekly(getattr(before, which)),
            after=weekly(getattr(after, which)),
        )
        for which, name in _NAMES.items()
    )
