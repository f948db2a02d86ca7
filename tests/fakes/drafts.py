"""Messages people wrote to the bot, as they now stand."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.chat.ids import MessageRef
from bot.errors import Unreachable


@dataclass
class WrittenDrafts:
    """`Drafts` in memory; a test writes, edits and removes in `written`."""

    written: dict[MessageRef, str] = field(default_factory=dict)
    is_down: bool = False

    async def read(self, message: MessageRef) -> str | None:
        if self.is_down:
            raise Unreachable("the chat is down")
        return self.written.get(message)
