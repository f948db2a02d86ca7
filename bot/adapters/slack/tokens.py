"""Whose token a call to Slack is made with."""

from __future__ import annotations

from typing import Protocol

from bot.chat.ids import AccountId


class Tokens(Protocol):
    """Gives the token a call is made with; asked before every call, so it answers from memory.

    A token changes while the bot runs (rotation, a new installation): keep none.
    """

    async def bot(self, team: str) -> str:
        """Return the bot's token in a workspace.

        Raises:
            Unreachable: the bot is not installed there, or not any more, or its token ran out and
                cannot be renewed at the moment.
        """
        ...

    async def user(self, account: AccountId) -> str | None:
        """Return the token that posts in somebody's name; None if they did not link their account.

        Raises:
            Unreachable: the token ran out and cannot be renewed at the moment.
        """
        ...

    async def bot_lost(self, team: str) -> None:
        """Note that Slack refuses the bot's token for good, whoever is to blame."""
        ...

    async def bot_removed(self, team: str) -> None:
        """Note that somebody removed the bot from a workspace: Slack says so itself."""
        ...

    async def user_lost(self, account: AccountId) -> None:
        """Note that Slack refuses somebody's token for good; it is forgotten, and they are told."""
        ...
