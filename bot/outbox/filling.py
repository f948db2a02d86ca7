"""Counts what each conversation was given, so that none is refused for having had too much."""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.chat.capabilities import Fill

_REMEMBERED: Final = 4_096


@dataclass(frozen=True, slots=True)
class Filling:
    """Remembers when conversations were last written to, as long as it matters.

    It forgets at a restart: a chat that then has had enough says so, and is tried again.
    """

    _given: OrderedDict[object, deque[datetime]] = field(default_factory=OrderedDict)

    def has_room_at(self, place: object, fill: Fill | None, now: datetime) -> datetime:
        """Return when a conversation takes one more message: `now`, or later."""
        if fill is None:
            return now
        given = self._given.get(place, deque())
        if len(given) < fill.most:
            return now
        return max(now, given[-fill.most] + timedelta(seconds=fill.seconds))

    def gave(self, place: object, fill: Fill | None, at: datetime) -> None:
        """Note that a conversation was given a message, or that it may have been."""
        if fill is None:
            return
        given = self._given.pop(place, None)
        if given is None or given.maxlen != fill.most:
            given = deque(given or (), maxlen=fill.most)
        given.append(at)
        self._given[place] = given
        if len(self._given) > _REMEMBERED:
            self._given.popitem(last=False)
