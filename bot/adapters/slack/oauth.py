"""Slack's pages of consent: where people are sent, what comes back, and how tokens are renewed."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urljoin

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.calls import TokenLost, called, quiet
from bot.chat.ids import AccountId
from bot.clock import Clock
from bot.errors import Refused
from bot.workspaces.model import Holder, Token
from bot.workspaces.ports import TokenRefused

CHAT = "slack"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What somebody agreed to on Slack's page.

    Args:
        bot: what the bot may act with, None if only an account was linked.
        lent: what the person lent, None if they lent nothing.
    """

    workspace: str
    workspace_name: str
    user: str
    bot: Token | None = field(default=None, repr=False)
    lent: Token | None = field(default=None, repr=False)

    @property
    def account(self) -> AccountId:
        """Whoever agreed."""
        return AccountId(CHAT, self.workspace, self.user)


def access(
    client: AsyncWebClient, *, client_id: str, secret: str, **asked: str
) -> Awaitable[AsyncSlackResponse]:
    """Call `oauth.v2.access` as the app.

    Not the library's own method: that goes by a class its HTTP library has deprecated.
    """
    credential = b64encode(f"{client_id}:{secret}".encode()).decode()
    return client.api_call(
        "oauth.v2.access", data=asked, headers={"Authorization": f"Basic {credential}"}
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class OAuth:
    """One Slack app's side of OAuth 2.

    Args:
        api_url: Slack's, or a test server's; the page of consent is on the same host.
        redirect_url: where Slack sends people back to, as the manifest says it.
    """

    client_id: str
    client_secret: str = field(repr=False)
    api_url: str
    redirect_url: str
    clock: Clock

    def consent_url(
        self, state: str, *, bot: Sequence[str] = (), user: Sequence[str] = (), team: str = ""
    ) -> str:
        """Return the page where scopes are agreed to; `team` picks the workspace beforehand."""
        asked = {
            "client_id": self.client_id,
            "scope": ",".join(bot),
            "user_scope": ",".join(user),
            "state": state,
            "redirect_uri": self.redirect_url,
            "team": team,
        }
        query = urlencode({name: value for name, value in asked.items() if value})
        return f"{urljoin(self.api_url, '/oauth/v2/authorize')}?{query}"

    async def exchange(self, code: str) -> Consent:
        """Turn the code Slack sent back into tokens.

        Raises:
            ChatError: Slack takes no such code, or cannot be asked.
        """
        answer = await self._access(code=code, redirect_uri=self.redirect_url)
        team, user = answer.get("team") or {}, answer.get("authed_user") or {}
        if not team.get("id") or answer.get("is_enterprise_install"):
            raise Refused("a whole organisation cannot be installed to, only a workspace")
        return Consent(
            workspace=team["id"],
            workspace_name=str(team.get("name") or team["id"]),
            user=str(user.get("id", "")),
            bot=self._token(answer) if answer.get("access_token") else None,
            lent=self._token(user) if user.get("access_token") else None,
        )

    async def renew(self, holder: Holder, token: Token) -> Token:  # noqa: ARG002 - the token says all
        """Use a refresh token up (`workspaces.ports.Renew`)."""
        try:
            answer = await self._access(grant_type="refresh_token", refresh_token=token.refresh)
        except TokenLost as error:
            raise TokenRefused("its refresh token is not accepted") from error
        return self._token(answer)

    async def revoke(self, token: Token) -> None:
        """Have Slack forget a token; one it does not know any more is what was wanted.

        Raises:
            ChatError: Slack cannot be asked.
        """
        try:
            await called(self._client.auth_revoke(token=token.access))
        except TokenLost:
            return

    async def _access(self, **asked: str) -> Mapping[str, Any]:
        return await called(
            access(self._client, client_id=self.client_id, secret=self.client_secret, **asked)
        )

    def _token(self, answer: Mapping[str, Any]) -> Token:
        lasts = answer.get("expires_in")
        return Token(
            access=answer["access_token"],
            refresh=str(answer.get("refresh_token") or ""),
            expires_at=self._in(int(lasts)) if lasts else None,
            scopes=tuple(filter(None, str(answer.get("scope", "")).split(","))),
        )

    def _in(self, seconds: int) -> datetime:
        return self.clock.now() + timedelta(seconds=seconds)

    @property
    def _client(self) -> AsyncWebClient:
        return AsyncWebClient(base_url=self.api_url, retry_handlers=[], logger=quiet())
