"""Awaits a call to Slack's Web API and says in our words how it went.

For calls with tokens that come and go: people's own, and those of an installation.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Mapping
from types import MappingProxyType
from typing import Any, Final

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.errors import ChatError, Refused, Throttled, Unknown, Unreachable

DEFAULT_WAIT_SECONDS: Final = 30.0
_TOO_MANY: Final = 429
_CLIENT_FAILED: Final = 400
_SERVER_FAILED: Final = 500


class TokenLost(Refused):
    """Slack refuses the token itself, whatever it is used for, and always will."""


class NoSuch(Refused):
    """What the call is about does not exist, or not any more."""


class MissingScope(Refused):
    """The token does not allow this call.

    Args:
        needed: the scope Slack names.
    """

    def __init__(self, needed: str) -> None:
        super().__init__(f"missing_scope: {needed}")
        self.needed = needed


# Every other code is a refusal: Slack understood, and will answer the same again.
MEANINGS: Final[Mapping[str, type[ChatError]]] = MappingProxyType(
    {
        "account_inactive": TokenLost,
        "invalid_auth": TokenLost,
        "invalid_refresh_token": TokenLost,
        "not_authed": TokenLost,
        "token_revoked": TokenLost,
        "bad_token": TokenLost,
        "invalid_token": TokenLost,
        "token_expired": Unreachable,  # a renewal is under way
        "message_not_found": NoSuch,
        "invalid_scheduled_message_id": NoSuch,
        # Slack failed half-way, and does not say on which side of it.
        "fatal_error": Unknown,
        "internal_error": Unknown,
        "request_timeout": Unknown,
        "service_unavailable": Unreachable,
        "ekm_access_denied": Unreachable,  # the workspace's own keys are withheld for a while
        "fetch_members_failed": Unreachable,
        "team_added_to_org": Unreachable,  # it moves to an organisation, which takes minutes
    }
)
THROTTLES: Final = frozenset({"ratelimited", "rate_limited"})


def quiet() -> logging.Logger:
    """Return a logger that says nothing: the libraries' own quote requests."""
    logger = logging.getLogger("lien.slack.quiet")
    logger.disabled = True
    logger.propagate = False
    logger.setLevel(logging.CRITICAL)
    return logger


async def called(answer: Awaitable[AsyncSlackResponse]) -> Mapping[str, Any]:
    """Return what Slack answered; errors as `answered`."""
    response = await answered(answer)
    return response.data if isinstance(response.data, dict) else {}


async def answered(answer: Awaitable[AsyncSlackResponse]) -> AsyncSlackResponse:
    """Return Slack's whole answer, headers included.

    Raises:
        TokenLost: the token is refused for good.
        NoSuch: what it is about does not exist any more.
        Refused: Slack will not; the error's text is Slack's code, such as `not_in_channel`.
        Throttled: not now.
        Unreachable: it surely did not happen.
        Unknown: it may have happened.
    """
    try:
        return await answer
    except SlackApiError as error:
        raise _meaning(error.response) from error
    except aiohttp.ClientConnectorError as error:
        raise Unreachable(type(error).__name__) from error
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise Unknown(type(error).__name__) from error


def _meaning(response: object) -> ChatError:
    # An answer that was no JSON comes as the HTTP library's own response.
    status = int(getattr(response, "status_code", 0) or getattr(response, "status", 0))
    data = getattr(response, "data", None)
    code = str(data.get("error", "")) if isinstance(data, dict) else ""
    if status == _TOO_MANY or code in THROTTLES:
        return Throttled(_wait(getattr(response, "headers", {})))
    if not code:
        # A page that is no answer of Slack's, from whoever stands between, tells nothing.
        is_refusal = _CLIENT_FAILED <= status < _SERVER_FAILED
        return Refused(f"HTTP {status}") if is_refusal else Unknown(f"HTTP {status}")
    if code == "missing_scope":
        return MissingScope(str(data.get("needed", "")) if isinstance(data, dict) else "")
    return MEANINGS.get(code, Refused)(code)


def _wait(headers: Mapping[str, str]) -> float:
    try:
        return max(float(headers.get("Retry-After", DEFAULT_WAIT_SECONDS)), 0.0)
    except ValueError:
        return DEFAULT_WAIT_SECONDS
