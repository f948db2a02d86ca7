"""Where keys live: never in the database, never derived from or wrapped by one another."""

from __future__ import annotations

from typing import Protocol

from bot.errors import LienError


class KeyLost(LienError):
    """A key that was counted on is not there: what it sealed can never be read again."""


class Keyring(Protocol):
    """Keeps 32-byte keys by name, such as `round/north-2026W07/secret`.

    A name is made of letters, digits, `-`, `_`, `.` and `/`. Every method returns once its
    effect is durable; `OperatorError` when the folder is missing, unreadable or full.
    """

    async def create(self, name: str, key: bytes) -> None:
        """Keep a key; an existing key of that name is destroyed first."""
        ...

    async def read(self, name: str) -> bytes:
        """Return a key.

        Raises:
            KeyLost: there is none of that name.
        """
        ...

    async def destroy(self, name: str) -> None:
        """Overwrite and remove a key; nothing happens when there is none."""
        ...

    async def names(self, prefix: str) -> tuple[str, ...]:
        """List the keys whose name starts with a prefix, sorted."""
        ...
