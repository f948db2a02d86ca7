"""What the outbox needs of storage, of working hours, and of the features it speaks for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType
from typing import Literal, Protocol, Self, TypeAlias, TypeVar

from bot.chat.ids import ChannelId, MessageRef
from bot.chat.outgoing import Message, Note
from bot.outbox.model import Entry, Recipient
from bot.people.edits import Edit, Edited
from bot.people.model import Person, Unit
from bot.people.ports import PeopleRepository

Outcome = Literal["sent", "refused", "expired"]
Work: TypeAlias = Callable[[], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaving:
    """How far a round of messages has come.

    Args:
        sent: how many the chat has taken.
        due: how many leave now, as fast as the chat allows.
    """

    sent: int
    due: int


class OutboxRepository(Protocol):
    """Keeps entries until they have left; inside a unit of work."""

    async def add(self, *entries: Entry) -> None:
        """Queue entries in this order; an id that was added before changes nothing.

        Names of what has left are known for two whole months at least.

        An entry with a `collapse_key` replaces, or gives way to, the one waiting under that key,
        as its `if_waiting` says. One that is being sent is never replaced.
        """
        ...

    async def known(self, *entries: str) -> set[str]:
        """Return which of these ids were added before, whatever became of them.

        Of what has left, for as long as `add` knows its name.
        """
        ...

    async def claim(self, now: datetime, limit: int) -> tuple[Entry, ...]:
        """Take entries due at `now`, earliest first, for sending; commit before sending.

        Of an `order_key`, an entry is taken with all that are due before it or not at all: none
        overtakes one that waits or is being sent. Claimed entries are not claimed again until
        released, settled, or recovered.
        """
        ...

    async def recover(self) -> int:
        """Release what a stopped process had claimed, marked uncertain; return how many."""
        ...

    async def doubt_everything(self) -> int:
        """Mark all that waits as perhaps sent already; return how many, of those not doubted yet.

        For a database that turns out to be an earlier copy of itself.
        """
        ...

    async def release(
        self,
        entry: Entry,
        at: datetime,
        *,
        failed: bool,
        is_uncertain: bool,
    ) -> None:
        """Give a claimed entry back, to be tried again at `at`; `failed` counts an attempt.

        It stays due when it was, and so keeps its place in its order.
        """
        ...

    async def settle(self, entry: Entry, outcome: Outcome, ref: MessageRef | None) -> None:
        """End an entry; nothing but its id, its kind and its outcome is kept."""
        ...

    async def find(self, entry: str) -> Entry | None:
        """Return an entry that has not left and is not claimed, by its id."""
        ...

    async def remove(self, *entries: str) -> int:
        """Forget entries that have not left, by id; return how many.

        Unknown ids and what is being sent change nothing.
        """
        ...

    async def reschedule(self, entry: str, not_before: datetime, *, any_hour: bool) -> bool:
        """Make an entry due at another moment; False when it has left or is being sent."""
        ...

    async def move(self, before: ChannelId, after: ChannelId) -> int:
        """Send to another channel what waits for one, due again when it was; return how many.

        What was to go under a message of the old channel stays where it is.
        """
        ...

    async def leaving(self, prefix: str, now: datetime) -> Leaving:
        """Count the entries whose id begins with a prefix that ends with "/": sent, and due now.

        What waits for a later moment, somebody's working hours say, is in neither figure.
        """
        ...

    async def next_due(self) -> datetime | None:
        """Return the earliest instant at which something unclaimed is due."""
        ...


class InboxRepository(Protocol):
    """Remembers chat events, so that one delivered twice acts once."""

    async def mark(self, event: str) -> bool:
        """Note an event; False when it was noted before, by this or any other process.

        Marks are kept for two whole months at least.
        """
        ...


class EditsRepository(Protocol):
    """Remembers for a while which admin changed which field; inside a unit of work."""

    async def of(self, fields: Sequence[str]) -> Mapping[str, tuple[Edited, ...]]:
        """Return who changed each field, the latest first, each person once."""
        ...

    async def note(self, *edits: Edited) -> None:
        """Note changes; of a person and a field the latest is kept."""
        ...

    async def forget(self, before: datetime) -> None:
        """Let go of what was noted before an instant."""
        ...

    async def forget_person(self, person: str) -> None:
        """Let go of what somebody changed, and of what was changed about them."""
        ...


class UnitOfWork(Protocol):
    """One transaction: state, outbox entries and inbox mark are kept together or not at all.

    Use as `async with uow: ...; await uow.commit()`. Leaving without a commit undoes everything.
    """

    @property
    def outbox(self) -> OutboxRepository:
        """What is waiting to be said."""
        ...

    @property
    def inbox(self) -> InboxRepository:
        """Which events were acted on."""
        ...

    @property
    def people(self) -> PeopleRepository:
        """Who there is."""
        ...

    @property
    def edits(self) -> EditsRepository:
        """Which admin changed which field lately."""
        ...

    async def __aenter__(self) -> Self:
        """Begin."""
        ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Undo whatever was not committed."""
        ...

    async def commit(self) -> None:
        """Keep everything, durably."""
        ...


