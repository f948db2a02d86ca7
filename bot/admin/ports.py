"""What running Lien by chat asks of the features."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, TypeAlias

from bot.admin.chain import Line
from bot.admin.steps import PlanState
from bot.chat.outgoing import Message, Note
from bot.i18n.text import Text
from bot.outbox.ports import UnitOfWork
from bot.people.asking import Asked
from bot.people.model import Person


class PersonalData(Protocol):
    """Says what a feature holds about somebody; every feature offers one."""

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Return what is held at this moment, a sentence each; empty when nothing is."""
        ...


Value: TypeAlias = "str | int | Sequence[Value] | Mapping[str, Value] | None"
"""What can be written in a file that a person takes away."""


class Portable(Protocol):
    """Gives what a feature holds about somebody, as values they can take elsewhere."""

    async def export(self, person: Person) -> Value:
        """Return everything held at this moment, words they wrote included."""
        ...


class Forgets(Protocol):
    """Erases what a feature holds about somebody."""

    async def forget(self, person: Person, now: datetime) -> None:
        """Erase it; asked again, it changes nothing."""
        ...


class Unasked(Protocol):
    """Takes back the invitation to share that waits for somebody who wants none."""

    async def __call__(self, person: str, now: datetime) -> None:
        """Take it back where there is one and they still want none."""
        ...


class JournalRepository(Protocol):
    """Keeps what admins changed; inside a unit of work."""

    async def lines(self, department: str) -> tuple[Line, ...]:
        """Return the journal of a department, oldest line first."""
        ...

    async def add(self, department: str, line: Line) -> None:
        """Add the line that follows the last one."""
        ...


class RetentionRepository(Protocol):
    """Lets go of what is kept for a time only; inside a unit of work."""

    async def oldest(self) -> datetime | None:
        """Return when the oldest thing that can be let go of was made, None when there is none."""
        ...

    async def forget(self, before: datetime) -> None:
        """Let go of digests and team lists made before an instant.

        Weeks go on being counted, and a department's last round keeps what it promised.
        """
        ...


class TracesRepository(Protocol):
    """Lets go of marks of events and of names of sent messages; inside a unit of work."""

    async def date(self, month: str) -> None:
        """Note the month ("2026-01") of what has none yet and will not change any more."""
        ...

    async def forget(self, before: str, months: int) -> int:
        """Let go of what is of an earlier month than `before`; return how much that was.

        Of each kind, what is of the last `months` months in which there was any stays, so that a
        machine that was off for long still knows what it did last.
        """
        ...


class AdminUnitOfWork(UnitOfWork, Protocol):
    """The unit of work the journal and retention see."""

    @property
    def retention(self) -> RetentionRepository:
        """What is kept for a time only."""
        ...

    @property
    def traces(self) -> TracesRepository:
        """Marks of what was done."""
        ...

    @property
    def journal(self) -> JournalRepository:
        """What admins changed."""
        ...


class HasBegun(Protocol):
    """Tells whether a department has been asked anything yet."""

    async def __call__(self, department: str) -> bool:
        """Return whether a round of the department ever opened."""
        ...


class Rhythm(Protocol):
    """The rhythm of a department's check-ins, as running Lien by chat needs it."""

    async def state(self, department: str) -> PlanState:
        """Tell whether there is a rhythm, and whether check-ins run."""
        ...

    async def written(self, department: str, language: str) -> Mapping[str, str]:
        """Return each weekly moment, as it is or would be, the way people type it."""
        ...

    async def prepare(
        self, asked: Asked, moments: Mapping[str, str], stale: Collection[str], now: datetime
    ) -> tuple[Note, ...]:
        """Keep a rhythm without starting it; moments that are not named stay as they are.

        Args:
            asked: who chose them.
            moments: the ones chosen, as typed.
            stale: those that somebody else moved since the form had been opened.
            now: the present instant.

        Returns:
            What to add to the answer: who had moved one to when, just before.

        Raises:
            UserError: a moment cannot be read, or too little time would be left to answer.
        """
        ...

    async def announcement(
        self, department: str, contact: str, now: datetime
    ) -> tuple[Message, datetime]:
        """Return what the team would read now, and when the first questions would come."""
        ...

    async def announce(
        self, department: str, contact: str, event: str, now: datetime
    ) -> tuple[int, int, datetime]:
        """Tell the team and start after a pause, both or neither.

        Returns:
            How many channels and how many people were told, and when the first questions come.
        """
        ...


class Samples(Protocol):
    """Gives a feature's messages as somebody would get them, by the word that asks for them."""

    async def sample(self, name: str, person: Person, now: datetime) -> Message | None:
        """Return the message of that name, None where the feature has none."""
        ...


class TeamData(Protocol):
    """Says what a feature holds about somebody's team."""

    async def held_about_team(self, person: Person) -> tuple[Text, ...]:
        """Return what is held at this moment, a sentence each; empty when nothing is."""
        ...
