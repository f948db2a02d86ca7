"""Passwords good for once, which people carry to a chat's page of consent and back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from bot.errors import UserError
from bot.workspaces.ports import WorkspacesUnitOfWork

GOOD_FOR: Final = timedelta(minutes=15)
MOST_WAITING: Final = 100
"""States that wait at once for one purpose: everybody's who installs, one account's who link."""


@dataclass(frozen=True, slots=True, kw_only=True)
class States:
    """Ties what comes back from a chat's page of consent to whoever was sent there.

    Only digests are kept: who reads the database cannot finish what somebody began.
    """

    unit_of_work: Callable[[], WorkspacesUnitOfWork]

    async def new(self, purpose: str, now: datetime) -> str:
        """Return a state for a purpose, good once within `GOOD_FOR`.

        Raises:
            UserError: as many were asked for as anybody could need: a page that is open to
                everyone must not fill the database.
        """
        state = secrets.token_urlsafe(32)
        async with self.unit_of_work() as uow:
            if await uow.grants.count_states(purpose) >= MOST_WAITING:
                raise UserError("workspaces.too_many")
            await uow.grants.add_state(_digest(state), purpose, now + GOOD_FOR)
            await uow.commit()
        return state

    async def run_due(self, now: datetime) -> datetime | None:
        """Forget whom nobody brought back in time; return when the next one is over."""
        async with self.unit_of_work() as uow:
            following = await uow.grants.drop_states(now)
            await uow.commit()
        return following

    async def take(self, state: str, now: datetime) -> str | None:
        """Return what a state was for and end it; None if it is none of ours, used or over."""
        async with self.unit_of_work() as uow:
            purpose = await uow.grants.take_state(_digest(state), now)
            await uow.commit()
        return purpose


def _digest(state: str) -> bytes:
    return sha256(state.encode("utf-8", "surrogatepass")).digest()
