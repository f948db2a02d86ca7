"""How fast messages may leave.

Slack takes one a second in a channel, some hundreds a minute in a workspace, and says when it has
had enough.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from dataclasses import dataclass, field
from typing import Final

from bot.errors import Throttled

CHANNEL_SECONDS: Final = 1.0
WORKSPACE_SECONDS: Final = 0.1
"""Ten a second to begin with: Slack says only "several hundred a minute", so it is asked."""

_SLOWEST, _QUICKEST = 1.0, 0.01
_PATIENCE: Final = 60.0
"""A longer pause than this is left to the outbox, which forgets nothing meanwhile."""

_FASTER, _FASTER_ONCE_KNOWN = 0.98, 0.9998
_ABOVE = 1.02
"""Once Slack has asked to wait, its rate is known: what it took since it last asked, pauses
included. A little more is tried, so that no second it would take is left unused."""

_ENOUGH, _LATEST = 8, 64
_CREDIT: Final = 1.0
_REMEMBERED: Final = 4_096


@dataclass(slots=True)
class _Gate:
    opens: float = 0.0


@dataclass(slots=True, kw_only=True)
class Pace:
    """Spaces the messages of one workspace; waits are in the event loop's seconds.

    Args:
        interval: between two messages anywhere, to begin with.
        channel_seconds: between two messages in one place.
    """

    interval: float = WORKSPACE_SECONDS
    channel_seconds: float = CHANNEL_SECONDS
    _workspace: _Gate = field(default_factory=_Gate)
    _channels: OrderedDict[str, _Gate] = field(default_factory=OrderedDict)
    _paused_until: float = 0.0
    _taken: deque[float] = field(default_factory=lambda: deque(maxlen=_LATEST))
    _taken_since: int = 0
    _asked_at: float | None = None

    async def turn(self, place: str) -> None:
        """Wait until a message may go to a place; callers leave in the order they came.

        Raises:
            Throttled: Slack asked for a longer pause than it is worth waiting for here.
        """
        now = asyncio.get_running_loop().time()
        if self._paused_until - now > _PATIENCE:
            raise Throttled(self._paused_until - now)
        channel = self._channel(place)
        at = max(now, self._workspace.opens, channel.opens, self._paused_until)
        # The workspace's own turn is not spent on waiting for a busy channel.
        # What was left unused while nobody had anything to send is made up for, up to a second.
        self._workspace.opens = max(now - _CREDIT, self._workspace.opens) + self.interval
        channel.opens = at + self.channel_seconds
        while at > now:
            await asyncio.sleep(at - now)
            now = asyncio.get_running_loop().time()
            at = max(at, self._paused_until)

    def taken(self) -> None:
        """Note that Slack took a message: a little faster is tried."""
        self._taken.append(asyncio.get_running_loop().time())
        self._taken_since += 1
        faster = _FASTER if self._asked_at is None else _FASTER_ONCE_KNOWN
        self.interval = max(self.interval * faster, min(self.interval, _QUICKEST))

    def throttled(self, seconds: float) -> None:
        """Note that Slack asked everyone to wait; one storm counts once."""
        now = asyncio.get_running_loop().time()
        if self._paused_until <= now:
            self.interval = min(self._learned(now), _SLOWEST)
            self._asked_at, self._taken_since = now, 0
        self._paused_until = max(self._paused_until, now + seconds)

    def _learned(self, now: float) -> float:
        """Return the interval that uses up what Slack takes, as it showed lately."""
        if self._asked_at is not None and self._taken_since >= _ENOUGH:
            return (now - self._asked_at) / self._taken_since / _ABOVE
        if self._asked_at is None and len(self._taken) >= _ENOUGH:
            return max((now - self._taken[0]) / len(self._taken), self.interval)
        return self.interval * 2

    def _channel(self, place: str) -> _Gate:
        gate = self._channels.pop(place, None) or _Gate()
        self._channels[place] = gate
        if len(self._channels) > _REMEMBERED:
            self._channels.popitem(last=False)
        return gate
