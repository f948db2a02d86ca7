"""People lend the bot the right to post in their name, and take it back."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.chat.ids import AccountId
from bot.i18n.text import Text, text
from bot.outbox.model import Entry, ToPerson
from bot.people.model import Person
from bot.workspaces import views
from bot.workspaces.model import Holder, Token
from bot.workspaces.ports import WorkspacesUnitOfWork
from bot.workspaces.service.grants import Grants

LOST: Final = "workspaces.lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Lending:
    """Keeps what people lend, an account at a time, and nothing about what they post with it."""

    unit_of_work: Callable[[], WorkspacesUnitOfWork]
    grants: Grants

    async def lend(self, account: AccountId, token: Token) -> None:
        """Keep what somebody lends, in place of what they lent before."""
        await self.grants.keep(holder_of(account), token)

    async def has_lent(self, account: AccountId) -> bool:
        """Tell whether somebody lent us a token."""
        return holder_of(account) in await self.grants.holders(account.chat, account.workspace)

    async def take_back(self, account: AccountId) -> None:
        """Forget what somebody lent, because they say so."""
        await self.grants.forget(holder_of(account))

    async def lost(self, account: AccountId, now: datetime) -> None:
        """Forget what the chat does not accept any more, and tell whoever lent it; once."""
        if not await self.has_lent(account):
            return
        await self.take_back(account)
        async with self.unit_of_work() as uow:
            person = (await uow.people.directory()).holder(account)
            if person is None:
                return
            await uow.outbox.add(
                Entry(
                    id=f"lent/{secrets.token_hex(8)}",
                    kind=LOST,
                    to=ToPerson(person.id),
                    message=views.lost(),
                    not_before=now,
                    collapse_key=f"lent/{account}",
                )
            )
            await uow.commit()

    async def forget(self, person: Person, now: datetime) -> None:  # noqa: ARG002 - as every feature is asked
        """Forget what somebody lent, whatever account it was with."""
        await self.grants.forget(*(holder_of(account) for account in person.accounts))

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say what is held of somebody: that they lent the right to post in their name."""
        lent = [account for account in person.accounts if await self.has_lent(account)]
        return (text("workspaces.held"),) if lent else ()


def holder_of(account: AccountId) -> Holder:
    """Name whoever lends as tokens are kept."""
    return Holder(chat=account.chat, workspace=account.workspace, user=account.user)
