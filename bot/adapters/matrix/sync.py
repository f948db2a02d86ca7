"""Hears the homeserver: what happened is kept before it is acted on, and nothing is heard twice.

The token and the events to act on are kept in one transaction; only then are they acted on. Keys
are put in order before anything can be sent because of what was heard.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Protocol

import structlog
from nio import Client, SyncResponse
from nio import Event as NioEvent

from bot.adapters.matrix.crypto.machine import Machine
from bot.adapters.matrix.queues import pause
from bot.adapters.matrix.rooms import RoomBook
from bot.adapters.matrix.vault import Seeds
from bot.adapters.matrix.wire import Wire, at
from bot.chat.ledger import Arrived, Ledger
from bot.errors import ChatError, Refused, Unknown
from bot.sealing.secretbox import seal

LONG_POLL_SECONDS = 30
_SLACK_SECONDS = 15
_FULL_SECONDS = 600.0
LIMIT = 200
"""Events of a room in one sync; what is behind them is asked for."""

_FARTHEST = 5_000
"""Events of a room read again after a long absence; older ones are left."""

INVITATION = "invite/"
_PAIR = 2

FILTER = json.dumps(
    {
        # What the bot never asks for, it cannot tell anyone: who types, reads, or is there.
        "presence": {"types": []},
        "account_data": {"types": []},
        "room": {
            "ephemeral": {"types": []},
            "account_data": {"types": []},
            "timeline": {"limit": LIMIT, "lazy_load_members": True},
            "state": {"lazy_load_members": True},
        },
    },
    separators=(",", ":"),
)
log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What one sync brought, in the order it happened in each room.

    Args:
        events: room and raw event, state left out, the bot's own left out.
        members: room and raw membership event of somebody else.
        invites: rooms the bot is invited to, with whether it is meant as a direct one.
        upgrades: rooms that were replaced, with their replacement.
    """

    events: Sequence[tuple[str, Mapping[str, Any]]] = field(repr=False)
    members: Sequence[tuple[str, Mapping[str, Any]]] = field(repr=False)
    invites: Sequence[tuple[str, bool]]
    upgrades: Sequence[tuple[str, str]]


class Listener(Protocol):
    """Who acts on what was heard; must return at once."""

    def __call__(self, heard: Heard) -> None:
        """Take over what one sync brought."""
        ...


