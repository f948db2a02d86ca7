"""The impact assessment handed over, and what is left to fill in."""

from __future__ import annotations

from collections.abc import Sequence

from bot.admin.steps_views import KNOWN_BLANKS, blank_label
from bot.chat.outgoing import Document, Message, Note, Paragraph, Part, Reply
from bot.i18n.text import Text, plain, text

_MOST_NAMED = 12


def assessment(filename: str, content: str, left: Sequence[str]) -> Reply:
    """Hand over the file, and name the blanks that only the organisation can fill."""
    file = Document(filename, "text/markdown", content.encode())
    parts: list[Part] = [Paragraph(text("assessment.ready")), file]
    if left:
        names = tuple(named_blank(name) for name in left[:_MOST_NAMED])
        parts.append(Note(text("assessment.left", n=len(left), names=names)))
    return Reply(message=Message(tuple(parts)))


def named_blank(name: str) -> Text:
    """Say what goes into a blank: the charter's have words of their own."""
    return blank_label(name) if name in KNOWN_BLANKS else plain(name)
