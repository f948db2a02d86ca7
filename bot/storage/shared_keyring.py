"""Splits keys between two accounts of a machine: what seals is shared, what opens is not.

The account that closes rounds owns both folders. The account that answers people reads the shared
one, and keeps the keys of held messages in a folder of its own: it never sees a secret key.
"""

from __future__ import annotations

from pathlib import Path

from bot.sealing.ports import Keyring
from bot.storage.keyring import FileKeyring

_SHARED = ("/slot", "/public")


class SharedKeyring:
    """Implements `sealing.ports.Keyring` over two folders: names decide which.

    Args:
        own: keys for this account alone.
        shared: the keys of rounds that answering needs.
    """

    def __init__(self, own: Keyring, shared: Keyring) -> None:
        self._own = own
        self._shared = shared

    async def create(self, name: str, key: bytes) -> None:
        """Keep a key where its name belongs."""
        await self._of(name).create(name, key)

    async def read(self, name: str) -> bytes:
        """Read a key."""
        return await self._of(name).read(name)

    async def destroy(self, name: str) -> None:
        """Destroy a key."""
        await self._of(name).destroy(name)

    async def names(self, prefix: str) -> tuple[str, ...]:
        """List the keys of both folders."""
        found = {*await self._own.names(prefix), *await self._shared.names(prefix)}
        return tuple(sorted(found))

    def _of(self, name: str) -> Keyring:
        return self._shared if name.endswith(_SHARED) else self._own


def keyring_of(own: Path, shared: Path | None) -> Keyring:
    """Open the folder of keys, with the one that two accounts share where there is one."""
    if shared is None:
        return FileKeyring(own)
    return SharedKeyring(FileKeyring(own), FileKeyring(shared, is_shared=True))
