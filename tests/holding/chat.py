"""A chat in one file that forgets nothing, hides no double, and fails as chats do."""

from __future__ import annotations

import json
import os
import random
import time
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.chat.capabilities import Capabilities, Fill
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.outgoing import Ephemeral, InChannel, Quote
from bot.chat.ports import Delivery, Profile
from bot.errors import Refused, Throttled, Unknown, Unreachable
from bot.i18n.catalog import say
from tests.fakes.small_department import channel
from tests.lines import open_for_lines, whole_lines

FILL = Fill(most=30, seconds=300)
GONE = channel("t3")
"""A channel that is deleted in the middle of it all."""

GONE_FROM = datetime.fromisoformat("2026-01-09T00:00+00:00")


class FileChat:
    """`ChatPort` over a file of lines: what a kill cut short was never said.

    A key sent twice is said twice. It takes 30 messages in five minutes in one conversation and
    asks for patience beyond; one send in thirty fails, before or after it is said.
    """

    name = "local"
    capabilities = Capabilities(
        buttons=True,
        forms=True,
        pictures=True,
        ephemeral=True,
        threads=True,
        idempotent_send=False,
        fill=FILL,
    )

    def __init__(self, file: Path, chance: random.Random) -> None:
        self._chance = chance
        self._known: dict[str, MessageRef] = {}
        self._taken: dict[str, deque[datetime]] = defaultdict(lambda: deque(maxlen=FILL.most))
        for line in said_in(file):
            self._learn(line)
        self._file = open_for_lines(file)

    async def send(self, delivery: Delivery) -> MessageRef:
        to, now = delivery.to, delivery.reader.now
        if isinstance(to, InChannel | Ephemeral) and to.channel == GONE and now >= GONE_FROM:
            raise Refused("the channel is gone")
        place = str(to.channel if isinstance(to, InChannel) else to.account)
        taken = self._taken[place]
        if len(taken) == FILL.most:
            free = taken[0] + timedelta(seconds=FILL.seconds)
            if free > now:
                raise Throttled((free - now).total_seconds())
        fails = self._chance.random()
        if fails < 0.01:
            raise Unreachable("away")
        line = {
            "key": delivery.key,
            "covers": delivery.covers,
            "place": place,
            "kind": delivery.kind,
            "said_at": now.isoformat(),
            "real": time.monotonic(),
            "words": [
                say(part.words, delivery.reader)
                for part in delivery.message.parts
                if isinstance(part, Quote)
            ],
        }
        os.write(self._file, json.dumps(line).encode() + b"\n")
        self._learn(line)
        if fails < 0.03:
            raise Unknown("no answer")
        return self._known[delivery.key]

    async def find(self, delivery: Delivery) -> MessageRef | None:
        return self._known.get(delivery.key)

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        raise Refused(f"nobody asks who reads {channel}")

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        return tuple(Profile(account=account, name=account.user) for account in accounts)

    def _learn(self, line: dict[str, Any]) -> None:
        ref = MessageRef(self.name, line["place"], line["key"])
        for key in (line["key"], *line["covers"]):
            self._known.setdefault(key, ref)
        self._taken[line["place"]].append(datetime.fromisoformat(line["said_at"]))


def said_in(file: Path) -> list[dict[str, Any]]:
    """Read everything that was ever said, in order."""
    return [json.loads(line) for line in whole_lines(file)]
