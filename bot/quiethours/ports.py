"""How held messages are kept: their text sealed, each under a key of its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.chat.ids import MessageRef
from bot.outbox.model import Recipient
from bot.outbox.ports import UnitOfWork


@dataclass(frozen=True, slots=True)
class SealedWords:
    """Words under the key `hold/<id>`, destroyed with it."""

    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Draft:
    """Words that stay where their author wrote them, and are read there again as they leave."""

    message: MessageRef


Kept: TypeAlias = SealedWords | Draft


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """A message its author asked to keep.

    Args:
        id: random, names its key and its outbox entry too.
        author: person who wrote it and may change, send or cancel it.
        written_at: when it was handed over.
        due_at: when it is to arrive, unless the recipient's hours change.
        words: what it says, or where that can be read.
    """

    id: str
    author: str
    to: Recipient
    written_at: datetime
    due_at: datetime
    words: Kept = field(repr=False)


class HoldRepository(Protocol):
    """Keeps held messages until they are delivered or cancelled."""

    async def add(self, hold: Hold) -> None:
        """Keep a new hold."""
        ...

    async def find(self, hold: str) -> Hold | None:
        """Return a hold by its id, None once it was delivered or cancelled."""
        ...

    async def names(self) -> frozenset[str]:
        """Return the id of every hold."""
        ...

    async def by_author(self, person: str) -> tuple[Hold, ...]:
        """Return somebody's held messages, the one due first first."""
        ...

    async def remove(self, hold: str) -> None:
        """Forget a hold and its text."""
        ...


class QuietHoursUnitOfWork(UnitOfWork, Protocol):
    """The unit of work quiet hours see."""

    @property
    def holds(self) -> HoldRepository:
        """Held messages."""
        ...
