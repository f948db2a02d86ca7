"""Says a whole message as plain text: for files, for terminals, and where a chat shows no more."""

from __future__ import annotations

from bot.chat.outgoing import Choices, Document, Facts, Link, Message, Part, Picture, Quote
from bot.i18n.catalog import say
from bot.i18n.text import Reader


def transcribe(message: Message, reader: Reader) -> str:
    """Return a message as a reader would read it aloud, a part a line."""
    return "\n".join(line for part in message.parts for line in _lines(part, reader))


def _lines(part: Part, reader: Reader) -> list[str]:  # noqa: PLR0911 - a line a kind of part
    match part:
        case Facts():
            return [f"{say(name, reader)}\u00a0: {say(value, reader)}" for name, value in part.rows]
        case Quote():
            return [
                f"« {say(part.words, reader)} »" + (f" — {say(part.by, reader)}" if part.by else "")
            ]
        case Picture():
            return [say(part.alt, reader)]
        case Choices():
            return [" ".join(f"[{say(button.label, reader)}]" for button in part.buttons)]
        case Link():
            return [f"{say(part.label, reader)}\u00a0: {part.address}"]
        case Document():
            return [f"[{part.filename}]"]
        case _:
            return [say(part.text, reader)]
