"""How whoever holds an account is spoken to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.chat.ids import AccountId
from bot.clock import Clock
from bot.i18n.text import Reader
from bot.people.model import Directory


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountReaders:
    """Implements `chat.ports.Readers`.

    Args:
        locale, zone: of accounts that nobody put on a roster.
    """

    everyone: Callable[[], Awaitable[Directory]]
    clock: Clock
    locale: str
    zone: str

    async def __call__(self, account: AccountId) -> Reader:
        """Return whose eyes an account's are."""
        directory = await self.everyone()
        person = directory.holder(account)
        return Reader(
            language=directory.language(person) if person else self.locale,
            zone=directory.zone(person) if person else self.zone,
            now=self.clock.now(),
        )
