"""Calls Slack in the bot's own name, and tells whoever can mend it when Slack will not have us."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias

import structlog
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.calls import MissingScope, TokenLost, called
from bot.adapters.slack.tokens import Tokens
from bot.errors import ChatError, Unreachable

Call: TypeAlias = Callable[[str], Awaitable[AsyncSlackResponse]]

log = structlog.get_logger()


class Mend(Protocol):
    """Tells administrators what only they can put right."""

    async def __call__(self, team: str, scope: str) -> None:
        """Say which permission is missing in a workspace; never raises."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """The Web API with the bot's token of whichever workspace is spoken to.

    What an operator can mend is `Unreachable`, so that what waits is kept and tried again.

    Args:
        web: without retries of its own: a message sent again after a lost answer is there twice.
        missing: told once of each scope Slack names.
    """

    web: AsyncWebClient
    tokens: Tokens
    missing: Mend
    _told: set[tuple[str, str]] = field(default_factory=set, repr=False)

    async def __call__(self, team: str, call: Call) -> Mapping[str, Any]:
        """Make a call with a workspace's token.

        Raises:
            ChatError: as `calls.called`; `Unreachable` for a lost token or a missing scope.
        """
        try:
            return await self._made(team, call)
        except MissingScope as error:
            await self._tell(team, error.needed)
            raise Unreachable(str(error)) from error

    async def if_allowed(self, team: str, call: Call) -> Mapping[str, Any]:
        """Make a call whose scope is an organisation's choice; nothing where it is not given.

        Raises:
            ChatError: as above.
        """
        try:
            return await self._made(team, call)
        except MissingScope:
            return {}

    async def whose(self, team: str) -> Mapping[str, Any]:
        """Ask whose token it is: workspace, bot and bot's user.

        Raises:
            ChatError: it is refused, or Slack cannot be asked.
        """
        return await self(team, lambda token: self.web.auth_test(token=token))

    async def _made(self, team: str, call: Call) -> Mapping[str, Any]:
        try:
            return await called(call(await self.tokens.bot(team)))
        except TokenLost as error:
            await self.tokens.bot_lost(team)
            raise Unreachable(str(error)) from error

    async def _tell(self, team: str, scope: str) -> None:
        if (team, scope) in self._told:
            return
        self._told.add((team, scope))
        log.error("slack.missing_scope", workspace=team, scope=scope)
        try:
            await self.missing(team, scope)
        except ChatError as error:
            log.warning("slack.not_told", error=type(error).__name__)
