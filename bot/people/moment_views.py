"""A weekly moment that was typed without its day or its time, asked back by buttons."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.outgoing import Button, Choices, Message, Paragraph, Reply
from bot.i18n.text import Text, text
from bot.people.moments import WeeklyMoment, write_weekly


def which_moment(
    action: str, read: Sequence[WeeklyMoment], before: str = "", behind: str = ""
) -> Reply:
    """Ask which of a few weekly moments was meant.

    Args:
        action: what a press does.
        read: the moments, the likeliest first.
        before: what stands before the moment in the words a press carries back.
        behind: what stands behind it.
    """
    buttons = tuple(
        Button(
            action=action,
            value=f"{before}{write_weekly(moment, 'fr')}{behind}",
            label=text("planning.weekly", day=day_name(moment), at=moment.at),
        )
        for moment in read
    )
    return Reply(message=Message((Paragraph(text("planning.which")), Choices(buttons))))


def day_name(moment: WeeklyMoment) -> Text:
    """Name the weekday of a moment."""
    return Text(f"planning.day_{moment.weekday}")
