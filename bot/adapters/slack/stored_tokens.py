"""Tokens of several workspaces and of people who linked their account."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog

from bot.adapters.slack.oauth import CHAT
from bot.chat.ids import AccountId
from bot.clock import Clock
from bot.errors import Unreachable
from bot.workspaces.model import Holder
from bot.workspaces.ports import Renew
from bot.workspaces.service.lending import holder_of
from bot.workspaces.service.workspaces import Workspaces

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredTokens:
    """Implements `Tokens` over what installations and people lent.

    Args:
        workspaces: gives what is stored; `Unreachable` before the bot has started.
        only: the bot token of the settings, "" where Lien is installed by OAuth: with it there is
            one workspace, and stored tokens are people's own.
    """

    workspaces: Callable[[], Workspaces]
    renew: Renew
    clock: Clock
    only: str = field(default="", repr=False)
    # Who waits for a renewal waits here, then finds the new token in memory.
    _turns: defaultdict[Holder, asyncio.Lock] = field(
        default_factory=lambda: defaultdict(asyncio.Lock), repr=False
    )

    async def bot(self, team: str) -> str:
        """Return the bot's token in a workspace.

        Without one, what waits is kept: whoever removed Lien has `ERASED_AFTER` to put it back.
        """
        if self.only:
            return self.only
        token = await self._usable(Holder(chat=CHAT, workspace=team))
        if token is None:
            raise Unreachable("Lien is not installed in this workspace")
        return token

    async def user(self, account: AccountId) -> str | None:
        """Return the token somebody lent."""
        return await self._usable(holder_of(account))

    async def bot_lost(self, team: str) -> None:
        """Begin to leave the workspace, unless an operator's token is to blame."""
        if self.only:
            log.error("slack.token_refused", workspace=team, setting="SLACK_BOT_TOKEN")
        else:
            await self.bot_removed(team)

    async def bot_removed(self, team: str) -> None:
        """Leave the workspace: tokens now, what belongs to it on its day."""
        await self.workspaces().leaving.left(CHAT, team, self.clock.now())

    async def user_lost(self, account: AccountId) -> None:
        """Forget somebody's token and tell them."""
        await self.workspaces().lending.lost(account, self.clock.now())

    async def _usable(self, holder: Holder) -> str | None:
        async with self._turns[holder]:
            token = await self.workspaces().grants.usable(holder, self.clock.now(), self.renew)
        return token.access if token else None