@dataclass(slots=True, kw_only=True)
class SyncLoop:
    """One device's ears.

    Args:
        client: nio's, told of every sync.
        device: as the ledger names it.
        token: where to go on from, None the very first time.
        driving: whether this process still may drive the device; asked before anything is kept.
    """

    client: Client
    wire: Wire
    machine: Machine
    book: RoomBook
    ledger: Ledger
    seeds: Seeds
    device: str
    token: str | None
    driving: Callable[[], bool] = lambda: True
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _is_first: bool = True

    async def run(self, listen: Listener) -> None:
        """Listen until cancelled.

        Raises:
            OperatorError: the homeserver no longer knows the login, or the database is gone.
        """
        failures = 0
        while self.driving():
            try:
                await self._once(listen)
            except ChatError as error:
                failures += 1
                seconds = pause(error, failures)
                if failures == 1 or failures % 10 == 0:
                    log.warning("matrix.sync_failed", error=type(error).__name__, times=failures)
                await asyncio.sleep(seconds)
            else:
                failures = 0

    async def _once(self, listen: Listener) -> None:
        query = {"filter": FILTER, "timeout": str(LONG_POLL_SECONDS * 1000)}
        seconds: float = LONG_POLL_SECONDS + _SLACK_SECONDS
        if self._is_first:
            # With a token, the whole state comes, but nothing that was heard before.
            query |= {"full_state": "true", "timeout": "0"}
            seconds = _FULL_SECONDS
        since = self.token
        if since is not None:
            query["since"] = since
        raw = await self.wire.get(at("sync"), "sync", query, seconds)
        token = raw.get("next_batch")
        if not isinstance(token, str):
            raise Unknown("sync: an answer without a token")
        before = set(self.client.rooms)
        gaps = await self._gaps(raw, since, before)
        self._tell_nio(raw)
        heard = self._heard(raw, gaps, before, is_initial=since is None)
        if not self.driving():
            return
        kept = [self._arrived(*event) for event in _kept(heard)]
        # What brings nothing to act on, such as the bot's own words, may be heard again.
        if kept or self._is_first or raw.get("to_device", {}).get("events"):
            await self.ledger.advance(self.device, token, kept)
        self.token, self._is_first = token, False
        await self._after(raw, before)
        listen(heard)
        self.ready.set()

    def _arrived(self, room: str, event: str) -> Arrived:
        return Arrived(event=event, sealed=seal(bytes.fromhex(self.seeds.inbox), room.encode()))

    def _tell_nio(self, raw: dict[str, Any]) -> None:
        try:
            response = SyncResponse.from_dict(raw)
        except Exception as error:  # noqa: BLE001 - an odd event must not come back for ever
            log.error("matrix.sync_odd", error=type(error).__name__)  # noqa: TRY400
            response = SyncResponse.from_dict(_without_odd(raw))
        if not isinstance(response, SyncResponse):
            raise Unknown("sync: an answer that cannot be read")
        store = self.client.store
        try:
            # Together or not at all: a key half taken in cannot be taken in again.
            with store.database.atomic() if store else nullcontext():
                self.client.receive_response(response)
        except Exception as error:  # noqa: BLE001 - one odd event must not stop the bot for ever
            log.error("matrix.sync_half_read", error=type(error).__name__)  # noqa: TRY400

    async def _after(self, raw: Mapping[str, Any], before: set[str]) -> None:
        """Put keys and rooms in order; what fails here is tried again after the next sync."""
        devices = raw.get("device_lists", {})
        self.machine.changed([*devices.get("changed", []), *devices.get("left", [])])
        for room_id in raw.get("rooms", {}).get("leave", {}):
            await self.book.forget(room_id)
        for room_id, joined in _joined(raw):
            if room_id not in before:
                await self.book.adopt(room_id, _state_of(joined))
        try:
            await self.machine.publish(
                raw.get("device_one_time_keys_count", {}).get("signed_curve25519", 0),
                raw.get("device_unused_fallback_key_types"),
            )
            await self.machine.settle()
        except Refused as error:
            log.warning("matrix.keys_refused", error=type(error).__name__)
        except ChatError as error:
            log.warning("matrix.keys_not_settled", error=type(error).__name__)

    async def _gaps(
        self, raw: Mapping[str, Any], since: str | None, before: set[str]
    ) -> dict[str, list[dict[str, Any]]]:
        """Ask for what a sync left out, room by room, oldest first."""
        gaps: dict[str, list[dict[str, Any]]] = {}
        for room_id, joined in _joined(raw):
            timeline = joined.get("timeline", {})
            known = room_id in before or self._is_first
            if since is None or not timeline.get("limited") or not known:
                continue
            room = self.client.rooms.get(room_id)
            if room is not None:
                # Whoever came or went in the gap is not told of.
                room.members_synced = False
                if room.encrypted:
                    self.client.invalidate_outbound_session(room_id)
            gaps[room_id] = await self._between(room_id, str(timeline["prev_batch"]), since)
        return gaps

    async def _between(self, room_id: str, start: str, end: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        while len(found) < _FARTHEST:
            query = {"dir": "b", "from": start, "to": end, "limit": "100"}
            try:
                answer = await self.wire.get(at("rooms", room_id, "messages"), "gap", query)
            except Refused:
                break
            chunk = answer.get("chunk", [])
            found += chunk
            start = answer.get("end", "")
            if not chunk or not start:
                break
        else:
            log.warning("matrix.gap_too_long")
        return found[::-1]

    def _heard(
        self,
        raw: Mapping[str, Any],
        gaps: Mapping[str, list[dict[str, Any]]],
        before: set[str],
        *,
        is_initial: bool,
    ) -> Heard:
        events: list[tuple[str, Mapping[str, Any]]] = []
        members: list[tuple[str, Mapping[str, Any]]] = []
        upgrades: list[tuple[str, str]] = []
        for room_id, joined in _joined(raw):
            timeline = [*gaps.get(room_id, ()), *joined.get("timeline", {}).get("events", ())]
            is_new = room_id not in before and not self._is_first
            came = self._came(timeline) if is_new else 0
            # What a direct room holds from before the bot came was written to it all the same.
            is_pair = joined.get("summary", {}).get("m.joined_member_count", 0) <= _PAIR
            for n, event in enumerate(timeline):
                kind = event.get("type")
                if n < came and (not is_pair or "state_key" in event):
                    continue
                if kind == "m.room.tombstone":
                    upgrades.append((room_id, str(event["content"].get("replacement_room", ""))))
                elif kind == "m.room.member" and event.get("state_key") != self.book.me:
                    members.append((room_id, event))
                elif "state_key" not in event and event.get("sender") != self.book.me:
                    events.append((room_id, event))
        invites = [
            (room_id, _is_direct_invite(invited, self.book.me))
            for room_id, invited in raw.get("rooms", {}).get("invite", {}).items()
        ]
        # At the very first sync what people wrote before was not written to this bot.
        return Heard(
            events=() if is_initial else events,
            members=() if is_initial else members,
            invites=invites,
            upgrades=() if is_initial else upgrades,
        )

    def _came(self, timeline: Sequence[Mapping[str, Any]]) -> int:
        """Return where in a room's story the bot's own joining ends."""
        for n, event in enumerate(timeline):
            is_mine = event.get("type") == "m.room.member" and event["state_key"] == self.book.me
            if is_mine and event["content"].get("membership") == "join":
                return n + 1
        return 0


def _kept(heard: Heard) -> Iterator[tuple[str, str]]:
    for room_id, event in (*heard.events, *heard.members):
        if isinstance(event.get("event_id"), str):
            yield room_id, event["event_id"]
    for room_id, _ in heard.invites:
        yield room_id, invitation(room_id)


def invitation(room_id: str) -> str:
    """Name an invitation as an arrival; the room itself is only in what is sealed."""
    return f"{INVITATION}{sha256(room_id.encode()).hexdigest()}"


def _without_odd(raw: dict[str, Any]) -> dict[str, Any]:
    """Leave out the events of rooms that nio cannot even look at; they stay where they are."""
    for _, joined in _joined(raw):
        for part in ("state", "timeline"):
            if part in joined:
                events = joined[part].get("events", [])
                joined[part]["events"] = [event for event in events if _is_readable(event)]
    return raw


def _is_readable(event: dict[str, Any]) -> bool:
    try:
        NioEvent.parse_event(event)
    except Exception:  # noqa: BLE001 - whatever it is, it is of this event
        return False
    return True


def _joined(raw: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield from raw.get("rooms", {}).get("join", {}).items()


def _state_of(joined: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    found = [*joined.get("state", {}).get("events", ())]
    found += joined.get("timeline", {}).get("events", ())
    return [event for event in found if "state_key" in event]


def _is_direct_invite(invited: Mapping[str, Any], me: str) -> bool:
    return any(
        event.get("type") == "m.room.member"
        and event.get("state_key") == me
        and event.get("content", {}).get("is_direct") is True
        for event in invited.get("invite_state", {}).get("events", ())
    )
