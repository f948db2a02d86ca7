"""The device's keys and everybody else's, around nio's machine, which does no requests itself.

A send must never succeed without its readers having the key. So keys are asked for before they
are needed, a room's session counts as shared only once the homeserver has taken every share, and
what is uploaded is kept on disk before.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from nio import (
    Client,
    KeysClaimResponse,
    KeysQueryResponse,
    MatrixRoom,
    ToDeviceResponse,
)
from nio.crypto import Olm

from bot.adapters.matrix.crypto.canonical import canonical
from bot.adapters.matrix.vault import Login
from bot.adapters.matrix.wire import Wire, at
from bot.errors import ChatError, Unreachable

_OLM, _MEGOLM = "m.olm.v1.curve25519-aes-sha2", "m.megolm.v1.aes-sha2"
log = structlog.get_logger()


class Machine:
    """Encrypts for a room whose members are known.

    Args:
        client: nio's, with its store open; its rooms are kept up to date by the sync loop.
        wire: logged in as `login`.
    """

    def __init__(self, client: Client, wire: Wire, login: Login) -> None:
        self.client = client
        self._wire = wire
        self._login = login
        self._asking = asyncio.Lock()
        self._just_asked: set[str] = set()
        self._sharing: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @property
    def olm(self) -> Olm:
        """What nio does the cryptography with."""
        olm: Olm | None = self.client.olm
        assert olm is not None  # noqa: S101 - the store was opened with the client
        return olm

    async def publish(self, count: int | None, fallback: Iterable[str] | None) -> None:
        """Upload one-time keys where the homeserver has few, and a fallback key once those run out.

        Args:
            count: of one-time keys the homeserver says it has; None: it was not said.
            fallback: algorithms it has an unused fallback key for; None: it was not said.
        """
        account = self.olm.account
        # What a kill left half uploaded may have been given away: it is kept, never offered again.
        self.olm.mark_keys_as_published()
        if count is not None:
            self.olm.uploaded_key_count = count
        wants_fallback = fallback is not None and "signed_curve25519" not in fallback
        if not account.shared:
            body = self.olm.share_keys()
            wants_fallback = True
        elif count is not None and count < account.max_one_time_keys // 2:
            body = {"one_time_keys": self.olm.share_keys()["one_time_keys"]}
        elif wants_fallback:
            body = {}
        else:
            return
        if wants_fallback:
            body["fallback_keys"] = self._fallback()
        # A kill after the upload must not lose the private halves.
        self.olm.save_account()
        answer = await self._wire.post(at("keys", "upload"), "upload_keys", body)
        account.shared = True
        self.olm.uploaded_key_count = answer.get("one_time_key_counts", {}).get(
            "signed_curve25519", 0
        )
        self.olm.mark_keys_as_published()
        self.olm.save_account()

    def _fallback(self) -> dict[str, Any]:
        account = self.olm.account._account  # noqa: SLF001 - nio does not offer fallback keys
        account.generate_fallback_key()
        signed: dict[str, Any] = {}
        for name, key in account.fallback_key.items():
            body: dict[str, Any] = {"key": key.to_base64(), "fallback": True}
            signature = self.olm.account.sign(canonical(body).decode())
            body["signatures"] = {self._login.user: {f"ed25519:{self._login.device}": signature}}
            signed[f"signed_curve25519:{name}"] = body
        return signed

    def changed(self, users: Iterable[str]) -> None:
        """Note that somebody's devices changed; they are asked for before the next send."""
        self.olm.users_for_key_query.update(set(users) & self.olm.tracked_users)

    async def know(self, users: Iterable[str]) -> None:
        """Ask for the devices of those users whose devices are not known to be up to date."""
        async with self._asking:
            due = self.olm.users_for_key_query
            asked = {user for user in users if user in due or user not in self.olm.tracked_users}
            if not asked:
                return
            body = await self._wire.post(
                at("keys", "query"), "query_keys", {"device_keys": {u: [] for u in sorted(asked)}}
            )
            response = KeysQueryResponse.from_dict(body)
            if not isinstance(response, KeysQueryResponse):
                raise Unreachable("query_keys: an answer that cannot be read")
            self.client.receive_response(response)
            # Whoever is still due is with a homeserver that does not answer; ask again next time.

    async def settle(self) -> None:
        """Do what the last sync asked for: renew broken sessions, send queued messages."""
        claims = self.client.get_users_for_key_claiming() if self.client.should_claim_keys else {}
        if claims:
            await self._claim(claims)
        for message in list(self.olm.outgoing_to_device_messages):
            await self._tell(message.type, message.as_dict()["messages"])
            self.client.receive_response(ToDeviceResponse(message))

    async def encrypt(
        self, room: MatrixRoom, kind: str, content: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Encrypt an event for everybody in a room, once they can all read it.

        Raises:
            ChatError: as every request; nothing was sent.
        """
        async with self._sharing[room.room_id]:
            # Nothing tells when somebody who has not joined yet gets a new device.
            self.olm.users_for_key_query.update(set(room.invited_users) - self._just_asked)
            self._just_asked -= set(room.users)
            await self.know(room.users)
            if self.olm.should_share_group_session(room.room_id):
                await self._share(room)
            encrypted = self.olm.group_encrypt(
                room.room_id, {"type": kind, "content": dict(content)}
            )
        # What hangs under a message must be found by clients that cannot read it.
        if "m.relates_to" in content:
            encrypted["m.relates_to"] = content["m.relates_to"]
        return dict(encrypted)

    async def ask_devices(self, user: str) -> int:
        """Ask for somebody's devices now, good for the next send; return how many there are."""
        self.olm.users_for_key_query.add(user)
        await self.know([user])
        self._just_asked.add(user)
        return self.devices_of(user)

    def devices_of(self, user: str) -> int:
        """Count the devices of somebody that can be written to."""
        return sum(1 for _ in self.olm.device_store.active_user_devices(user))

    async def _share(self, room: MatrixRoom) -> None:
        users = list(room.users)
        missing = self.olm.get_missing_sessions(users)
        if missing:
            await self._claim(missing)
        shares = self.olm.share_group_session_parallel(
            room.room_id, users, ignore_unverified_devices=True
        )
        shared: set[tuple[str, str]] = set()
        for devices, body in shares:
            await self._tell("m.room.encrypted", body["messages"])
            shared |= devices
        session = self.olm.outbound_group_sessions[room.room_id]
        session.users_shared_with.update(shared)
        session.shared = True

    async def _claim(self, devices: Mapping[str, Iterable[str]]) -> None:
        wanted = {user: dict.fromkeys(ids, "signed_curve25519") for user, ids in devices.items()}
        body = await self._wire.post(at("keys", "claim"), "claim_keys", {"one_time_keys": wanted})
        response = KeysClaimResponse.from_dict(body)
        if not isinstance(response, KeysClaimResponse):
            raise Unreachable("claim_keys: an answer that cannot be read")
        self.client.receive_response(response)

    async def _tell(self, kind: str, messages: Mapping[str, Any]) -> None:
        path = at("sendToDevice", kind, secrets.token_hex(16))
        try:
            await self._wire.put(path, "share_keys", {"messages": messages})
        except ChatError as error:
            log.warning("matrix.keys_not_shared", error=type(error).__name__)
            raise
