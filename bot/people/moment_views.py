"""Weekly moments and rhythms as they are said; one typed by half is asked back by buttons."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.outgoing import Button, Choices, Message, Paragraph, Reply
from bot.i18n.text import Text, text
from bot.people.moments import WeeklyMoment, write_weekly
from bot.people.prompting import Prompting


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
            label=weekly(moment),
        )
        for moment in read
    )
    return Reply(message=Message((Paragraph(text("planning.which")), Choices(buttons))))


def day_name(moment: WeeklyMoment) -> Text:
    """Name the weekday of a moment."""
    return Text(f"planning.day_{moment.weekday}")


def weekly(moment: WeeklyMoment) -> Text:
    """Say a weekly moment: "jeudi 9 h 30"."""
    return text("planning.weekly", day=day_name(moment), at=moment.at)


def rhythm(prompting: Prompting | None) -> Text:
    """Say how often a unit is invited to share."""
    if prompting is None or prompting.moment is None:
        return text("prompts.rhythm_none")
    moment = prompting.moment
    return text("prompts.rhythm", n=prompting.weeks, day=day_name(moment), at=moment.at)
