"""Days: those somebody is away, and those that could be read two ways, asked back by buttons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.chat.outgoing import Button, Choices, Heading, Message, Note, Paragraph, Part, Reply
from bot.i18n.text import Text, text
from bot.people.absence import Absence
from bot.people.oncall import OnCall

AWAY = "personal.absence"
NOT_AWAY = "personal.not_absence"
MOST_BUTTONS = 5


def which_day(action: str, days: Sequence[date]) -> Reply:
    """Ask which of a few days was meant."""
    buttons = tuple(
        Button(action=action, value=day.isoformat(), label=text("days.one", day=day))
        for day in days[:MOST_BUTTONS]
    )
    return Reply(message=Message((Paragraph(text("days.which")), Choices(buttons))))


def which_absence(action: str, read: Sequence[Absence]) -> Reply:
    """Ask which days away were meant."""
    buttons = tuple(
        Button(action=action, value=_written(away), label=named(away))
        for away in read[:MOST_BUTTONS]
    )
    return Reply(message=Message((Paragraph(text("days.which")), Choices(buttons))))


def absences(noted: Sequence[Absence]) -> Reply:
    """List days away that are noted, each with a button that takes it back."""
    if not noted:
        parts: tuple[Part, ...] = (Paragraph(text("absence.none")), Note(text("takes.absence")))
        return Reply(message=Message(parts))
    rows: list[Part] = [Heading(text("absence.noted"))]
    for away in sorted(noted, key=lambda a: a.first)[:12]:
        button = Button(action=NOT_AWAY, value=_written(away), label=text("absence.take_back"))
        rows += [Paragraph(named(away)), Choices((button,))]
    return Reply(message=Message(tuple(rows)))


def on_call(turns: Sequence[tuple[str, OnCall]]) -> Reply:
    """List who is on call, by name, and how to change it."""
    parts: list[Part] = [Paragraph(text("on_call.nobody"))] if not turns else []
    if turns:
        parts.append(Heading(text("on_call.title")))
    for name, turn in turns:
        if turn.until is None:
            parts.append(Paragraph(text("on_call.open", name=name)))
        else:
            parts.append(Paragraph(text("on_call.until", name=name, until=turn.until)))
    return Reply(message=Message((*parts, Note(text("takes.on_call")))))


def named(away: Absence) -> Text:
    """Say days in a row."""
    if away.last is None:
        return text("absence.open", first=away.first)
    if away.last == away.first:
        return text("days.one", day=away.first)
    return text("absence.span", first=away.first, last=away.last)


def _written(away: Absence) -> str:
    return f"{away.first}/{away.last or '..'}"
