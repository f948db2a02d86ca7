"""Somebody links their Slack account, so that kept messages appear in their own name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.adapters.slack.oauth import CHAT, Consent, OAuth
from bot.adapters.slack.scopes import USER_SCOPES
from bot.chat.ids import AccountId
from bot.clock import Clock
from bot.errors import ChatError
from bot.workspaces.service.lending import holder_of
from bot.workspaces.service.workspaces import Workspaces

_PURPOSE = "link "

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Linking:
    """Sends people to Slack's page of consent and keeps what they agreed to.

    Args:
        workspaces: gives what is stored; `Unreachable` before the bot has started.
        oauth: None where no OAuth app is configured: then nobody can link.
    """

    oauth: OAuth | None
    workspaces: Callable[[], Workspaces]
    clock: Clock

    async def address(self, account: AccountId) -> str | None:
        """Return a page of consent for one account, good once; None where nobody can link."""
        if self.oauth is None or account.chat != CHAT:
            return None
        state = await self.workspaces().states.new(f"{_PURPOSE}{account}", self.clock.now())
        return self.oauth.consent_url(state, user=USER_SCOPES, team=account.workspace)

    async def finish(self, purpose: str, consent: Consent) -> bool:
        """Keep what somebody lent; False if it is not whoever asked, and it is revoked.

        An address passed on to somebody else must not link their account to ours.
        """
        if consent.lent is None:
            return False
        if purpose != f"{_PURPOSE}{consent.account}":
            log.warning("slack.link_refused", why="another account came back")
            if self.oauth is not None:
                await self.oauth.revoke(consent.lent)
            return False
        await self.workspaces().lending.lend(consent.account, consent.lent)
        return True

    async def end(self, account: AccountId) -> None:
        """Forget what somebody lent, and have Slack revoke it if Slack can be asked."""
        if self.oauth is not None:
            await self._revoke(self.oauth, account)
        await self.workspaces().lending.take_back(account)

    async def _revoke(self, oauth: OAuth, account: AccountId) -> None:
        try:
            token = await self.workspaces().grants.usable(
                holder_of(account), self.clock.now(), oauth.renew
            )
            if token is not None:
                await oauth.revoke(token)
        except ChatError as error:
            # Forgotten here all the same: without it nothing can be done in their name.
            log.warning("slack.not_revoked", error=type(error).__name__)


def is_link(purpose: str) -> bool:
    """Tell whether a state was made for linking an account."""
    return purpose.startswith(_PURPOSE)
