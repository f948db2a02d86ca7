"""From the homeserver's events to the border's `Event`, decrypted or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nio import BadEvent, Client, EncryptionError, MegolmEvent, UnknownBadEvent
from nio import Event as NioEvent

from bot.adapters.matrix.events import Event


def read(client: Client, room_id: str, raw: Mapping[str, Any], *, is_direct: bool) -> Event | None:
    """Read one event as it came; None if it is redacted, or nobody can decrypt it."""
    if "redacted_because" in _mapping(raw.get("unsigned")):
        return None
    if raw.get("type") != "m.room.encrypted":
        return _event(room_id, raw, raw, is_encrypted=False, is_direct=is_direct)
    inner = decrypted(client, room_id, raw)
    if inner is None:
        return None
    return _event(room_id, raw, inner, is_encrypted=True, is_direct=is_direct)


def decrypted(client: Client, room_id: str, raw: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Decrypt an event; None without its key, or if what is inside is nothing Matrix allows."""
    try:
        parsed = NioEvent.parse_event(dict(raw))
        if not isinstance(parsed, MegolmEvent):
            return None
        parsed.room_id = room_id
        inner = client.decrypt_event(parsed)
    except (EncryptionError, ValueError, KeyError, TypeError, AssertionError):
        return None
    if isinstance(inner, BadEvent | UnknownBadEvent | NioEvent):
        return _mapping(inner.source)
    return None


def _event(
    room_id: str,
    raw: Mapping[str, Any],
    inner: Mapping[str, Any],
    *,
    is_encrypted: bool,
    is_direct: bool,
) -> Event | None:
    event_id, sender, kind = raw.get("event_id"), raw.get("sender"), inner.get("type")
    sent = raw.get("origin_server_ts")
    if not (isinstance(event_id, str) and isinstance(sender, str) and isinstance(kind, str)):
        return None
    content = dict(_mapping(inner.get("content")))
    if kind == "m.room.redaction" and isinstance(raw.get("redacts"), str):
        content["redacts"] = raw["redacts"]
    return Event(
        room_id=room_id,
        event_id=event_id,
        sender=sender,
        origin_server_ts=sent if isinstance(sent, int) else 0,
        type=kind,
        content=content,
        is_encrypted=is_encrypted,
        is_direct=is_direct,
    )


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
