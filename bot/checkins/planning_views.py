"""A weekly moment that was typed without its day or its time, asked back by buttons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, TypeAlias

from bot.chat.outgoing import Button, Choices, Message, Paragraph, Reply
from bot.checkins.model import WeeklyMoment
from bot.checkins.moments import write_weekly
from bot.i18n.text import Text, text

CHOOSE: Final = "planning.choose"
Which: TypeAlias = Literal["opens", "reminds", "closes", "digest"]
WHICH: Final[tuple[Which, ...]] = ("opens", "reminds", "closes", "digest")


def which_moment(which: Which, read: Sequence[WeeklyMoment], team: str) -> Reply:
    """Ask which of a few weekly moments was meant."""
    behind = f" pour {team}" if team else ""
    buttons = tuple(
        Button(
            action=CHOOSE,
            value=f"{which}|{write_weekly(moment, 'fr')}{behind}",
            label=text("planning.weekly", day=day_name(moment), at=moment.at),
        )
        for moment in read
    )
    return Reply(message=Message((Paragraph(text("planning.which")), Choices(buttons))))


def day_name(moment: WeeklyMoment) -> Text:
    """Name the weekday of a moment."""
    return Text(f"planning.day_{moment.weekday}")
