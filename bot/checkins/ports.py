"""What check-ins need: rounds in the unit of work, and a sealed box and keys outside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.checkins.model import Plan, Round, State
from bot.disclosure.audit import Entry as CertificateEntry
from bot.disclosure.released import Record
from bot.disclosure.roster import Policy, Roster
from bot.outbox.ports import UnitOfWork
from bot.people.model import Directory


class RoundRepository(Protocol):
    """Keeps plans, rounds and their frozen rosters."""

    async def plans(self) -> tuple[Plan, ...]:
        """Return every department's plan, by department."""
        ...

    async def save_plan(self, plan: Plan) -> None:
        """Keep a department's plan, replacing the one before."""
        ...

    async def add(self, opened: Round, roster: Roster, policy: Policy) -> None:
        """Keep a new round with what is frozen with it; its id must be new."""
        ...

    async def find(self, round_id: str) -> Round | None:
        """Return a round by its id."""
        ...

    async def frozen(self, round_id: str) -> tuple[Roster, Policy]:
        """Return what was frozen when the round opened.

        Raises:
            FrozenChanged: it was edited and makes no sense any more.
        """
        ...

    async def unfinished(self) -> tuple[Round, ...]:
        """Return rounds that are open, closing or decided, earliest first."""
        ...

    async def latest(self, department: str) -> Round | None:
        """Return a department's last round, whatever became of it."""
        ...

    async def first(self, department: str) -> Round | None:
        """Return a department's first round, from which weeks are counted."""
        ...

    async def count(self, department: str) -> int:
        """Count a department's rounds that are kept, each with its frozen roster."""
        ...

    async def mark(self, round_id: str, state: State) -> None:
        """Move a round to a state."""
        ...

    async def continuity(self) -> str | None:
        """Return the mark that tells this database from its earlier copies, None at first."""
        ...

    async def save_continuity(self, mark: str) -> None:
        """Replace that mark."""
        ...

    async def mark_reminded(self, round_id: str) -> None:
        """Note that the one reminder is queued."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMemory:
    """What disclosure remembers of a department: memberships in clear, sums sealed by epoch."""

    public: str
    sealed: Mapping[str, bytes]


class ResultRepository(Protocol):
    """Keeps what a round published, once, and what the next one must remember."""

    async def publish(
        self, decided: Round, records: Sequence[Record], certificates: Sequence[CertificateEntry]
    ) -> None:
        """Keep the records of a round, sorted by unit, and its certificates, in order."""
        ...

    async def last_certificate(self) -> str:
        """Return the hash the chain of certificates ends with, "" when it is empty."""
        ...

    async def memory(self, department: str) -> StoredMemory | None:
        """Return what the last decision left, None before the first."""
        ...

    async def save_memory(self, department: str, memory: StoredMemory) -> None:
        """Replace what the last decision left; nothing of it stays."""
        ...

    async def empty_box(self, round_id: str) -> None:
        """Remove every ballot of a round."""
        ...


class CheckinsUnitOfWork(UnitOfWork, Protocol):
    """The unit of work check-ins see."""

    @property
    def rounds(self) -> RoundRepository:
        """Plans and rounds."""
        ...

    @property
    def results(self) -> ResultRepository:
        """What rounds published."""
        ...


@dataclass(frozen=True, slots=True)
class Slot:
    """A row of the box: whose it is only the round's slot key can tell."""

    slot: bytes
    sealed: bytes


class BallotBox(Protocol):
    """Keeps one sealed ballot a roster member, in an order that tells nothing.

    It stands outside the unit of work: a transaction that stores an answer touches nothing else.
    """

    async def prepare(self, round_id: str, slots: Sequence[Slot]) -> None:
        """Fill a round's box with dummies in random order, replacing what was there."""
        ...

    async def put(self, round_id: str, slot: Slot) -> bool:
        """Replace a slot's ballot and return once that is durable.

        Concurrent calls are committed together, in random order. False, and nothing is kept,
        when the round is not open or has no such slot.
        """
        ...

    async def take(self, round_id: str) -> tuple[Slot, ...]:
        """Read every ballot of a round; after `mark(…, "closing")` no `put` can come behind it."""
        ...

    async def scrub(self) -> None:
        """Make what was removed unreadable in every file of the database.

        Raises:
            OperatorError: something held the files; call again.
        """
        ...


class NextAsking(Protocol):
    """Tells when people are next asked about anything but their week."""

    async def __call__(self, directory: Directory, unit: str, now: datetime) -> datetime | None:
        """Return when somebody at home in a unit is next asked, None where they never are."""
        ...
