"""A chat that takes so many messages a while in one conversation, and refuses every other."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.chat.capabilities import Fill
from bot.chat.ids import MessageRef
from bot.chat.outgoing import Audience
from bot.chat.ports import Delivery
from bot.errors import Refused
from tests.fakes.chat import EVERYTHING, RecordingChat

THIRTY_IN_FIVE_MINUTES = Fill(most=30, seconds=300)


@dataclass
class StrictChat(RecordingChat):
    """Counts by the instant a message is said at; what is over the limit is refused for good."""

    fill: Fill = THIRTY_IN_FIVE_MINUTES
    refused: int = 0
    _said_at: dict[Audience, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.capabilities = replace(EVERYTHING, fill=self.fill)

    async def send(self, delivery: Delivery) -> MessageRef:
        now = delivery.reader.now
        since = now - timedelta(seconds=self.fill.seconds)
        if sum(at > since for at in self._said_at[delivery.to]) >= self.fill.most:
            self.refused += 1
            raise Refused("more than a conversation takes")
        self._said_at[delivery.to].append(now)
        return await super().send(delivery)
