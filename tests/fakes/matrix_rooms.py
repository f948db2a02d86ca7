"""Matrix rooms in memory: what the transport would carry, and what people would see.

It knows nothing of words: it gives events to the conversation and carries out its acts, as the
real transport does against a homeserver.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from bot.adapters.matrix.conversation import Talk
from bot.adapters.matrix.events import Act, Event, Hand, Redact, Say, Show
from bot.adapters.matrix.outgoing import render
from bot.chat.capabilities import Capabilities
from bot.chat.ids import AccountId, MessageRef
from bot.chat.incoming import Incoming
from bot.chat.outgoing import InChannel, Reply
from bot.chat.ports import Delivery, Readers, Receive
from tests.fakes.chat import RecordingChat

SERVER = "example.org"
BOT = f"@lien:{SERVER}"
TEXT_ONLY = Capabilities(
    buttons=False, forms=False, pictures=True, ephemeral=False, threads=True, idempotent_send=True
)


def user(person: str) -> str:
    return f"@{person}:{SERVER}"


def matrix_account(person: str) -> AccountId:
    return AccountId("matrix", SERVER, user(person))


def direct_room(person: str) -> str:
    return f"!{person}:{SERVER}"


@dataclass
class Server:
    """`events.Rooms` and the transport at once; `timeline` is what a room shows, oldest first."""

    receive: Receive
    readers: Readers
    timeline: dict[str, list[Event]] = field(default_factory=dict)
    redacted: list[str] = field(default_factory=list)
    heard: list[Incoming] = field(default_factory=list)
    unencrypted: set[str] = field(default_factory=set)
    unmoderated: set[str] = field(default_factory=set)
    aliases: dict[str, str] = field(default_factory=dict)
    millisecond: int = 1_000_000
    _ids: count[int] = field(default_factory=count)

    def __post_init__(self) -> None:
        self.restart()

    def restart(self) -> None:
        """Lose all that is in memory, as a kill does."""
        self.talk = Talk(self._listen, self.readers)

    async def _listen(self, incoming: Incoming) -> Reply | None:
        self.heard.append(incoming)
        return await self.receive(incoming)

    @property
    def me(self) -> str:
        return BOT

    def workspace(self) -> str:
        return SERVER

    def direct(self, user: str) -> str | None:
        return direct_room(user[1:].partition(":")[0])

    def name_of(self, room_id: str, user: str) -> str:
        del room_id
        return user

    def aliased(self, alias: str) -> str | None:
        return self.aliases.get(alias)

    def members(self, room_id: str) -> tuple[str, ...]:
        del room_id
        return ()

    def may_redact(self, room_id: str) -> bool:
        return room_id not in self.unmoderated

    async def fetch(self, room_id: str, event_id: str) -> Event | None:
        if event_id in self.redacted:
            return None
        return next((e for e in self.timeline.get(room_id, ()) if e["event_id"] == event_id), None)

    async def recent(self, room_id: str, limit: int) -> tuple[Event, ...]:
        shown = [e for e in self.timeline.get(room_id, ()) if e["event_id"] not in self.redacted]
        return tuple(reversed(shown[-limit:]))

    def post(
        self, sender: str, room: str, content: Mapping[str, Any], kind: str = "m.room.message"
    ) -> Event:
        """Put an event in a room, as the homeserver gives it to everyone."""
        self.millisecond += 1_000
        posted = Event(
            room_id=room,
            event_id=f"${next(self._ids)}",
            sender=sender,
            origin_server_ts=self.millisecond,
            type=kind,
            content=content,
            is_encrypted=room not in self.unencrypted,
            is_direct=room == direct_room(sender[1:].partition(":")[0]) or sender == BOT,
        )
        self.timeline.setdefault(room, []).append(posted)
        return posted

    async def hear(self, event: Event) -> list[str]:
        """Give an event to the bot; return what it answers, in words."""
        before = len(self.timeline.get(self.direct(event["sender"]) or "", ()))
        acts = await self.talk.hear(event, self)
        await self.carry_out(acts, self.direct(event["sender"]) or "", event["room_id"])
        room = self.timeline.get(self.direct(event["sender"]) or "", [])
        return [said["content"].get("body", "") for said in room[before:] if said["sender"] == BOT]

    async def carry_out(self, acts: Sequence[Act], room: str, heard_in: str | None = None) -> str:
        """Do what the conversation asks for, and tell it under which events."""
        ids = []
        for act in acts:
            match act:
                case Say(content=content, type=kind):
                    ids.append(self.post(BOT, room, content, kind)["event_id"])
                case Show():
                    body = {"msgtype": "m.image", "body": act.alt}
                    ids.append(self.post(BOT, room, body)["event_id"])
                case Hand():
                    body = {"msgtype": "m.file", "body": act.filename}
                    ids.append(self.post(BOT, room, body)["event_id"])
                case Redact(event_id=event_id):
                    assert heard_in is not None
                    self.redacted.append(event_id)
                    ids.append("")
        await self.talk.said(room, acts, ids)
        return ids[0] if ids else ""

    async def write(
        self,
        person: str,
        words: str,
        room: str | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> str:
        """Let somebody write, in their direct room unless told otherwise; return the answer."""
        body = {"msgtype": "m.text", "body": words, **(more or {})}
        event = self.post(user(person), room or direct_room(person), body)
        return "\n\n".join(await self.hear(event))

    async def edit(self, person: str, of: str, words: str) -> str:
        fresh = {"msgtype": "m.text", "body": words}
        replaced = {"rel_type": "m.replace", "event_id": of}
        return await self.write(
            person, f"* {words}", more={"m.new_content": fresh, "m.relates_to": replaced}
        )

    async def remove(self, person: str, event: str) -> str:
        room = direct_room(person)
        posted = self.post(user(person), room, {"redacts": event}, "m.room.redaction")
        return "\n\n".join(await self.hear(posted))

    async def vote(self, person: str, poll: Event, label: str | None) -> str:
        """Tap the answer of a poll that reads like this; None takes the vote back."""
        start = poll["content"]["org.matrix.msc3381.poll.start"]
        picked = [a["id"] for a in start["answers"] if a["org.matrix.msc1767.text"] == label]
        content = {
            "m.relates_to": {"rel_type": "m.reference", "event_id": poll["event_id"]},
            "org.matrix.msc3381.poll.response": {"answers": picked},
        }
        kind = "org.matrix.msc3381.poll.response"
        posted = self.post(user(person), direct_room(person), content, kind)
        return "\n\n".join(await self.hear(posted))

    def polls(self, person: str) -> list[Event]:
        """List the polls somebody sees, the latest last."""
        kind = "org.matrix.msc3381.poll.start"
        return [e for e in self.timeline[direct_room(person)] if e["type"] == kind]

    def last(self, person: str) -> str:
        """Return the identifier of the last event somebody wrote."""
        mine = [e for e in self.timeline[direct_room(person)] if e["sender"] == user(person)]
        return mine[-1]["event_id"]

    def visible(self, person: str) -> str:
        """Return all that a room still shows, as one text."""
        room = self.timeline.get(direct_room(person), [])
        return "\n".join(str(e["content"]) for e in room if e["event_id"] not in self.redacted)


@dataclass
class RoomsChat(RecordingChat):
    """A `ChatPort` whose messages are rendered into the rooms of a `Server`."""

    name: str = "matrix"
    capabilities: Capabilities = TEXT_ONLY
    server: Server | None = None

    async def send(self, delivery: Delivery) -> MessageRef:
        is_new = await self.find(delivery) is None
        sent = await super().send(delivery)
        assert self.server is not None
        if is_new:
            to = delivery.to
            room = (
                to.channel.channel
                if isinstance(to, InChannel)
                else self.server.direct(to.account.user)
            )
            await self.server.carry_out(render(delivery.message, delivery.reader), room or "")
        return sent
