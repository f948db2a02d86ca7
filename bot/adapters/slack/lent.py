"""Calls made in somebody's own name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.calls import TokenLost, called
from bot.adapters.slack.tokens import Tokens
from bot.chat.ids import AccountId
from bot.errors import Refused


async def as_author(
    tokens: Tokens, account: AccountId, call: Callable[[str], Awaitable[AsyncSlackResponse]]
) -> Mapping[str, Any]:
    """Call Slack with the token somebody lent.

    A token Slack does not take any more is forgotten, and whoever lent it is told.

    Raises:
        Refused: they lent none, it was taken back, or Slack will not.
        ChatError: as `calls.called`.
    """
    token = await tokens.user(account)
    if token is None:
        raise Refused("the account is not linked")
    try:
        return await called(call(token))
    except TokenLost:
        await tokens.user_lost(account)
        raise
