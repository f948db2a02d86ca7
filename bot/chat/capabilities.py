"""What a chat can show, and the written fallback for each thing it cannot."""

from __future__ import annotations

from dataclasses import dataclass, fields

from bot.chat.outgoing import Button, Choices, Message, Note, Paragraph, Part, Picture
from bot.i18n.text import Text, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Fill:
    """How much one conversation takes: `most` messages in any stretch of so many seconds."""

    most: int
    seconds: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a chat shows natively; each False has its fallback in `FALLBACKS`.

    Args:
        fill: what one conversation takes before the rest has to wait; None where the chat says
            so itself when it has had enough.
    """

    buttons: bool
    forms: bool
    pictures: bool
    ephemeral: bool
    threads: bool
    idempotent_send: bool
    fill: Fill | None = None


FALLBACKS = {
    "buttons": "choices become numbered lines, answered by a number",
    "forms": "a form becomes a short dialogue, one field at a time",
    "pictures": "the picture's text alternative is sent in its place",
    "ephemeral": "the message goes to the direct conversation instead",
    "threads": "the message goes to the channel itself",
    "idempotent_send": "a send whose outcome is unknown is looked for before it is tried again",
}


def adapt(message: Message, capabilities: Capabilities) -> Message:
    """Rewrite a message so that a chat without buttons or pictures still says all of it."""
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, Choices) and not capabilities.buttons:
            parts += [_numbered(n, button) for n, button in enumerate(part.buttons, 1)]
        elif isinstance(part, Picture) and not capabilities.pictures:
            parts.append(Note(part.alt))
        else:
            parts.append(part)
    return Message(tuple(parts))


def missing(capabilities: Capabilities) -> tuple[str, ...]:
    """Name what a chat cannot show, for the feature table in the documentation."""
    return tuple(f.name for f in fields(capabilities) if getattr(capabilities, f.name) is False)


def _numbered(n: int, button: Button) -> Paragraph:
    label: Text = button.label
    return Paragraph(text("chat.numbered_choice", number=n, label=label))
