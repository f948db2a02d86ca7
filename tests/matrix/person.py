"""People in tests, on clients of their own: nio as its makers meant it to be used."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import Any, Self

from nio import (
    AsyncClient,
    AsyncClientConfig,
    Event,
    JoinResponse,
    LoginResponse,
    MegolmEvent,
    RoomCreateResponse,
    RoomPreset,
    RoomSendResponse,
    SyncResponse,
)

from tests.homeserver import PASSWORD, Homeserver

_numbers = count()
PATIENCE_SECONDS = float(os.environ.get("LIEN_TEST_PATIENCE", "60"))


class Person:
    """Somebody with one device, who joins what they are invited to and reads along.

    `events` are what they could decrypt, room by room, in order; `dark` what they could not.
    """

    def __init__(self, server: Homeserver, name: str, folder: Path, *, joins: bool = True) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name = name
        self.user = server.user(name)
        self.client = AsyncClient(
            server.address, self.user, store_path=str(folder), config=AsyncClientConfig()
        )
        self.events: dict[str, list[dict[str, Any]]] = {}
        self.dark: list[str] = []
        self._joins = joins
        self._news = asyncio.Condition()
        self._task: asyncio.Task[None] | None = None

    async def arrive(self, password: str = PASSWORD) -> Self:
        answer = await self.client.login(password, device_name="test")
        assert isinstance(answer, LoginResponse), answer
        await self._once(0)
        self._task = asyncio.create_task(self._listen())
        return self

    async def leave(self) -> None:
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        await self.client.close()
        if self.client.store is not None:
            self.client.store.database.close()

    async def say(self, room: str, words: str, **more: Any) -> str:
        content = {"msgtype": "m.text", "body": words, **more}
        return await self.send(room, "m.room.message", content)

    async def send(self, room: str, kind: str, content: Mapping[str, Any]) -> str:
        answer = await self.client.room_send(
            room, kind, dict(content), ignore_unverified_devices=True
        )
        assert isinstance(answer, RoomSendResponse), answer
        return str(answer.event_id)

    def send_raw(
        self, server: Homeserver, room: str, kind: str, content: Mapping[str, Any]
    ) -> None:
        """Send something as it is, in clear, as no honest client would."""
        path = f"/_matrix/client/v3/rooms/{room}/send/{kind}/{next(_numbers)}"
        with suppress(AssertionError):  # what the homeserver refuses never gets to the bot
            server.call("PUT", path, dict(content), self.client.access_token)

    async def write_to(self, other: str, *, encrypted: bool = True) -> str:
        """Open a direct room with somebody, as their client would."""
        state = [
            {
                "type": "m.room.encryption",
                "state_key": "",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            }
        ]
        answer = await self.client.room_create(
            is_direct=True, invite=[other], initial_state=state if encrypted else []
        )
        assert isinstance(answer, RoomCreateResponse), answer
        return str(answer.room_id)

    async def until(self, reached: Callable[[], bool], what: str = "") -> None:
        """Wait until something is so, looking again whenever something arrives."""
        async with self._news:
            try:
                await asyncio.wait_for(self._news.wait_for(reached), PATIENCE_SECONDS)
            except TimeoutError as error:
                shown = {
                    room: [e["content"].get("body") for e in events if "body" in e["content"]]
                    for room, events in self.events.items()
                }
                raise AssertionError(f"{what}: {shown} {self.dark}") from error

    def heard(self, room: str, by: str) -> list[str]:
        """List what somebody said in a room."""
        return [
            event["content"].get("body", "")
            for event in self.events.get(room, [])
            if event["sender"] == by and event["type"] == "m.room.message"
        ]

    def room_with(self, other: str) -> str | None:
        """Find the latest room this person shares with somebody alone."""
        shared = [
            room_id
            for room_id, room in self.client.rooms.items()
            if set(room.users) == {self.user, other}
        ]
        return shared[-1] if shared else None

    async def _listen(self) -> None:
        while True:
            await self._once(20_000)

    async def _once(self, milliseconds: int) -> None:
        answer = await self.client.sync(
            timeout=milliseconds, sync_filter={"room": {"timeline": {"limit": 200}}}
        )
        if not isinstance(answer, SyncResponse):
            await asyncio.sleep(0.1)
            return
        if self.client.should_upload_keys:
            await self.client.keys_upload()
        if self.client.should_query_keys:
            await self.client.keys_query()
        for room_id, info in answer.rooms.join.items():
            for event in info.timeline.events:
                self._note(room_id, event)
        if self._joins:
            for room_id in list(self.client.invited_rooms):
                joined = await self.client.join(room_id)
                if isinstance(joined, JoinResponse):
                    self.client.invited_rooms.pop(room_id, None)
        async with self._news:
            self._news.notify_all()

    def _note(self, room_id: str, event: Event) -> None:
        source = event.source
        if isinstance(event, MegolmEvent):
            self.dark.append(event.event_id)
            return
        self.events.setdefault(room_id, []).append(
            {**source, "sender": event.sender, "event_id": event.event_id}
        )

    async def make_team(
        self,
        *others: str,
        encrypted: bool = True,
        powers: dict[str, Any] | None = None,
        version: str = "10",  # where everybody's powers can be given
        **more: Any,
    ) -> str:
        """Make a room for several, who are invited."""
        state = [
            {
                "type": "m.room.encryption",
                "state_key": "",
                "content": {"algorithm": "m.megolm.v1.aes-sha2"},
            }
        ]
        answer = await self.client.room_create(
            name="Enfance Nord",
            invite=list(others),
            initial_state=state if encrypted else [],
            power_level_override=powers,
            room_version=version,
            **more,
        )
        assert isinstance(answer, RoomCreateResponse), answer
        return str(answer.room_id)

    public = RoomPreset.public_chat

    async def upgrade(self, room: str, *invited: str) -> str:
        """Replace a room, as an administrator of a server may ask for."""
        answer = await self.client.send(
            "POST",
            f"/_matrix/client/v3/rooms/{room}/upgrade",
            '{"new_version": "10"}',
            {"Authorization": f"Bearer {self.client.access_token}"},
        )
        new = str((await answer.json())["replacement_room"])
        for user in invited:
            await self.client.room_invite(new, user)
        return new

    async def until_read(self, room: str, events: set[str]) -> None:
        """Wait until events of a room have arrived and could be read."""
        await self.until(
            lambda: events <= {e["event_id"] for e in self.events.get(room, [])}, "not read"
        )

    async def until_joined(self, room: str, *users: str) -> None:
        """Wait until others are in a room."""
        await self.until(
            lambda: (
                room in self.client.rooms
                and set(users)
                <= set(self.client.rooms[room].users) - set(self.client.rooms[room].invited_users)
            ),
            "not joined",
        )
