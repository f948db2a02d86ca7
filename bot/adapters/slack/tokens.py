"""Whose token a call to Slack is made with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

import structlog

from bot.chat.ids import AccountId

log = structlog.get_logger()


class Tokens(Protocol):
    """Gives the token a call is made with; asked before every call, so it answers from memory.

    A token changes while the bot runs (rotation, a new installation): keep none.
    """

    async def bot(self, team: str) -> str:
        """Return the bot's token in a workspace.

        Raises:
            Refused: the bot is not installed there, or not any more.
            Unreachable: the token ran out and cannot be renewed at the moment.
        """
        ...

    async def user(self, account: AccountId) -> str | None:
        """Return the token that posts in somebody's name; None if they did not link their account.

        Raises:
            Unreachable: the token ran out and cannot be renewed at the moment.
        """
        ...

    async def bot_lost(self, team: str) -> None:
        """Note that Slack refuses the bot's token for good: it was uninstalled, or revoked."""
        ...

    async def user_lost(self, account: AccountId) -> None:
        """Note that Slack refuses somebody's token for good; it is forgotten, and they are told."""
        ...


@dataclass(frozen=True, slots=True)
class OneToken:
    """Implements `Tokens` for a single workspace: the bot token of the settings, and no links."""

    token: str = field(repr=False)

    async def bot(self, team: str) -> str:  # noqa: ARG002 - there is one workspace only
        """Return the one token."""
        return self.token

    async def user(self, account: AccountId) -> str | None:  # noqa: ARG002 - nobody can link
        """Nobody can link an account without OAuth."""
        return None

    async def bot_lost(self, team: str) -> None:
        """Say so in the log: only an operator can set another token."""
        log.error("slack.token_refused", workspace=team, setting="SLACK_BOT_TOKEN")

    async def user_lost(self, account: AccountId) -> None:
        """Nothing was kept."""
