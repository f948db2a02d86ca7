"""What readers find in the morning: what was kept for them, as one message."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.outgoing import Message, Note, Paragraph, Part, Quote
from bot.i18n.text import Moment, Text, text
from bot.outbox.model import Entry


def arriving(entries: Sequence[Entry], *, is_late: bool) -> Message:
    """Hand over what was kept for somebody (`outbox.ports.Compose`), each with who wrote it.

    One line says that no answer was expected before; it is not said of what could not wait.
    """
    quotes = [p for entry in entries for p in entry.message.parts if isinstance(p, Quote)]
    parts: list[Part] = [Paragraph(_heading(quotes, is_urgent=entries[0].any_hour)), *quotes]
    if is_late:
        due = entries[0].due_at or entries[0].not_before
        parts.append(Note(text("quiethours.late", due=Moment(due))))
    return Message(tuple(parts))


def _heading(quotes: Sequence[Quote], *, is_urgent: bool) -> Text:
    by = quotes[0].by
    if len(quotes) == 1 and by is not None:
        return text("quiethours.urgent" if is_urgent else "quiethours.arrived", author=by)
    if is_urgent:
        return text("quiethours.several_urgent", n=len(quotes))
    return text("quiethours.several_arrived", n=len(quotes))
