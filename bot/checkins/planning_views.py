"""A weekly moment that was typed without its day or its time, asked back by buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from bot.chat.outgoing import Button, Choices, Message, Paragraph, Reply
from bot.checkins.model import Plan, WeeklyMoment
from bot.checkins.moments import write_weekly
from bot.i18n.text import Text, text
from bot.people.edits import Edit

CHOOSE: Final = "planning.choose"
Which: TypeAlias = Literal["opens", "reminds", "closes", "digest"]
WHICH: Final[tuple[Which, ...]] = ("opens", "reminds", "closes", "digest")
_NAMES: Final = {"opens": "opening", "reminds": "reminder", "closes": "close", "digest": "digest"}


def which_moment(which: Which, read: Sequence[WeeklyMoment], team: str) -> Reply:
    """Ask which of a few weekly moments was meant."""
    behind = f" pour {team}" if team else ""
    buttons = tuple(
        Button(
            action=CHOOSE,
            value=f"{which}|{write_weekly(moment, 'fr')}{behind}",
            label=_weekly(moment),
        )
        for moment in read
    )
    return Reply(message=Message((Paragraph(text("planning.which")), Choices(buttons))))


def moments_moved(before: Plan, after: Plan) -> tuple[Edit, ...]:
    """Compare the week's moments of a department, one by one."""
    return tuple(
        Edit(
            field=f"{which}/{after.department}",
            label=Text(f"planning.{name}"),
            before=_weekly(getattr(before, which)),
            after=_weekly(getattr(after, which)),
        )
        for which, name in _NAMES.items()
    )


def day_name(moment: WeeklyMoment) -> Text:
    """Name the weekday of a moment."""
    return Text(f"planning.day_{moment.weekday}")


def _weekly(moment: WeeklyMoment) -> Text:
    return text("planning.weekly", day=day_name(moment), at=moment.at)
