"""Takes back a message of somebody's own, with the token they lent."""

from __future__ import annotations

from dataclasses import dataclass

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calls import NoSuch
from bot.adapters.slack.lent import as_author
from bot.adapters.slack.oauth import CHAT
from bot.adapters.slack.tokens import Tokens
from bot.chat.ids import AccountId, MessageRef
from bot.errors import Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackWithdrawals:
    """Implements `chat.ports.Withdrawals`: the bot's own token could not, so theirs must."""

    tokens: Tokens
    client: AsyncWebClient

    async def can_withdraw(self, account: AccountId, message: MessageRef) -> bool:
        """Tell whether somebody lent what it takes; whose message it is, Slack alone knows."""
        if message.chat != CHAT:
            return False
        try:
            return await self.tokens.user(account) is not None
        except Unreachable:
            return False

    async def withdraw(self, account: AccountId, message: MessageRef) -> None:
        """Delete a message; one that is gone is what was wanted."""
        try:
            await as_author(
                self.tokens,
                account,
                lambda token: self.client.chat_delete(
                    token=token, channel=message.place, ts=message.message
                ),
            )
        except NoSuch:
            return
