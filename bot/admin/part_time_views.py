"""Part time: the weekdays somebody does not work, shown, noted and asked back."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.outgoing import Button, Choices, Message, Note, Paragraph, Reply
from bot.i18n.text import Text, text
from bot.people.parttime import DayOff, DaysOff, write_days_off

CHOOSE = "personal.part_time"


def shown(days_off: DaysOff) -> Reply:
    """Print them, and how to change them."""
    said = sentence(days_off) if days_off else text("parttime.none")
    return Reply(message=Message((Paragraph(said), Note(text("takes.part_time")))))


def noted(days_off: DaysOff) -> Reply:
    """Confirm them, and what follows."""
    return Reply(message=Message((Paragraph(sentence(days_off)), Note(text("parttime.quiet")))))


def which_weeks(read: Sequence[DaysOff]) -> Reply:
    """Ask which of every other weeks were meant."""
    buttons = tuple(
        Button(
            action=CHOOSE,
            value=write_days_off(days_off, "fr"),
            label=Text(f"parttime.weeks_{days_off[0].weeks}"),
        )
        for days_off in read
    )
    parts = (Paragraph(text("parttime.which")), Choices(buttons), Note(text("parttime.numbered")))
    return Reply(message=Message(parts))


def sentence(days_off: DaysOff) -> Text:
    """Say them in a sentence."""
    return text("parttime.days", days=tuple(_named(one) for one in days_off))


def _named(one: DayOff) -> Text:
    day = Text(f"planning.day_{one.weekday}")
    if one.part != "all":
        day = Text(f"parttime.{one.part}", {"day": day})
    return day if one.weeks == "every" else Text(f"parttime.on_{one.weeks}", {"day": day})
