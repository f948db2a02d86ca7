"""Takes what was heard to whoever acts on it, and carries out what they decide."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import structlog
from nio import Client

from bot.adapters.matrix.events import UNREADABLE, Conversation, Event
from bot.adapters.matrix.hands import Hands
from bot.adapters.matrix.queues import Queues
from bot.adapters.matrix.reading import read
from bot.adapters.matrix.rooms import CHAT, RoomBook
from bot.adapters.matrix.sync import INVITATION, Heard, invitation
from bot.adapters.matrix.vault import Seeds
from bot.adapters.matrix.wire import Wire, at
from bot.chat.ids import AccountId, ChannelId
from bot.chat.incoming import MembershipChanged
from bot.chat.ledger import Arrived
from bot.chat.ports import Receive
from bot.errors import Refused
from bot.sealing.secretbox import Tampered, unseal

GRACE_SECONDS = 10.0
"""How long a key may come behind its message before its author is asked to write it again."""

log = structlog.get_logger()


@dataclass(slots=True, kw_only=True)
class Attendant:
    """`sync.Listener`: one queue a room, so that a slow answer keeps nobody else waiting."""

    client: Client
    wire: Wire
    book: RoomBook
    hands: Hands
    queues: Queues
    conversation: Conversation
    receive: Receive
    _resumed: list[tuple[str, str]] = field(default_factory=list)
    _dark: dict[str, tuple[str, Mapping[str, Any], asyncio.TimerHandle]] = field(
        default_factory=dict
    )
    _asked: set[str] = field(default_factory=set)

    def __call__(self, heard: Heard) -> None:
        """Queue what one sync brought."""
        for event_id, (room_id, raw, timer) in list(self._dark.items()):
            if read(self.client, room_id, raw, is_direct=False) is not None:
                timer.cancel()
                del self._dark[event_id]
                self.queues.put(room_id, event_id, partial(self._hear, room_id, raw))
        for room_id, direct in heard.invites:
            self.queues.put(room_id, invitation(room_id), partial(self._join, room_id))
            del direct
        for room_id, raw in heard.events:
            self._take(room_id, raw)
        for room_id, raw in heard.members:
            event_id = str(raw.get("event_id"))
            self.queues.put(room_id, event_id, partial(self._member, room_id, raw))
        for room_id, replacement in heard.upgrades:
            if replacement:
                self.queues.put(room_id, "", partial(self._join, replacement))

    def resume(self, pending: Sequence[Arrived], seeds: Seeds) -> None:
        """Note what was kept but not acted on for certain before the last stop."""
        key = bytes.fromhex(seeds.inbox)
        for arrived in pending:
            try:
                self._resumed.append((unseal(key, arrived.sealed).decode(), arrived.event))
            except Tampered:
                log.error("matrix.arrival_lost")  # noqa: TRY400 - its bytes say nothing more

    def begin(self) -> None:
        """Act on what was noted, now that rooms are known."""
        for room_id, event_id in self._resumed:
            if event_id.startswith(INVITATION):
                self.queues.put(room_id, event_id, partial(self._join, room_id))
            else:
                self.queues.put(room_id, event_id, partial(self._again, room_id, event_id))
        self._resumed = []

    def close(self) -> None:
        """Wait for no more keys."""
        for _, _, timer in self._dark.values():
            timer.cancel()
        self._dark.clear()

    def _take(self, room_id: str, raw: Mapping[str, Any]) -> None:
        event_id = str(raw.get("event_id"))
        if self._is_dark(room_id, raw):
            loop = asyncio.get_running_loop()
            timer = loop.call_later(GRACE_SECONDS, self._give_up, event_id)
            self._dark[event_id] = (room_id, raw, timer)
            return
        self.queues.put(room_id, event_id, partial(self._hear, room_id, raw))

    def _is_dark(self, room_id: str, raw: Mapping[str, Any]) -> bool:
        is_encrypted = raw.get("type") == "m.room.encrypted" and not _is_redacted(raw)
        return is_encrypted and read(self.client, room_id, raw, is_direct=False) is None

    def _give_up(self, event_id: str) -> None:
        room_id, raw, _ = self._dark.pop(event_id)
        self.queues.put(room_id, event_id, partial(self._unreadable, room_id, raw))

    async def _again(self, room_id: str, event_id: str) -> None:
        try:
            raw = await self.wire.get(at("rooms", room_id, "event", event_id), "event")
        except Refused:
            return
        if raw.get("type") == "m.room.member":
            await self._member(room_id, raw)
        elif raw.get("sender") == self.book.me or "state_key" in raw:
            return
        elif self._is_dark(room_id, raw):
            # Its key had until this start to come.
            await self._unreadable(room_id, raw)
        else:
            await self._hear(room_id, raw)

    async def _hear(self, room_id: str, raw: Mapping[str, Any]) -> None:
        is_direct = await self.book.meet(room_id, str(raw.get("sender")))
        event = read(self.client, room_id, raw, is_direct=is_direct)
        if event is not None:
            await self._answer(event)

    async def _unreadable(self, room_id: str, raw: Mapping[str, Any]) -> None:
        """Ask to write again what nobody could decrypt: once a session, and in private only."""
        sender, session = str(raw.get("sender")), str(raw["content"].get("session_id"))
        if session in self._asked or not await self.book.meet(room_id, sender):
            return
        self._asked.add(session)
        log.warning("matrix.unreadable")
        await self._answer(
            Event(
                room_id=room_id,
                event_id=str(raw["event_id"]),
                sender=sender,
                origin_server_ts=0,
                type=UNREADABLE,
                content={},
                is_encrypted=True,
                is_direct=True,
            )
        )

    async def _answer(self, event: Event) -> None:
        acts = await self.conversation.hear(event, self.book)
        if not acts:
            return
        is_here = event["is_direct"]
        room = (
            await self.book.open(event["room_id"])
            if is_here
            else await self.book.private(event["sender"])
        )
        sent = await self.hands.do(
            acts, room, f"answer/{event['event_id']}", written_in=event["room_id"]
        )
        await self.conversation.said(room.room_id, acts, sent)

    async def _join(self, room_id: str) -> None:
        """Accept an invitation; one that was taken back is none."""
        if room_id not in self.client.rooms:
            await self.wire.post(at("join", room_id), "join", {})

    async def _member(self, room_id: str, raw: Mapping[str, Any]) -> None:
        content, user = raw.get("content", {}), str(raw.get("state_key"))
        before = raw.get("unsigned", {}).get("prev_content", {}).get("membership")
        after = content.get("membership")
        if before == after or "join" not in {before, after}:
            return  # a name changed, or an invitation was declined
        if self.book.is_direct(room_id):
            return
        workspace = self.book.workspace()
        await self.receive(
            MembershipChanged(
                event=str(raw["event_id"]),
                account=AccountId(CHAT, workspace, user),
                channel=ChannelId(CHAT, workspace, room_id),
                is_member=after == "join",
            )
        )


def _is_redacted(raw: Mapping[str, Any]) -> bool:
    return "redacted_because" in raw.get("unsigned", {})