class Edits(Protocol):
    """Lets two admins who change the same field know of each other; inside a unit of work."""

    async def save(
        self, uow: UnitOfWork, by: Person, *changed: Unit | Person, stale: Collection[str] = ()
    ) -> tuple[Note, ...]:
        """Keep units and people, and note each field that is no longer as it was.

        Args:
            uow: the transaction it happens in.
            by: who changes them.
            changed: what to keep, made from what this transaction read.
            stale: fields that were changed after the form in use had been opened.

        Returns:
            What to add to the answer: who had set a field to what, just before.
        """
        ...

    async def note(
        self, uow: UnitOfWork, by: Person, edits: Sequence[Edit], stale: Collection[str] = ()
    ) -> tuple[Note, ...]:
        """Note changes of fields that are kept otherwise; as `save`."""
        ...


class OpenHours(Protocol):
    """Says when a recipient is at work; every prompt of the bot obeys it through the outbox."""

    async def next_open(self, to: Sequence[Recipient], at: datetime) -> tuple[datetime | None, ...]:
        """Return for each recipient the first working instant at or after `at`, None if unknown."""
        ...


class Compose(Protocol):
    """Writes a message at the moment it leaves, where its words may not be stored with it."""

    async def __call__(self, entry: Entry, now: datetime) -> Message | None:
        """Return what leaves, None if there is nothing left to say.

        Raises:
            ChatError: it cannot be written now; tried again as if sending had failed.
        """
        ...


U_contra = TypeVar("U_contra", bound=UnitOfWork, contravariant=True)


class Settled(Protocol[U_contra]):
    """What a feature does once one of its messages has left, or never will."""

    async def __call__(self, uow: U_contra, entry: Entry, outcome: Outcome) -> None:
        """Act inside the transaction that records the outcome."""
        ...


class TurnedAway(Protocol[U_contra]):
    """What follows when a channel refuses a message: it is archived, or the bot is not in it."""

    async def __call__(self, uow: U_contra, entry: Entry, now: datetime) -> None:
        """Act inside the transaction that keeps the entry for another attempt."""
        ...


class Gather(Protocol):
    """Makes one message of several of a kind to one recipient, so that none gets thirty at 9:00."""

    def __call__(self, messages: Sequence[Message]) -> Message:
        """Say everything of one or more messages, in their order.

        Either all of them left at `any_hour` or none did.
        """
        ...


class Together(Protocol):
    """Does several lanes of work, at once or one after the other."""

    async def __call__(self, lanes: Sequence[Work], /) -> None:
        """Return once every lane has ended; lanes begin in the order given, and never raise."""
        ...
