"""What the bot asks of a chat, and what a chat asks of the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

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
        covers: keys this one message stands for besides its own; `find` of any finds it.
    """

    key: str
    to: Audience
    message: Message = field(repr=False)
    reader: Reader
    kind: str
    covers: tuple[str, ...] = ()


Apart: TypeAlias = Literal["bot", "guest", "stranger", "closed"]
"""A robot, somebody invited from outside, somebody of another organisation that shares a channel,
or an account that can no longer be written to: they may read, and are never part of a figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a chat says of an account, for a roster.

    Args:
        name: as colleagues read it.
        zone: IANA zone, None if the chat does not say.
        language: a language Lien speaks, None if the chat does not say.
        apart: why the account belongs to nobody's roster, None for a colleague.
    """

    account: AccountId
    name: str
    zone: str | None = None
    language: str | None = None
    apart: Apart | None = None


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
        """Return the message an earlier `send` of this key, or covering it, left; None if none.

        Raises:
            Throttled: not now.
            Unreachable: the chat cannot be asked.
        """
        ...

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        """Say who reads a channel, in no particular order; Lien itself is left out.

        Robots and guests are in it, and said to be `apart` as far as the chat can tell: whoever
        asks can say why they are left out. Who is invited and has not come is no member.
        A group the chat keeps apart from channels (a Slack user group, a Matrix space) is asked
        for the same way, by its identifier.

        Raises:
            Refused: there is no such channel, or the bot is not in it.
            Throttled: not now.
            Unreachable: the chat cannot be asked.
        """
        ...

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        """Say who people are; accounts the chat does not know, and Lien itself, are left out.

        Raises:
            Throttled: not now.
            Unreachable: the chat cannot be asked.
        """
        ...


class Receive(Protocol):
    """What an adapter calls with each translated event; given to it by the wiring."""

    async def __call__(self, incoming: Incoming) -> Reply | None:
        """Act on an event and return what to show at once to the person, if anything.

        Never raises for what a person did; the same event twice acts once.
        """
        ...


class Readers(Protocol):
    """Tells adapters in what language and zone to say a reply to somebody, stranger or not."""

    async def __call__(self, account: AccountId) -> Reader:
        """Return how somebody reads, as of now."""
        ...


class Pictures(Protocol):
    """Gives adapters the bytes of a picture by its name."""

    async def read(self, name: str) -> bytes | None:
        """Return the PNG kept under a name (`…@small` for phones), None if it is gone."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheduled:
    """A message that waits in the chat itself, in its author's name; nothing of it is kept here.

    Args:
        place: the conversation it will appear in, in the chat's own words.
        id: the chat's identifier of the waiting message.
        words: what it says, as the chat gives it back; "" where it was not asked.
    """

    place: str
    id: str
    at: datetime
    words: str = field(default="", repr=False)


class Authors(Protocol):
    """Acts in people's own names, where a chat can and they have allowed it.

    A chat without it delivers held messages under the bot's name, with attribution.
    Errors: as `ChatPort.send`; `Refused` also when the allowance was taken back.
    """

    async def has_linked(self, account: AccountId) -> bool:
        """Tell whether somebody allowed the bot to post in their name."""
        ...

    async def link_address(self, account: AccountId) -> str | None:
        """Return where somebody allows it, good for once; None where it is not offered."""
        ...

    async def unlink(self, account: AccountId) -> None:
        """Take the allowance back and forget what it was proven with."""
        ...

    async def schedule(self, account: AccountId, place: str, words: str, at: datetime) -> Scheduled:
        """Let the chat post words in somebody's name at an instant."""
        ...

    async def scheduled(self, account: AccountId) -> tuple[Scheduled, ...]:
        """List what waits in somebody's name, words included, the next one first."""
        ...

    async def unschedule(self, account: AccountId, waiting: Scheduled) -> None:
        """Take a waiting message back.

        Raises:
            Refused: it has been posted, or is so near that it may be.
        """
        ...


class Withdrawals(Protocol):
    """Takes back a message its author has just posted, where a chat lets the bot do so."""

    async def can_withdraw(self, account: AccountId, message: MessageRef) -> bool:
        """Tell whether `withdraw` would be allowed, before anything is kept."""
        ...

    async def withdraw(self, account: AccountId, message: MessageRef) -> None:
        """Remove somebody's own message for everyone; one already gone changes nothing.

        Raises:
            Refused: the bot may not, or it is not theirs.
        """
        ...


class Drafts(Protocol):
    """Reads a held message again from where its author wrote it, so that no text is kept here."""

    async def read(self, message: MessageRef) -> str | None:
        """Return the words of a message as it now stands; None once its author removed it.

        Raises:
            Unreachable: the chat cannot be asked.
        """
        ...
