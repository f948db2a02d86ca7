"""What the bot asks of a chat, and what a chat asks of the bot."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from bot.chat.capabilities import Capabilities
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Audience, Message, Reply
from bot.i18n.text import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message on its way to one audience.

    Args:
        key: identifies the delivery for ever; the same key is the same message.
        message: all words opened, nothing sealed.
        reader: language, zone and instant it is said in.
        kind: what it is, such as `checkins.invitation`, for logs; never content.
    """

    key: str
    to: Audience
    message: Message = field(repr=False)
    reader: Reader
    kind: str


class ChatPort(Protocol):
    """Sends messages into one chat. Every adapter is held to the same contract suite.

    Order: deliveries awaited one after the other appear in that order in their audience.
    Conflicts: with `capabilities.idempotent_send`, a second `send` of a key returns the first
    message and shows nothing; without it, `find` tells whether a key was delivered.
    Errors: only `ChatError`s leave an adapter: `Refused`, `Throttled`, `Unreachable`, `Unknown`.
    """

    @property
    def name(self) -> str:
        """The chat's name in `AccountId.chat` and `ChannelId.chat`."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the chat shows natively."""
        ...

    async def send(self, delivery: Delivery) -> MessageRef:
        """Show a message to its audience; return once the chat has taken it.

        Raises:
            Refused: it never will be delivered.
            Throttled: not now; nothing was shown.
            Unreachable: it surely did not arrive.
            Unknown: it may have arrived; call `find` before sending again.
        """
        ...

    async def find(self, delivery: Delivery) -> MessageRef | None:
        """Return the message an earlier `send` of this key left, or None if there is none.

        Raises:
            Throttled: not now.
            Unreachable: the chat cannot be asked.
        """
        ...

    async def members(self, channel: ChannelId) -> tuple[AccountId, ...]:
        """List who reads a channel, in no particular order; bots are left out.

        Raises:
            Refused: there is no such channel, or the bot is not in it.
        """
        ...


class Receive(Protocol):
    """What an adapter calls with each translated event; given to it by the wiring."""

    async def __call__(self, incoming: Incoming) -> Reply | None:
        """Act on an event and return what to show at once to the person, if anything.

        Never raises for what a person did; the same event twice acts once.
        """
        ...


class Pictures(Protocol):
    """Gives adapters the bytes of a picture by its name."""

    async def read(self, name: str) -> bytes | None:
        """Return the PNG kept under a name (`…@small` for phones), None if it is gone."""
        ...
