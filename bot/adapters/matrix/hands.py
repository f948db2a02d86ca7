"""Carries acts out: encrypts, uploads, sends, redacts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from nio import MatrixRoom
from nio.crypto import encrypt_attachment

from bot.adapters.matrix.crypto.machine import Machine
from bot.adapters.matrix.events import Act, Hand, Redact, Say, Show
from bot.adapters.matrix.rooms import RoomBook
from bot.adapters.matrix.vault import Seeds
from bot.adapters.matrix.wire import Wire, at
from bot.chat.ports import Pictures
from bot.errors import Refused, Unreachable

_PNG = "image/png"
_COVERED = 8
"""Letters a covered key leaves in the name of a request: enough among the latest of a room."""
_SIZE_AT = slice(16, 24)
"""Where a PNG says how large it is: two big-endian numbers of four bytes."""


class Hands:
    """Sends into rooms whose members are known; every request bears being made twice."""

    def __init__(
        self, wire: Wire, machine: Machine, book: RoomBook, seeds: Seeds, pictures: Pictures
    ) -> None:
        self._wire = wire
        self._machine = machine
        self._book = book
        self._seeds = seeds
        self._pictures = pictures

    def transaction(self, key: str, n: int = 0, covers: Sequence[str] = ()) -> str:
        """Name the request that carries the n-th act of a key out, and what that act stands for."""
        named = (self._seeds.transaction(one)[:_COVERED] for one in covers)
        return ".".join((self._seeds.transaction(f"{key}/{n}"), *named))

    def carries(self, transaction: str, key: str) -> bool:
        """Tell whether a request carried the first act of a key, or of one that covers it."""
        first, *covered = transaction.split(".")
        return first == self.transaction(key) or (
            self._seeds.transaction(key)[:_COVERED] in covered
        )

    async def do(
        self,
        acts: Sequence[Act],
        room: MatrixRoom,
        key: str,
        written_in: str = "",
        covers: Sequence[str] = (),
    ) -> list[str]:
        """Carry acts out in order and return the event each left, "" for a redaction.

        Args:
            acts: what to do.
            room: where things are said.
            key: the same key is the same acts, for ever.
            written_in: the room redactions act in; the same unless given.
            covers: keys it stands for besides its own.

        Raises:
            ChatError: some were not carried out; doing all again does the rest.
        """
        done: list[str] = []
        for n, act in enumerate(acts):
            transaction = self.transaction(key, n, covers)
            if isinstance(act, Redact):
                await self.redact(written_in or room.room_id, act.event_id, transaction)
                done.append("")
            else:
                kind, content = await self._prepared(act, room)
                done.append(await self.send(room, kind, content, transaction))
        return done

    async def send(
        self, room: MatrixRoom, kind: str, content: Mapping[str, Any], transaction: str
    ) -> str:
        """Send one event, encrypted where the room is; return its identifier."""
        if self._book.is_direct(room.room_id) and not room.encrypted:
            raise Refused("a direct room that is not encrypted")
        if room.encrypted:
            content = await self._machine.encrypt(room, kind, content)
            kind = "m.room.encrypted"
            self._require_a_reader(room)
        answer = await self._wire.put(
            at("rooms", room.room_id, "send", kind, transaction), "send", content
        )
        return str(answer["event_id"])

    async def redact(self, room_id: str, event_id: str, transaction: str) -> None:
        """Take an event back; one that is gone, or may not be, changes nothing."""
        try:
            await self._wire.put(
                at("rooms", room_id, "redact", event_id, transaction), "redact", {}
            )
        except Refused:
            return

    def _require_a_reader(self, room: MatrixRoom) -> None:
        """Wait rather than say to somebody who was never logged in what they could never read."""
        user = self._book.direct_user(room.room_id)
        if user is not None and not self._machine.devices_of(user):
            raise Unreachable("they have no device that could read it yet")

    async def _prepared(
        self, act: Say | Show | Hand, room: MatrixRoom
    ) -> tuple[str, Mapping[str, Any]]:
        match act:
            case Say():
                return act.type, act.content
            case Show():
                png = await self._pictures.read(act.name)
                if png is None:
                    return "m.room.message", _under(act, {"msgtype": "m.text", "body": act.alt})
                width, height = _size(png)
                content = await self._file(room, "lien.png", _PNG, png)
                content |= {"msgtype": "m.image", "body": act.alt, "filename": "lien.png"}
                content["info"] |= {"w": width, "h": height}
                return "m.room.message", _under(act, content)
            case Hand():
                content = await self._file(room, act.filename, act.media_type, act.content)
                content |= {"msgtype": "m.file", "body": act.filename, "filename": act.filename}
                return "m.room.message", content

    async def _file(
        self, room: MatrixRoom, name: str, media_type: str, content: bytes
    ) -> dict[str, Any]:
        info = {"mimetype": media_type, "size": len(content)}
        if not room.encrypted:
            address = await self._wire.upload(content, media_type)
            return {"url": address, "info": info, "filename": name}
        sealed, keys = encrypt_attachment(content)
        # The homeserver is told neither name nor kind.
        address = await self._wire.upload(sealed, "application/octet-stream")
        return {"file": {**keys, "url": address}, "info": info}


def _under(act: Show, content: dict[str, Any]) -> dict[str, Any]:
    if act.thread is None:
        return content
    return {**content, "m.relates_to": {"rel_type": "m.thread", "event_id": act.thread}}


def _size(png: bytes) -> tuple[int, int]:
    numbers = png[_SIZE_AT]
    return int.from_bytes(numbers[:4], "big"), int.from_bytes(numbers[4:], "big")
