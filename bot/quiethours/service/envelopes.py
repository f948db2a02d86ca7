"""Seals each kept message under a key of its own, which goes when the message goes."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.chat.ports import Drafts
from bot.errors import ChatError
from bot.people.model import Directory
from bot.quiethours.addressing import read_draft
from bot.quiethours.ports import Draft, Hold, Kept, SealedWords
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import new_key, seal, unseal

_KEYS: Final = "hold/"

GRACE: Final = timedelta(minutes=10)
"""A key without its message may be one whose transaction is still under way in another process."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelopes:
    """Closes and opens kept words. What is sealed here can be read until its key is destroyed.

    Args:
        drafts: by chat, where authors' own messages can be read again.
    """

    keyring: Keyring
    drafts: Mapping[str, Drafts] = field(default_factory=dict)
    _orphans: dict[str, datetime] = field(default_factory=dict)

    async def close(self, words: str | Kept) -> tuple[str, Kept]:
        """Seal words, unless they stay elsewhere; return a new name and what may be stored."""
        name, key = secrets.token_hex(16), new_key()
        if not isinstance(words, str):
            return name, words
        await self.keyring.create(_KEYS + name, key)
        return name, SealedWords(seal(key, words.encode()))

    async def open(self, hold: Hold, directory: Directory) -> str | None:
        """Return the words of a hold; None when they are gone.

        Raises:
            ChatError: the chat that keeps them cannot be asked now.
        """
        if isinstance(hold.words, Draft):
            drafts = self.drafts.get(hold.words.message.chat)
            written = await drafts.read(hold.words.message) if drafts else None
            author = directory.people.get(hold.author)
            return read_draft(directory, author, written) if written else None
        try:
            key = await self.keyring.read(_KEYS + hold.id)
        except KeyLost:
            return None
        return unseal(key, hold.words.sealed).decode()

    async def peek(self, hold: Hold, directory: Directory) -> str:
        """Return the words of a hold to its author; "" when they cannot be read now."""
        try:
            return await self.open(hold, directory) or ""
        except ChatError:
            return ""

    async def destroy(self, *names: str) -> None:
        """Make the words that went by these names unreadable for ever."""
        for name in names:
            await self.keyring.destroy(_KEYS + name)

    async def sweep(
        self, now: datetime, kept: Callable[[], Awaitable[frozenset[str]]]
    ) -> datetime | None:
        """Destroy keys whose message is no more, as a stopped process leaves them.

        Args:
            now: the present instant.
            kept: the names of all messages that are still stored.

        Returns:
            When to look again, None while no such key is known.
        """
        orphans = {}
        # Keys first: one made in between is of a message that is not looked for.
        names = [key.removeprefix(_KEYS) for key in await self.keyring.names(_KEYS)]
        stored = await kept() if names else frozenset()
        for name in (one for one in names if one not in stored):
            since = self._orphans.get(name, now)
            if now - since >= GRACE:
                await self.destroy(name)
            else:
                orphans[name] = since
        self._orphans.clear()
        self._orphans.update(orphans)
        return min(orphans.values()) + GRACE if orphans else None
