"""What a chat whose events are fetched, not pushed, needs kept across a kill: Matrix for now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """An event to act on, as the database may know it: which, and sealed, where.

    Args:
        event: the homeserver's identifier, a hash that names neither room nor sender.
        sealed: the room, sealed with a key that is not in the database.
    """

    event: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a device stood when its process last stopped.

    Args:
        token: of the last sync that was kept; None before the first.
        pending: events kept but not acted on for certain, oldest first.
        direct: the direct room of each user.
    """

    token: str | None
    pending: tuple[Arrived, ...]
    direct: Mapping[str, str]


class Ledger(Protocol):
    """Keeps what must survive a kill. A device is named `@user:server/DEVICE`.

    Errors: `OperatorError` when the database cannot be used.
    """

    async def lease(self, device: str, holder: str, now: datetime, until: datetime) -> bool:
        """Take or renew the right to drive a device; False while another holds it."""
        ...

    async def release(self, device: str, holder: str) -> None:
        """Give the right back."""
        ...

    async def standing(self, device: str) -> Standing:
        """Read where the device stood."""
        ...

    async def advance(self, device: str, token: str, arrived: Sequence[Arrived]) -> None:
        """Keep a sync: its token and the events to act on, together or not at all."""
        ...

    async def done(self, device: str, events: Sequence[str]) -> None:
        """Forget events that were acted on."""
        ...

    async def pair(self, device: str, user: str, room: str | None) -> None:
        """Note the direct room of a user; None: they have none any more."""
        ...
