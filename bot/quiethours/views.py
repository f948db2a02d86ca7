"""What people see of held messages: a promise with a time, a list, a polite arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time

from bot.chat.outgoing import (
    Button,
    Choices,
    Form,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Reply,
    TextField,
    Whom,
)
from bot.chat.outgoing import Sealed as SealedWords
from bot.i18n.text import Moment, Text, plain, text
from bot.quiethours.addressing import LONGEST_MESSAGE
from bot.quiethours.ports import Hold

CANCEL, SEND_NOW = "quiethours.cancel", "quiethours.send_now"
KEEP, WHOM, WORDS = "quiethours.keep", "whom", "words"
MOST_LISTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a held message goes, as its author thinks of it.

    Args:
        name: the person's name, or the channel with its #.
        their_time: when it arrives on the recipient's own clock, if that differs.
    """

    name: str
    their_time: time | None = None


def asking() -> Reply:
    """Open the form that keeps a message: whom, and what."""
    return Reply(
        form=Form(
            name=KEEP,
            context="",
            title=text("quiethours.form"),
            fields=(
                Whom(name=WHOM, label=text("quiethours.whom"), hint=text("quiethours.whom_hint")),
                TextField(
                    name=WORDS,
                    label=text("quiethours.words"),
                    hint=text("quiethours.words_hint"),
                    max_length=LONGEST_MESSAGE,
                    rows=6,
                    is_required=True,
                ),
            ),
            submit=text("quiethours.keep"),
        )
    )


def kept(holds: Sequence[tuple[Hold, Destination]]) -> Reply:
    """Promise a delivery to each recipient: where, when, and how to change one's mind."""
    parts: list[Part] = []
    for hold, to in holds:
        parts.append(Paragraph(_promise(hold, to)))
        if to.their_time is not None:
            parts.append(Note(text("quiethours.their_time", name=to.name, clock=to.their_time)))
        parts.append(_doors(hold))
    return Reply(message=Message(tuple(parts)))


def listed(holds: Sequence[tuple[Hold, Destination]]) -> Reply:
    """List somebody's held messages without their words; the next one to leave first."""
    if not holds:
        return Reply(message=Message((Paragraph(text("quiethours.none_kept")),)))
    parts: list[Part] = [Heading(text("quiethours.list", n=len(holds)))]
    for hold, to in holds[:MOST_LISTED]:
        parts += [Paragraph(_promise(hold, to)), _doors(hold)]
    if len(holds) > MOST_LISTED:
        parts.append(Note(text("quiethours.more", n=len(holds) - MOST_LISTED)))
    return Reply(message=Message(tuple(parts)))


def delivery(hold: str, author: str) -> Message:
    """Hand a held message over; its words are opened only as it leaves."""
    return Message(
        (
            Paragraph(text("quiethours.arrived", author=author)),
            Quote(SealedWords(hold), by=plain(author)),
        )
    )


def returned(hold: str, to: str) -> Message:
    """Give a message back to its author because it cannot be delivered."""
    return Message((Paragraph(text("quiethours.returned", to=to)), Quote(SealedWords(hold))))


def cancelled() -> Reply:
    """Confirm that a held message is gone."""
    return Reply(message=Message((Paragraph(text("quiethours.cancelled")),)), replaces=True)


def leaving(to: Destination) -> Reply:
    """Confirm that a held message leaves at once."""
    words = text("quiethours.leaving", to=to.name)
    return Reply(message=Message((Paragraph(words),)), replaces=True)


def _promise(hold: Hold, to: Destination) -> Text:
    return text("quiethours.kept", to=to.name, due=Moment(hold.due_at))


def _doors(hold: Hold) -> Choices:
    return Choices(
        (
            Button(action=SEND_NOW, value=hold.id, label=text("quiethours.send_now")),
            Button(action=CANCEL, value=hold.id, label=text("quiethours.cancel"), style="danger"),
        )
    )
