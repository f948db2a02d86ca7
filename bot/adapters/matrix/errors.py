"""What a homeserver's answers mean for the outbox, and for whoever runs Lien.

The text of an error names the request's kind and the server's own code, never a room or a person.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import aiohttp

from bot.errors import ChatError, LienError, OperatorError, Refused, Throttled, Unknown, Unreachable

_PATIENCE_SECONDS = 5.0
"""Waited when a homeserver asks for patience without saying how much."""

_UNAUTHORIZED = 401
_CONFLICT = 409
_TOO_LARGE = 413
_TOO_MANY = 429
_SERVER_ERROR = 500
# Codes that say the token itself is dead, whatever the status they come with.
_DEAD_TOKEN = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"}
# Answers with a 4xx status that will be different later.
_PASSING = {"M_LIMIT_EXCEEDED", "M_RESOURCE_LIMIT_EXCEEDED"}


class TokenRefused(OperatorError):
    """The homeserver no longer knows the bot's login: nothing can be received or sent."""


class PasswordAsked(LienError):
    """The homeserver wants the password again before it does this.

    Args:
        session: names the exchange the password is given in.
    """

    def __init__(self, session: str) -> None:
        super().__init__("the homeserver asks for the password")
        self.session = session


class NotThere(Refused):
    """The homeserver has no such thing, or hides it from the bot."""


def judged(status: int, body: Mapping[str, Any], doing: str) -> LienError:
    """Turn an answer that is no success into our own error.

    Args:
        status: HTTP status.
        body: the answer; {} where it was no JSON, as from a proxy.
        doing: what was asked for, such as `send`, for the text of the error.
    """
    code = str(body.get("errcode", ""))
    said = f"{doing}: {status} {code}".rstrip()
    if status == _TOO_MANY or code in _PASSING:
        asked = body.get("retry_after_ms")
        known = isinstance(asked, int | float) and asked > 0
        return Throttled(asked / 1000 if known and asked is not None else _PATIENCE_SECONDS)
    if code in _DEAD_TOKEN:
        return TokenRefused(
            "the homeserver no longer knows the login kept in MATRIX_STORE_DIR (signed out, or the "
            "account was closed); `lien check` and docs/matrix.md say how to log in again"
        )
    if status == _UNAUTHORIZED and "flows" in body:
        return PasswordAsked(str(body.get("session", "")))
    if code == "M_NOT_FOUND":
        return NotThere(said)
    if code.startswith("M_"):
        return Unknown(said) if status >= _SERVER_ERROR else Refused(said)
    # No Matrix code: a proxy speaks, and the homeserver behind it may or may not have heard.
    return Refused(said) if status in {_CONFLICT, _TOO_LARGE} else Unknown(said)


def lost(error: BaseException, doing: str) -> ChatError:
    """Turn a failed request into our own error: did it surely never arrive?"""
    said = f"{doing}: {type(error).__name__}"
    if isinstance(error, aiohttp.ClientConnectorError):
        return Unreachable(said)
    return Unknown(said)


LOST = (aiohttp.ClientError, asyncio.TimeoutError, OSError)
"""What a request can end with instead of an answer."""
