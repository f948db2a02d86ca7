"""Asks Slack what is wrong with the tokens of the settings, for `lien check`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calls import answered, called, quiet
from bot.adapters.slack.oauth import access
from bot.adapters.slack.scopes import BOT_SCOPES
from bot.errors import ChatError, Refused
from bot.settings.model import Settings

PATIENCE_SECONDS: Final = 10
_NO_CODE: Final = "lien-check"
"""A code nobody was given: Slack says whether it knows the app before it looks at it."""

_CODES_OF_A_KNOWN_APP: Final = frozenset({"invalid_code", "bad_redirect_uri"})


class NotAsked(Exception):
    """Slack could not be asked; the text says why, without any secret."""


async def slack_problems(settings: Settings) -> list[str]:
    """Say what Slack refuses, a sentence each, by the setting's name; never a secret.

    Raises:
        NotAsked: Slack cannot be reached from here.
    """
    client = AsyncWebClient(
        base_url=settings.slack_api_url,
        timeout=PATIENCE_SECONDS,
        retry_handlers=[],
        logger=quiet(),
    )
    try:
        return [line async for line in _asked(settings, client)]
    except ChatError as error:
        raise NotAsked(str(error)) from error


async def _asked(settings: Settings, client: AsyncWebClient) -> AsyncIterator[str]:
    if settings.slack_bot_token:
        async for line in _bot(client, settings.slack_bot_token):
            yield line
    if settings.slack_app_token:
        try:
            await called(client.apps_connections_open(app_token=settings.slack_app_token))
        except Refused as error:
            yield (
                f"Slack refuses SLACK_APP_TOKEN ({error}): make one with the scope "
                "connections:write, and switch Socket Mode on."
            )
    if settings.slack_client_id and settings.slack_client_secret:
        async for line in _app(client, settings):
            yield line


async def _bot(client: AsyncWebClient, token: str) -> AsyncIterator[str]:
    try:
        response = await answered(client.auth_test(token=token))
    except Refused as error:
        yield f"Slack refuses SLACK_BOT_TOKEN ({error}): install the app again and copy it anew."
        return
    granted = {scope.strip() for scope in response.headers.get("x-oauth-scopes", "").split(",")}
    lacking = sorted(set(BOT_SCOPES) - granted)
    if lacking:
        yield (
            f"SLACK_BOT_TOKEN lacks {', '.join(lacking)}: import `lien manifest` again, then "
            "install the app again."
        )


async def _app(client: AsyncWebClient, settings: Settings) -> AsyncIterator[str]:
    try:
        await called(
            access(
                client,
                client_id=settings.slack_client_id,
                secret=settings.slack_client_secret,
                code=_NO_CODE,
            )
        )
    except Refused as error:
        if str(error) not in _CODES_OF_A_KNOWN_APP:
            yield f"Slack refuses SLACK_CLIENT_ID with SLACK_CLIENT_SECRET ({error})."
