"""The border inside the adapter: what the transport hears and carries out, and what words decide.

The transport (`sync`, `client`) decrypts, encrypts and sends; it reads no sentence and says none.
`incoming`, `outgoing` and the dialogue read and say; they never see a network, a key or a token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypedDict

from bot.chat.outgoing import Message
from bot.i18n.text import Reader

UNREADABLE = "org.lien.unreadable"
"""The type of an `Event` nobody could decrypt; its content is empty."""


class Event(TypedDict):
    """One event of a room as it stands once decrypted, a plain dict.

    Args:
        type: the decrypted type: `m.room.message`, `org.matrix.msc3381.poll.response`,
            `m.room.redaction` … An event nobody could decrypt is `UNREADABLE`.
        content: decrypted; an `m.relates_to` of the envelope is copied into it, and a redaction's
            target is its `redacts`. Its shape is whatever the sender made it: trust nothing.
        origin_server_ts: milliseconds, by the sender's homeserver; never compared with our clock.
        is_encrypted: it came encrypted, from a device we have keys of.
        is_direct: its room is a direct room of the bot and the sender.
    """

    room_id: str
    event_id: str
    sender: str
    origin_server_ts: int
    type: str
    content: Mapping[str, Any]
    is_encrypted: bool
    is_direct: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """An event the bot sends, encrypted where its room is: a text, a poll, an edit of its own.

    Threads and replies are an `m.relates_to` in `content`.
    """

    content: Mapping[str, Any] = field(repr=False)
    type: str = "m.room.message"


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """A picture by its name; where its bytes are gone, `alt` is said instead.

    Args:
        alt: the same facts in words, the image's `body`.
        thread: the event it hangs under.
    """

    name: str
    alt: str = field(repr=False)
    thread: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hand:
    """A file, encrypted before it is uploaded."""

    filename: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Redact:
    """Take an event of the room back, such as an answer that is sealed; failing is not an error.

    No reason is given: it would be kept in clear by the homeserver.
    """

    event_id: str


Act: TypeAlias = Say | Show | Hand | Redact
"""What the transport is asked to do, in order. `Say`, `Show` and `Hand` that answer an event go to
the direct room with its sender, wherever it was written; `Redact` acts in the event's own room."""


class Rooms(Protocol):
    """What the words may ask about rooms; answers come from the last sync, but for `async` ones."""

    @property
    def me(self) -> str:
        """The bot's own user, such as `@lien:example.org`."""
        ...

    def workspace(self) -> str:
        """Name the bot's homeserver, as in `AccountId.workspace` and `ChannelId.workspace`."""
        ...

    def direct(self, user: str) -> str | None:
        """Return the direct room with somebody, None if there is none yet."""
        ...

    def name_of(self, room_id: str, user: str) -> str:
        """Say how a room's members read somebody's name; the user itself if nothing is known."""
        ...

    def aliased(self, alias: str) -> str | None:
        """Return the room `#team:example.org` names, None for one the bot is not in."""
        ...

    def members(self, room_id: str) -> tuple[str, ...]:
        """List who has joined a room, the bot left out; empty for a room the bot is not in."""
        ...

    def may_redact(self, room_id: str) -> bool:
        """Tell whether the bot's power level lets it take back what others wrote there."""
        ...

    async def fetch(self, room_id: str, event_id: str) -> Event | None:
        """Read one event again and decrypt it; None when it is redacted, gone or unreadable."""
        ...

    async def recent(self, room_id: str, limit: int) -> tuple[Event, ...]:
        """Read a room's last events again, newest first, the bot's own among them."""
        ...


class Render(Protocol):
    """`outgoing.render`: our words in Matrix's form, for every message the bot sends."""

    def __call__(
        self, message: Message, reader: Reader, *, thread: str | None = None
    ) -> tuple[Act, ...]:
        """Return what to send for a message, at least one act; `thread` is its root event."""
        ...


class Conversation(Protocol):
    """Understands what people write and says what the bot answers (`dialogue`).

    One call at a time a room, in the room's order; rooms are independent. After a kill, the events
    in hand are given again: every call must bear being made twice.
    """

    async def hear(self, event: Event, rooms: Rooms) -> Sequence[Act]:
        """Act on an event (through `Receive`) and return what to do about it, often nothing.

        Given: messages, stickers, polls, reactions and redactions by others in rooms the bot is in,
        and unknown types. Never the bot's own, never state. Must not raise for what people write.
        """
        ...

    async def said(self, room_id: str, acts: Sequence[Act], event_ids: Sequence[str]) -> None:
        """Learn under which events acts were sent, answers and the outbox's alike.

        `event_ids` matches `acts` one by one ("" for a `Redact`). A kill can lose this call: what
        must survive is read from the room again (`Rooms.recent`), hidden fields included.
        """
        ...
