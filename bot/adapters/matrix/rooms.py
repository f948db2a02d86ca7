"""The rooms the bot is in: who reads them, and which one is somebody's own."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import quote

from nio import Event as NioEvent
from nio import MatrixRoom, RoomMemberEvent

from bot.adapters.matrix.crypto.machine import Machine
from bot.adapters.matrix.errors import NotThere
from bot.adapters.matrix.events import Event
from bot.adapters.matrix.reading import read
from bot.adapters.matrix.wire import Wire, at
from bot.chat.ledger import Ledger
from bot.errors import ChatError, Refused, Unreachable

CHAT = "matrix"
_NAME = "Lien"
_UPGRADES = 10
_PAIR = 2
_CREATORS_REIGN = 12
"""The room version that took those who made a room out of its list of powers."""


class RoomBook:
    """Implements `events.Rooms`, and makes the direct rooms.

    Args:
        machine: its client's rooms are kept up to date by the sync loop.
        direct: the direct rooms the ledger knows, by user.
    """

    def __init__(
        self,
        machine: Machine,
        wire: Wire,
        ledger: Ledger,
        device: str,
        direct: Mapping[str, str],
    ) -> None:
        self._machine = machine
        self._client = machine.client
        self._wire = wire
        self._ledger = ledger
        self._device = device
        self._direct = dict(direct)
        self._user_of = {room: user for user, room in direct.items()}
        self._large: dict[str, bool] = {}
        self._creators: dict[str, frozenset[str]] = {}
        self._making: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def me(self) -> str:
        """The bot's own user."""
        return str(self._client.user_id)

    def workspace(self) -> str:
        """The bot's homeserver."""
        return self.me.partition(":")[2]

    def joined(self) -> frozenset[str]:
        """The rooms the bot is in."""
        return frozenset(self._client.rooms)

    def direct(self, user: str) -> str | None:
        """The direct room with somebody, if it still is one."""
        room_id = self._direct.get(user)
        room = self._client.rooms.get(room_id) if room_id else None
        if room is None or not _is_open(room):
            return None
        has_left = room.members_synced and user not in room.users
        return None if has_left else room_id

    def direct_user(self, room_id: str) -> str | None:
        """Whose direct room a room is, None for others."""
        return self._user_of.get(room_id)

    def name_of(self, room_id: str, user: str) -> str:
        """A name as a room's members read it."""
        room = self._client.rooms.get(room_id)
        return str((room.user_name(user) if room else None) or user)

    def aliased(self, alias: str) -> str | None:
        """The room an alias names, as its members see it written."""
        rooms = self._client.rooms.items()
        return next((room_id for room_id, room in rooms if room.canonical_alias == alias), None)

    def members(self, room_id: str) -> tuple[str, ...]:
        """Who has joined and is known: in a large room, those who wrote."""
        room = self._client.rooms.get(room_id)
        if room is None:
            return ()
        return tuple(u for u in room.users if u not in room.invited_users and u != self.me)

    def may_redact(self, room_id: str) -> bool:
        """Whether the bot made the room, or its power level allows it."""
        if self.me in self._creators.get(room_id, ()):
            return True
        room = self._client.rooms.get(room_id)
        return room is not None and bool(room.power_levels.can_user_redact(self.me))

    async def fetch(self, room_id: str, event_id: str) -> Event | None:
        """Read one event again."""
        try:
            raw = await self._wire.get(at("rooms", room_id, "event", event_id), "event")
        except Refused:
            return None
        return read(self._client, room_id, raw, is_direct=self.is_direct(room_id))

    async def latest(self, room_id: str, event_id: str) -> Event | None:
        """Read an event with the content its author last gave it; None once it is removed."""
        event = await self.fetch(room_id, event_id)
        if event is None:
            return None
        path = f"/_matrix/client/v1/rooms/{quote(room_id, safe='')}/relations/"
        answer = await self._wire.get(
            f"{path}{quote(event_id, safe='')}/m.replace", "edits", {"limit": "100"}
        )
        for raw in answer.get("chunk", []):  # the newest first
            edit = read(self._client, room_id, raw, is_direct=event["is_direct"])
            if edit is None or edit["sender"] != event["sender"]:
                continue
            content = edit["content"].get("m.new_content")
            if isinstance(content, dict):
                return {**event, "content": content}
        return event

    async def recent(self, room_id: str, limit: int) -> tuple[Event, ...]:
        """Read the last events again, newest first."""
        answer = await self._wire.get(
            at("rooms", room_id, "messages"), "messages", {"dir": "b", "limit": str(limit)}
        )
        found = (
            read(self._client, room_id, raw, is_direct=self.is_direct(room_id))
            for raw in answer.get("chunk", [])
            if "state_key" not in raw
        )
        return tuple(event for event in found if event is not None)

    def is_direct(self, room_id: str) -> bool:
        """Whether a room is somebody's own with the bot."""
        return room_id in self._user_of

    async def open(self, room_id: str) -> MatrixRoom:
        """Return a room, following upgrades, with all members known where it is encrypted.

        Raises:
            Refused: the bot is not in it.
        """
        room = self._client.rooms.get(room_id)
        if room is None:
            raise Refused("the bot is not in this room")
        for _ in range(_UPGRADES):
            room = self._client.rooms.get(room.replacement_room) or room
        await self.load(room)
        return room

    async def load(self, room: MatrixRoom) -> None:
        """Ask once for everybody who must be able to read; the sync names only those who write."""
        if room.encrypted:
            await self._ask_members(room)

    async def _ask_members(self, room: MatrixRoom) -> None:
        if room.members_synced:
            return
        answer = await self._wire.get(
            at("rooms", room.room_id, "members"), "members", {"not_membership": "leave"}
        )
        for raw in answer.get("chunk", []):
            member = NioEvent.parse_event(raw)
            if isinstance(member, RoomMemberEvent):
                room.handle_membership(member)
        room.members_synced = True

    async def meet(self, room_id: str, user: str) -> bool:
        """Tell whether a room is a direct one with somebody who wrote there, and note it if so."""
        if self._user_of.get(room_id) == user:
            return True
        room = self._client.rooms.get(room_id)
        if room is None or room.room_type or await self._is_large(room):
            return False
        await self._ask_members(room)
        if set(room.users) != {self.me, user}:
            return False
        if room.encrypted and _is_open(room):
            await self._pair(user, room_id)
        return True

    async def private(self, user: str) -> MatrixRoom:
        """Return the encrypted direct room with somebody, made and offered if there is none.

        Raises:
            Refused: there is nobody of that name, or they cannot be invited.
        """
        async with self._making[user]:
            room = await self._kept(user)
            if room is None:
                room = await self._make(user)
        return room

    async def adopt(self, room_id: str, state: Sequence[Mapping[str, Any]]) -> None:
        """Note who made a room, and take up a direct one not noted before a kill."""
        self._creators[room_id] = _creators(state)
        if room_id in self._user_of:
            return
        made = any(e.get("type") == "m.room.create" and e.get("sender") == self.me for e in state)
        others = {
            str(e["state_key"])
            for e in state
            if e.get("type") == "m.room.member"
            and e["state_key"] != self.me
            and str(e["content"].get("membership")) in {"invite", "join"}
        }
        is_direct = any(e.get("content", {}).get("is_direct") is True for e in state)
        if made and is_direct and len(others) == 1:
            (user,) = others
            if user not in self._direct:
                await self._pair(user, room_id)

    async def _is_large(self, room: MatrixRoom) -> bool:
        """Tell a team from a pair without listing it; after a restart the sync has no counts."""
        if room.summary is not None and room.summary.joined_member_count is not None:
            return bool(room.member_count > _PAIR)
        if room.room_id not in self._large:
            path = f"/_matrix/client/v1/rooms/{quote(room.room_id, safe='')}/hierarchy"
            answer = await self._wire.get(path, "count", {"limit": "1", "max_depth": "0"})
            count = answer["rooms"][0]["num_joined_members"] if answer.get("rooms") else 0
            self._large[room.room_id] = count > _PAIR
        return self._large[room.room_id]

    async def forget(self, room_id: str) -> None:
        """Note that the bot is no longer in a room."""
        self._client.rooms.pop(room_id, None)
        self._creators.pop(room_id, None)
        user = self._user_of.get(room_id)
        if user is not None and self._direct.get(user) == room_id:
            await self._pair(user, None)

    async def _kept(self, user: str) -> MatrixRoom | None:
        room = self._client.rooms.get(self._direct.get(user, ""))
        if room is None or not _is_open(room):
            return None
        await self.load(room)
        if user in room.users:
            return room
        with suppress(ChatError):  # a room for nobody, left as soon as it can be
            await self._wire.post(at("rooms", room.room_id, "leave"), "leave", {})
        return None

    async def _make(self, user: str) -> MatrixRoom:
        await self._require_reader(user)
        # Nothing in it tells what it is for: names and topics are never encrypted.
        answer = await self._wire.post(
            at("createRoom"),
            "create",
            {
                "preset": "private_chat",
                "is_direct": True,
                "invite": [user],
                "name": _NAME,
                "initial_state": [
                    _state("m.room.encryption", algorithm="m.megolm.v1.aes-sha2"),
                    _state("m.room.history_visibility", history_visibility="invited"),
                    _state("m.room.guest_access", guest_access="forbidden"),
                ],
            },
        )
        room_id = str(answer["room_id"])
        self._creators[room_id] = frozenset({self.me})
        await self._pair(user, room_id)
        return self._known(room_id, user)

    def _known(self, room_id: str, user: str) -> MatrixRoom:
        """Know a room just made without waiting for the sync to tell."""
        room = self._client.rooms.get(room_id)
        if room is None:
            room = MatrixRoom(room_id, self.me, encrypted=True)
            self._client.rooms[room_id] = room
        # A sync can tell of a room that is half made, before it tells that it is encrypted.
        room.encrypted = True
        room.add_member(self.me, None, None)
        room.add_member(user, None, None, invited=True)
        room.members_synced = True
        self._client.encrypted_rooms.add(room_id)
        if self._client.store is not None:
            self._client.store.save_encrypted_rooms({room_id})
        return room

    async def _require_reader(self, user: str) -> None:
        """Refuse who is not there, and wait for who could not read: nobody would say so later.

        The homeserver accepts an invitation to nobody in silence, and keys go only to devices that
        exist when something is sent.
        """
        if not user.startswith("@") or ":" not in user:
            raise Refused("no name of a Matrix user")
        if await self._machine.ask_devices(user):
            return
        try:
            await self._wire.get(at("profile", user), "profile")
        except NotThere:
            raise
        except Refused:
            pass  # the homeserver tells nobody about profiles
        raise Unreachable("they have no device that could read it yet")

    async def _pair(self, user: str, room_id: str | None) -> None:
        await self._ledger.pair(self._device, user, room_id)
        before = self._direct.pop(user, None)
        if before is not None:
            self._user_of.pop(before, None)
        if room_id is not None:
            self._direct[user] = room_id
            self._user_of[room_id] = user


def _is_open(room: MatrixRoom) -> bool:
    return bool(room.encrypted) and not room.replacement_room


def _creators(state: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    """List who may do anything in a room by having made it.

    From room version 12 on they stand in no list of powers, which is all that nio looks at.
    """
    for event in state:
        content = event.get("content", {})
        version = str(content.get("room_version", "1"))
        if event.get("type") == "m.room.create" and not _has_all_powers_listed(version):
            more = content.get("additional_creators")
            others = (one for one in more if isinstance(one, str)) if isinstance(more, list) else ()
            return frozenset({str(event.get("sender")), *others})
    return frozenset()


def _has_all_powers_listed(version: str) -> bool:
    return version.isdecimal() and int(version) < _CREATORS_REIGN


def _state(kind: str, **content: str) -> dict[str, Any]:
    return {"type": kind, "state_key": "", "content": content}
