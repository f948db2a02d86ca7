"""Matrix as the rest of Lien sees it: a chat like any other."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass

from nio import MatrixRoom

from bot.adapters.matrix.errors import NotThere
from bot.adapters.matrix.events import Conversation, Render
from bot.adapters.matrix.hands import Hands
from bot.adapters.matrix.incoming import written
from bot.adapters.matrix.robots import Robots
from bot.adapters.matrix.rooms import CHAT, RoomBook
from bot.adapters.matrix.wire import Wire, at
from bot.chat.capabilities import Capabilities
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.outgoing import Ephemeral, InChannel, Private
from bot.chat.ports import Delivery, Profile
from bot.errors import Refused, Unreachable

_PAGES, _PAGE = 5, "100"
_PROFILES_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """An open line to the homeserver: what a running device can do."""

    wire: Wire
    book: RoomBook
    hands: Hands
    conversation: Conversation


class MatrixChat:
    """`ChatPort` over the bot's one device; unreachable until the first sync has been heard."""

    name = CHAT
    capabilities = Capabilities(
        buttons=False,
        forms=False,
        pictures=True,
        ephemeral=False,
        threads=True,
        idempotent_send=True,
    )

    def __init__(self, render: Render) -> None:
        self._render = render
        self._line: Line | None = None

    def connect(self, line: Line | None) -> None:
        """Put a line in, or take it away."""
        self._line = line

    async def send(self, delivery: Delivery) -> MessageRef:
        """Show a message to its audience, encrypted; the same key is the same event."""
        line = self._open()
        thread = delivery.to.thread if isinstance(delivery.to, InChannel) else None
        acts = self._render(
            delivery.message, delivery.reader, thread=thread.message if thread else None
        )
        room = await self._room(line, delivery)
        try:
            events = await line.hands.do(acts, room, delivery.key, covers=delivery.covers)
        except Refused:
            if isinstance(delivery.to, InChannel):
                raise
            # Their room is no longer one the bot may write in: the next one is a new one.
            await line.book.forget(room.room_id)
            room = await self._room(line, delivery)
            events = await line.hands.do(acts, room, delivery.key, covers=delivery.covers)
        await line.conversation.said(room.room_id, acts, events)
        return MessageRef(CHAT, room.room_id, events[0])

    async def find(self, delivery: Delivery) -> MessageRef | None:
        """Look among a room's latest events for the one a key left."""
        line = self._open()
        to = delivery.to
        room_id = (
            to.channel.channel if isinstance(to, InChannel) else line.book.direct(to.account.user)
        )
        if room_id is None:
            return None
        start = ""
        for _ in range(_PAGES):
            query = {"dir": "b", "limit": _PAGE} | ({"from": start} if start else {})
            try:
                answer = await line.wire.get(at("rooms", room_id, "messages"), "find", query)
            except Refused:
                return None
            for event in answer.get("chunk", []):
                transaction = str(event.get("unsigned", {}).get("transaction_id", ""))
                if line.hands.carries(transaction, delivery.key):
                    return MessageRef(CHAT, room_id, str(event["event_id"]))
            start = answer.get("end", "")
            if not start:
                return None
        return None

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        """Say who has joined a room or a space, and who of them the room says is a robot."""
        line = self._open()
        answer = await line.wire.get(at("rooms", channel.channel, "joined_members"), "members")
        state = await line.wire.listed(at("rooms", channel.channel, "state"), "state")
        accounts = [
            AccountId(CHAT, channel.workspace, user)
            for user in answer.get("joined", {})
            if user != line.book.me
        ]
        return await self._profiles(accounts, Robots.of(state))

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        """Say who people are, as the homeserver tells it."""
        return await self._profiles(accounts, Robots())

    async def _profiles(self, accounts: Sequence[AccountId], robots: Robots) -> tuple[Profile, ...]:
        line = self._open()
        turn = asyncio.Semaphore(_PROFILES_AT_ONCE)

        async def asked(account: AccountId) -> Profile | None:
            async with turn:
                return await _profile(line, account, robots)

        found = await asyncio.gather(*(asked(account) for account in accounts))
        return tuple(one for one in found if one is not None)

    def _open(self) -> Line:
        if self._line is None:
            raise Unreachable("the homeserver has not been heard yet")
        return self._line

    @staticmethod
    async def _room(line: Line, delivery: Delivery) -> MatrixRoom:
        match delivery.to:
            case Private(account) | Ephemeral(_, account):
                return await line.book.private(account.user)
            case InChannel(channel):
                return await line.book.open(channel.channel)

    async def can_withdraw(self, account: AccountId, message: MessageRef) -> bool:
        """Tell whether the bot's power level lets it take back what somebody wrote."""
        del account
        return self._open().book.may_redact(message.place)

    async def withdraw(self, account: AccountId, message: MessageRef) -> None:
        """Redact somebody's own message, once the homeserver says that it is theirs."""
        line = self._open()
        found = await line.wire.get(at("rooms", message.place, "event", message.message), "event")
        if "redacted_because" in found.get("unsigned", {}):
            return
        if found.get("sender") != account.user:
            raise Refused("it is not theirs")
        if not line.book.may_redact(message.place):
            raise Refused("the bot may not")
        transaction = line.hands.transaction(f"withdraw/{message.message}")
        await line.hands.redact(message.place, message.message, transaction)

    async def read(self, message: MessageRef) -> str | None:
        """Read a draft again where it was written, its latest edit included; None if removed."""
        book = self._open().book
        event = await book.latest(message.place, message.message)
        return written(event["content"], book) if event else None


async def _profile(line: Line, account: AccountId, robots: Robots) -> Profile | None:
    user = account.user
    if not user.startswith("@") or user == line.book.me:
        return None
    try:
        found = await line.wire.get(at("profile", user), "profile")
    except NotThere:
        return None
    except Refused:  # nobody may know: they are there all the same
        found = {}
    name = found.get("displayname")
    zone = found.get("m.tz") or found.get("us.cloke.msc4175.tz")
    return Profile(
        account=account,
        name=name if isinstance(name, str) and name else user,
        zone=zone if isinstance(zone, str) else None,
        apart=robots.apart(user),
    )
