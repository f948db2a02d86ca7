"""People choose whether their kept messages appear under their own name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.chat.ids import AccountId
from bot.chat.outgoing import Part, Reply
from bot.chat.ports import Authors
from bot.errors import ChatError, Refused, UserError
from bot.people.model import Person
from bot.workspaces import views


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Links accounts and takes links back, in chats where people can act in their own name.

    Args:
        authors: by chat.
    """

    authors: Mapping[str, Authors]

    async def link(self, account: AccountId) -> Reply:
        """Say where somebody agrees to it, for the account they ask from.

        Raises:
            UserError: the chat cannot be asked at the moment.
        """
        authors = self.authors.get(account.chat)
        if authors is None:
            return views.nothing_to_link()
        try:
            if await authors.has_linked(account):
                return views.linked()
            address = await authors.link_address(account)
        except ChatError as error:
            raise UserError("workspaces.not_now") from error
        return views.offer(address) if address else views.nothing_to_link()

    async def unlink(self, account: AccountId, words: str) -> Reply:
        """Take somebody's permission back, unless it would leave messages nobody can cancel.

        Args:
            account: whose.
            words: `views.ANYWAY` where they were warned.

        Raises:
            UserError: the chat cannot be asked at the moment.
        """
        authors = self.authors.get(account.chat)
        if authors is None:
            return views.nothing_to_link()
        try:
            waiting = 0 if words == views.ANYWAY else await _waiting(authors, account)
            if waiting:
                return views.still_waiting(waiting)
            await authors.unlink(account)
        except ChatError as error:
            raise UserError("workspaces.not_now") from error
        return views.unlinked()

    async def state(self, account: AccountId) -> tuple[Part, ...]:
        """Say under which name somebody's kept messages appear; nothing where there is no choice.

        A chat that cannot be asked leaves the rest of the page as it is.
        """
        authors = self.authors.get(account.chat)
        if authors is None:
            return ()
        try:
            return views.state(is_linked=await authors.has_linked(account))
        except ChatError:
            return ()

    async def forget(self, person: Person, now: datetime) -> None:  # noqa: ARG002 - as every feature is asked
        """Take back what somebody who is erased had allowed, at the chat too."""
        for account in person.accounts:
            if (authors := self.authors.get(account.chat)) is not None:
                await authors.unlink(account)


async def _waiting(authors: Authors, account: AccountId) -> int:
    try:
        return len(await authors.scheduled(account))
    except Refused:  # not linked, or not any more: nothing waits in their name
        return 0
