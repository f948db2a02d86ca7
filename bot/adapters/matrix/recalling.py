"""Reads a room again after a restart: its latest choices, and what was left in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.adapters.matrix import choices, polls
from bot.adapters.matrix.choices import Offer
from bot.adapters.matrix.events import Event, Rooms
from bot.adapters.matrix.turn import ASKS, FLEETING

READ_AT_MOST: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Recalled:
    """What a room's own events still tell.

    Args:
        offer: the latest numbered lines, unless a form was opened since.
        is_dialogue_lost: the last thing the bot said was a question of a dialogue.
        inputs: what was written in answer to its questions.
        attempts: answers that were not understood, and so not taken back yet.
        fleeting: messages of the bot's to be taken back when their reader writes again.
    """

    offer: Offer | None = None
    is_dialogue_lost: bool = False
    inputs: tuple[str, ...] = ()
    attempts: tuple[str, ...] = ()
    fleeting: tuple[str, ...] = ()


async def recall(rooms: Rooms, now: Event) -> Recalled:
    """Read the last events of a room before the one in hand.

    What came behind it is left out: after a kill, an event is heard again that was answered before.
    """
    found = await rooms.recent(now["room_id"], READ_AT_MOST)
    names = [event["event_id"] for event in found]
    events = found[names.index(now["event_id"]) + 1 :] if now["event_id"] in names else found
    own = [event for event in events if event["sender"] == rooms.me]
    inputs, attempts = _written(events, rooms.me)
    lost = bool(own) and own[0]["content"].get(ASKS) in {"field", "first field"}
    return Recalled(
        offer=_offer(own),
        is_dialogue_lost=lost,
        inputs=tuple(inputs) if lost else (),
        attempts=tuple(attempts),
        fleeting=tuple(e["event_id"] for e in own if e["content"].get(FLEETING)),
    )


def _offer(own: Sequence[Event]) -> Offer | None:
    for event in own:
        if polls.poll_of(event["content"]) is not None:
            return None
        offer = choices.offered(event["event_id"], event["content"])
        if offer is not None:
            return offer
    return None


def _written(events: Sequence[Event], me: str) -> tuple[list[str], list[str]]:
    """Return what people wrote right before each question the bot asked next, newest first."""
    inputs: list[str] = []
    attempts: list[str] = []
    asked: object = None
    for event in events:
        if event["sender"] == me:
            asked = event["content"].get(ASKS)
        elif event["type"] == "m.room.message" and asked == "field":
            inputs.append(event["event_id"])
        elif event["type"] == "m.room.message" and asked == "answer":
            attempts.append(event["event_id"])
    return inputs, attempts
