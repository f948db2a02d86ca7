"""What people are told about the tokens they lent."""

from __future__ import annotations

from bot.chat.outgoing import Message, Note, Paragraph
from bot.i18n.text import text


def lost() -> Message:
    """Tell somebody that the chat took their permission back, and what follows."""
    return Message(
        (
            Paragraph(text("workspaces.lost")),
            Note(text("workspaces.lost_next")),
        )
    )
