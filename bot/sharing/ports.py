"""How shares are kept: cards in the open, signals sealed, and nobody's name beside either."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeAlias

from bot.outbox.ports import UnitOfWork
from bot.people.model import Directory
from bot.sharing.model import Card
from bot.sharing.prompts import Turn

Mask: TypeAlias = Callable[[str, Directory, str], str]
"""Masks names in words, knowing everyone there is and the language to write "[nom]" in."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One sealed paper in the box, all of the same size; its slot tells nothing without a key."""

    slot: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Filed:
    """A released signal as it is stored: sealed, found by its id or its receipt's hash."""

    id: str
    department: str
    receipt: bytes = field(repr=False)
    sealed: bytes = field(repr=False)


class CardRepository(Protocol):
    """Keeps good practice; inside a unit of work."""

    async def add(self, card: Card) -> bool:
        """Keep a card; False when one of that id is kept already, which stays."""
        ...

    async def find(self, card: str) -> Card | None:
        """Return a card by its id."""
        ...

    async def search(self, department: str, words: str, limit: int) -> tuple[Card, ...]:
        """Return the cards that hold all the words, in any order of them, the shortest first.

        Words are the same when `stems.searchable` says so: case, accents, plurals aside. Of cards
        as short the lowest id comes first. Nothing is found by no word.
        """
        ...

    async def since(self, department: str, first: str) -> tuple[Card, ...]:
        """Return a department's cards shared in an ISO week or later, by id."""
        ...

    async def valid(self, department: str, week: str) -> tuple[Card, ...]:
        """Return up to 200 cards that are not due for review, drawn by lot."""
        ...

    async def due(self, department: str, week: str, limit: int) -> tuple[Card, ...]:
        """Return cards due for review in a week, the longest due first."""
        ...

    async def thank(self, card: str) -> bool:
        """Count one "utile"; False for an unknown card."""
        ...

    async def renew(self, card: str, review: str) -> bool:
        """Let a card hold until another ISO week; False for an unknown card."""
        ...

    async def signed(self, department: str, signature: str) -> int:
        """Return how many cards bear a signature."""
        ...

    async def unsign(self, department: str, signature: str) -> None:
        """Take a signature off every card; the cards stay."""
        ...

    async def expire(self, department: str, week: str) -> int:
        """Erase the cards that were due for review in a week or before; return how many."""
        ...

    async def count(self, department: str) -> int:
        """Return how many cards a department has."""
        ...


class SignalRepository(Protocol):
    """Keeps weak signals, sealed; inside a unit of work."""

    async def put(self, department: str, batch: str, slip: Slip) -> bool:
        """Put a slip into the open batch; False when its slot is taken, which stays as it is."""
        ...

    async def batches(self) -> tuple[tuple[str, str, int], ...]:
        """Return department, batch and number of slips of each batch in the box."""
        ...

    async def waiting(self, department: str, batch: str) -> tuple[Slip, ...]:
        """Return the slips of a batch, by slot, which is random."""
        ...

    async def release(self, department: str, batch: str, filed: Sequence[Filed]) -> None:
        """Empty a batch and file what came of it, in place of what had the same id."""
        ...

    async def save(self, filed: Filed) -> None:
        """Keep a signal in place of what had its id."""
        ...

    async def remove(self, *signals_: str) -> None:
        """Erase released signals by their ids; of one that is gone already, nothing."""
        ...

    async def find(self, signal: str) -> Filed | None:
        """Return a released signal by its id."""
        ...

    async def by_receipt(self, department: str, receipt: bytes) -> Filed | None:
        """Return the signal a receipt is of."""
        ...

    async def all(self, department: str) -> tuple[Filed, ...]:
        """Return every released signal of a department, by id, which is random."""
        ...

    async def miss(self, department: str, hour: str) -> None:
        """Count a wrong code of a department in an hour ("2026-01-07T09", UTC); nobody's."""
        ...

    async def missed(self, department: str, since: str) -> int:
        """Return how many wrong codes a department counts since an hour, that hour included."""
        ...

    async def forget_missed(self, before: str) -> str | None:
        """Forget every department's counts of hours before one; return the first that is left."""
        ...


class TurnRepository(Protocol):
    """Keeps how far each unit has come in the questions; inside a unit of work."""

    async def all(self) -> Mapping[str, Turn]:
        """Return the turn of every unit that was ever asked, by unit."""
        ...

    async def save(self, unit: str, turn: Turn) -> None:
        """Keep a unit's turn in place of the one before."""
        ...


class SharingUnitOfWork(UnitOfWork, Protocol):
    """The unit of work sharing sees."""

    @property
    def cards(self) -> CardRepository:
        """Good practice."""
        ...

    @property
    def signals(self) -> SignalRepository:
        """Weak signals."""
        ...

    @property
    def turns(self) -> TurnRepository:
        """How far units have come in the questions."""
        ...
