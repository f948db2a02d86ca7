"""What digests are made from, and how they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Protocol

from bot.disclosure.released import Record
from bot.outbox.ports import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """What one round published about a department: every record, by unit, and when it is told."""

    round_id: str
    department: str
    week: int
    digest_at: datetime
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """What was said about a unit in a week; never changed once kept.

    Args:
        record: the released items it says.
        text: what readers see, in the unit's language.
        picture: name its chart is kept under, "" when there is nothing to draw.
    """

    id: str
    round_id: str
    unit: str
    week: int
    digest_at: datetime
    record: Record
    text: str
    picture: str


class DigestRepository(Protocol):
    """Keeps released records as rounds published them, and the digests made of them."""

    async def unreported(self) -> tuple[Published, ...]:
        """Return decided rounds no digest was made of yet, earliest first."""
        ...

    async def history(
        self, unit: str, cell: tuple[str, ...], until_week: int
    ) -> tuple[Record, ...]:
        """Return what was published about a cell up to a week, earliest first."""
        ...

    async def save(self, round_id: str, digests: Sequence[Digest]) -> None:
        """Keep a round's digests and note that it is reported."""
        ...

    async def latest(self, unit: str) -> Digest | None:
        """Return the last digest kept about a unit, or about a cell it is part of."""
        ...

    async def find(self, digest: str) -> Digest | None:
        """Return a digest by its id."""
        ...

    async def count(self, unit: str) -> int:
        """Count the digests kept about a unit, or about a cell it is part of."""
        ...

    async def everything(self) -> tuple[Digest, ...]:
        """Return every digest ever kept, by week, then unit."""
        ...


class DigestUnitOfWork(UnitOfWork, Protocol):
    """The unit of work digests see."""

    @property
    def digests(self) -> DigestRepository:
        """Published records and digests."""
        ...


class OwnMoment(Protocol):
    """Computes when a team that chose its own weekly moment reads next."""

    def __call__(self, moment: tuple[int, time], zone: str, after: datetime) -> datetime:
        """Return the first instant after `after` at which it is that weekday and time there."""
        ...


class Draw(Protocol):
    """Draws a chart outside this process, so that its libraries never stay in memory."""

    async def __call__(self, drawing: str) -> bytes:
        """Turn a chart's description (`digest.picture.Drawing` as JSON) into a PNG."""
        ...


class PictureStore(Protocol):
    """Keeps the bytes of pictures by name."""

    async def read(self, name: str) -> bytes | None:
        """Return a picture's bytes, None if there is none of that name."""
        ...

    async def write(self, name: str, picture: bytes) -> None:
        """Keep a picture; the first one kept under a name stays."""
        ...
