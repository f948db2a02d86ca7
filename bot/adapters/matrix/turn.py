"""One event in hand: who wrote it where, what is remembered of their room, how they read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from bot.adapters.matrix import incoming, outgoing, writing
from bot.adapters.matrix.events import Act, Event, Redact, Rooms, Say
from bot.adapters.matrix.memory import Room
from bot.chat.ids import AccountId
from bot.chat.outgoing import Message, Paragraph
from bot.i18n.text import Reader, Text, text

ASKS: Final = "org.lien.asks"
Asks: TypeAlias = Literal["answer", "first field", "field"]
"""What a message of the bot's waits for: an answer again, or a field."""
FLEETING: Final = "org.lien.fleeting"
"""Marks a message of the bot's that is taken back when its reader writes again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What it takes to answer one event."""

    event: Event
    rooms: Rooms
    room: Room
    reader: Reader

    @property
    def id(self) -> str:
        """The event's identifier."""
        return self.event["event_id"]

    @property
    def account(self) -> AccountId:
        """Who wrote it."""
        return incoming.account_of(self.event["sender"], self.rooms.workspace())

    @property
    def is_readable_by_servers(self) -> bool:
        """Tell whether it came in clear in a direct room, where no answer may be given."""
        return self.event["is_direct"] and not self.event["is_encrypted"]

    def word(self, message: Text) -> str:
        """Say a text to whoever wrote."""
        return writing.said(message, self.reader)

    def sentence(self, message: Text) -> tuple[Act, ...]:
        """Answer in one sentence."""
        return outgoing.render(Message((Paragraph(message),)), self.reader)

    def refused_in_clear(self) -> tuple[Act, ...]:
        """Say why no answer is taken in a room whose server reads along; take it back there."""
        return (*self.sentence(text("matrix.unencrypted")), Redact(event_id=self.id))


def fleeting(acts: Sequence[Act]) -> tuple[Act, ...]:
    """Mark what is said as read once: words of people's own, or a code of theirs."""
    return tuple(
        replace(act, content={**act.content, FLEETING: True}) if isinstance(act, Say) else act
        for act in acts
    )


def shown(blocks: Sequence[writing.Block], asks: Asks | None = None) -> tuple[Act, ...]:
    """Send blocks as they are; what they ask for is marked, for whoever reads the room again."""
    mark = {} if asks is None else {ASKS: asks}
    return tuple(Say(content={**content, **mark}) for content in writing.contents(blocks))
