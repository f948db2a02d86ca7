"""The bot's own identity, which vouches for its device.

Clients that leave out devices nobody vouches for would otherwise neither read the bot nor send it
keys. Everything is made of the seeds, so that doing it again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from nacl.signing import SigningKey

from bot.adapters.matrix.crypto.canonical import canonical, unpadded
from bot.adapters.matrix.errors import PasswordAsked
from bot.adapters.matrix.vault import Login, Seeds
from bot.adapters.matrix.wire import Wire, at
from bot.errors import OperatorError, Refused

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Signer:
    """One of the three keys, from its seed."""

    usage: str
    key: SigningKey

    @property
    def public(self) -> str:
        """The public key as Matrix writes it; also its name."""
        return unpadded(bytes(self.key.verify_key))

    def sign(self, user: str, signed: Mapping[str, Any]) -> dict[str, Any]:
        """Return the same with this key's signature beside those it has."""
        signature = unpadded(self.key.sign(canonical(signed)).signature)
        others = signed.get("signatures", {}).get(user, {})
        mine = {f"ed25519:{self.public}": signature}
        return {**signed, "signatures": {user: {**others, **mine}}}

    def published(self, user: str) -> dict[str, Any]:
        """Return the key as it is uploaded, unsigned."""
        return {
            "user_id": user,
            "usage": [self.usage],
            "keys": {f"ed25519:{self.public}": self.public},
        }


def signers(seeds: Seeds) -> tuple[Signer, Signer, Signer]:
    """Make the master, self-signing and user-signing keys of their seeds."""
    return (
        Signer("master", SigningKey(bytes.fromhex(seeds.master))),
        Signer("self_signing", SigningKey(bytes.fromhex(seeds.self_signing))),
        Signer("user_signing", SigningKey(bytes.fromhex(seeds.user_signing))),
    )


async def vouch(wire: Wire, login: Login, seeds: Seeds, password: str) -> None:
    """Publish the identity unless it is, and sign the bot's device with it unless it is signed.

    Args:
        wire: logged in; the device's own keys are uploaded.
        login: which device to vouch for.
        seeds: of the identity.
        password: asked for by the homeserver when an identity is replaced; "" where there is none.

    Raises:
        OperatorError: another identity is published, and there is no password to replace it with.
        ChatError: as every request.
    """
    master, self_signing, _ = signers(seeds)
    found = await wire.post(at("keys", "query"), "keys", {"device_keys": {login.user: []}})
    known = found.get("master_keys", {}).get(login.user, {}).get("keys", {})
    if f"ed25519:{master.public}" not in known:
        if known:
            log.warning("matrix.identity_replaced")
        await _publish(wire, login.user, seeds, password)
    device = found.get("device_keys", {}).get(login.user, {}).get(login.device)
    if device is None:
        raise Refused("the homeserver does not know the device that was just uploaded")
    if f"ed25519:{self_signing.public}" in device.get("signatures", {}).get(login.user, {}):
        return
    signed = self_signing.sign(login.user, {k: v for k, v in device.items() if k != "unsigned"})
    answer = await wire.post(
        at("keys", "signatures", "upload"), "sign", {login.user: {login.device: signed}}
    )
    if answer.get("failures"):
        raise Refused("the homeserver refused the signature of the bot's device")


async def _publish(wire: Wire, user: str, seeds: Seeds, password: str) -> None:
    master, self_signing, user_signing = signers(seeds)
    keys: dict[str, Any] = {
        "master_key": master.sign(user, master.published(user)),
        "self_signing_key": master.sign(user, self_signing.published(user)),
        "user_signing_key": master.sign(user, user_signing.published(user)),
    }
    try:
        await wire.post(at("keys", "device_signing", "upload"), "identity", keys)
    except PasswordAsked as asked:
        if not password:
            raise OperatorError(
                "another identity is published for MATRIX_USER (its keys were in a folder other "
                "than MATRIX_STORE_DIR): put that folder back, or set MATRIX_PASSWORD once to "
                "replace the identity"
            ) from asked
        keys["auth"] = {
            "type": "m.login.password",
            "identifier": {"type": "m.id.user", "user": user},
            "password": password,
            "session": asked.session,
        }
        await wire.post(at("keys", "device_signing", "upload"), "identity", keys)
