"""The local chat as the rest of Lien sees it: a chat like any other."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from bot.adapters.local import places
from bot.adapters.local.bell import Bell
from bot.adapters.local.history import Entry, History
from bot.adapters.local.outgoing import render
from bot.adapters.local.stage import Cast
from bot.chat.capabilities import Capabilities
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.incoming import MessagePosted
from bot.chat.outgoing import Audience, Ephemeral, InChannel, Private
from bot.chat.ports import Delivery, Profile
from bot.errors import Refused, Unreachable


class LocalChat:
    """`ChatPort` and `Withdrawals` over a history of its own.

    Words are said at sending, in the delivery's language.

    Args:
        history: where messages are kept; the caller closes it.
        cast: who is there; anyone and any channel outside it is refused.
    """

    name = places.CHAT
    capabilities = Capabilities(
        buttons=True,
        forms=True,
        pictures=True,
        ephemeral=True,
        threads=True,
        idempotent_send=True,
    )

    def __init__(self, history: History, cast: Cast) -> None:
        self.history = history
        self.cast = cast
        self.news = Bell()

    async def send(self, delivery: Delivery) -> MessageRef:
        """Show a message to its audience; the same key shows nothing new."""
        to = delivery.to
        entry = Entry(
            key=_sent_key(delivery.key),
            place=self._place(to),
            author=None,
            at=delivery.reader.now,
            kind=delivery.kind,
            parts=render(delivery.message, delivery.reader),
            thread=to.thread.message if isinstance(to, InChannel) and to.thread else None,
            only_for=to.account.user if isinstance(to, Ephemeral) else None,
        )
        with _reachable():
            kept = self.history.add(entry, [_sent_key(key) for key in delivery.covers])
        self.news.ring()
        return _ref(kept)

    async def find(self, delivery: Delivery) -> MessageRef | None:
        """Return the message an earlier `send` of this key left."""
        with _reachable():
            kept = self.history.get(_sent_key(delivery.key))
        return _ref(kept) if kept else None

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        """Say who reads a channel."""
        found = self.cast.channel(channel)
        if found is None:
            raise Refused("no such channel in the local chat")
        return await self.profiles(found.members)

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        """Say who people are, as the cast has them."""
        found = ((account, self.cast.persona(account.user)) for account in accounts)
        return tuple(
            Profile(account=account, name=who.name, zone=who.zone, language=who.language)
            for account, who in found
            if who is not None and who.account == account
        )

    def post(self, posted: MessagePosted, at: datetime) -> None:
        """Show what somebody wrote to whoever reads the place; the same event shows once."""
        self.history.add(
            Entry(
                key=posted.message.message,
                place=posted.message.place,
                author=posted.account.user,
                at=at,
                kind="people.message",
                parts=[{"kind": "paragraph", "text": posted.words}],
            )
        )
        self.news.ring()

    async def can_withdraw(self, account: AccountId, message: MessageRef) -> bool:
        """Tell whether somebody wrote a message; everyone here may take their own back."""
        kept = self.history.get(message.message) if message.chat == self.name else None
        return kept is not None and kept.author == account.user

    async def withdraw(self, account: AccountId, message: MessageRef) -> None:
        """Take somebody's own message away; one already gone changes nothing."""
        with _reachable():
            if not await self.can_withdraw(account, message):
                raise Refused("not theirs")
            self.history.withdraw(message.message)
        self.news.ring()

    def _place(self, to: Audience) -> str:
        match to:
            case Private(account):
                self._require_person(account)
                return places.with_bot(account)
            case InChannel(channel):
                self._require_channel(channel)
                return places.of_channel(channel)
            case Ephemeral(channel, account):
                self._require_person(account)
                self._require_channel(channel)
                return places.of_channel(channel)

    def _require_person(self, account: AccountId) -> None:
        found = self.cast.persona(account.user)
        if found is None or found.account != account:
            raise Refused("no such account in the local chat")

    def _require_channel(self, channel: ChannelId) -> None:
        if self.cast.channel(channel) is None:
            raise Refused("no such channel in the local chat")


def _sent_key(key: str) -> str:
    return f"sent/{key}"


def _ref(entry: Entry) -> MessageRef:
    return MessageRef(places.CHAT, entry.place, entry.key)


@contextmanager
def _reachable() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as lost:
        raise Unreachable("the local history cannot be read or written") from lost
