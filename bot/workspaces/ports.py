"""How tokens, passwords good for once and departures are kept, and how a chat renews a token."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.errors import LienError
from bot.outbox.ports import UnitOfWork
from bot.workspaces.model import Departure, Holder, Token


class TokenRefused(LienError):
    """The chat refuses a token, or what would renew it, for good."""


class GrantRepository(Protocol):
    """Keeps sealed tokens, and states that people bring back from a chat's page of consent."""

    async def save(self, holder: Holder, sealed: bytes) -> None:
        """Keep a token, replacing the one before."""
        ...

    async def renew(self, holder: Holder, sealed: bytes) -> bool:
        """Replace a token and end its renewal; False, and nothing is kept, if it was forgotten."""
        ...

    async def find(self, holder: Holder) -> bytes | None:
        """Return a sealed token, None if there is none."""
        ...

    async def remove(self, *holders: Holder) -> None:
        """Forget tokens; those nobody has change nothing."""
        ...

    async def holders(self, chat: str, workspace: str | None = None) -> tuple[Holder, ...]:
        """List whose tokens are kept, of one workspace or all, sorted."""
        ...

    async def claim(self, holder: Holder, now: datetime, until: datetime) -> bool:
        """Reserve the renewal of a token until an instant; False if somebody has at `now`.

        Of any number of callers at once, in any number of processes, one is given it.
        """
        ...

    async def add_state(self, digest: bytes, purpose: str, until: datetime) -> None:
        """Keep what a state is for until an instant."""
        ...

    async def count_states(self, purpose: str) -> int:
        """Count the states kept for a purpose."""
        ...

    async def drop_states(self, now: datetime) -> datetime | None:
        """Forget states that are over; return when the next one is."""
        ...

    async def take_state(self, digest: bytes, now: datetime) -> str | None:
        """Return what a state is for, once; None the second time, or when it is over.

        Of any number of callers at once, in any number of processes, one is given it.
        """
        ...


class DepartureRepository(Protocol):
    """Keeps which workspaces removed Lien, and erases what belongs to one."""

    async def add(self, departure: Departure) -> None:
        """Note a departure; the first one noted stays."""
        ...

    async def remove(self, chat: str, workspace: str) -> None:
        """Forget a departure: Lien is back, or everything is erased."""
        ...

    async def waiting(self) -> tuple[Departure, ...]:
        """Return departures whose data is not erased yet, the next to be erased first."""
        ...

    async def rounds(self, departments: Sequence[str]) -> tuple[str, ...]:
        """Return every round of some departments, so that their keys can be destroyed first."""
        ...

    async def forget_units(self, units: Sequence[str]) -> None:
        """Remove units and all that was planned, published or remembered about them.

        The chain of certificates stays whole: it holds sizes and hashes, and nobody's name.
        """
        ...

    async def messages_to(self, chat: str, workspace: str) -> tuple[str, ...]:
        """Return the outbox entries that wait for a channel of a workspace."""
        ...

    async def forget_people(self, people: Sequence[str]) -> None:
        """Remove people, their roles, and the messages kept for them."""
        ...


class WorkspacesUnitOfWork(UnitOfWork, Protocol):
    """The unit of work this room sees."""

    @property
    def grants(self) -> GrantRepository:
        """Sealed tokens and states."""
        ...

    @property
    def departures(self) -> DepartureRepository:
        """Workspaces that removed Lien."""
        ...


class Renew(Protocol):
    """Asks a chat for the next token."""

    async def __call__(self, holder: Holder, token: Token) -> Token:
        """Return the next token; the one given cannot be renewed a second time.

        Raises:
            TokenRefused: it never will be.
            Unreachable: the chat cannot be asked; it can be tried again.
        """
        ...
