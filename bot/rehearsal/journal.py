"""A chat that is a file: every message that leaves the bot becomes a line of JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import TextIO
from zoneinfo import ZoneInfo

from bot.chat.capabilities import Capabilities
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.outgoing import Audience, InChannel
from bot.chat.ports import Delivery, Profile
from bot.chat.transcript import transcribe

CHAT, WORKSPACE = "local", "season"


class JournalChat:
    """Writes `{"at", "to", "kind", "text"}` a message, in the order they leave."""

    name = CHAT
    capabilities = Capabilities(
        buttons=True,
        forms=True,
        pictures=True,
        ephemeral=True,
        threads=True,
        idempotent_send=True,
    )

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._sent: dict[str, MessageRef] = {}

    async def send(self, delivery: Delivery) -> MessageRef:
        """Write a message once, whatever happens to its sender."""
        if (known := self._sent.get(delivery.key)) is not None:
            return known
        to = _name(delivery.to)
        at: datetime = delivery.reader.now.astimezone(ZoneInfo(delivery.reader.zone))
        line = {
            "at": at.isoformat(),
            "to": to,
            "kind": delivery.kind,
            "text": transcribe(delivery.message, delivery.reader),
        }
        self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self._sent[delivery.key] = MessageRef(CHAT, to, str(len(self._sent)))
        return self._sent[delivery.key]

    async def find(self, delivery: Delivery) -> MessageRef | None:
        """Return what was written under a key."""
        return self._sent.get(delivery.key)

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:  # noqa: ARG002 - nobody joins a file
        """Nobody reads a file's channels but its reader."""
        return ()

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:  # noqa: ARG002 - a file knows nobody
        """Nobody has a profile in a file."""
        return ()


def _name(to: Audience) -> str:
    return to.channel.channel if isinstance(to, InChannel) else to.account.user
