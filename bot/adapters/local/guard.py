"""Keeps the page to the one person who started it: other sites and other machines get nothing.

The token proves who is asking, Host stops DNS rebinding, Origin stops other sites' forms and
scripts, and the headers keep the page from loading or leaking anything.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Awaitable, Callable
from typing import Final, TypeAlias

from aiohttp import web

from bot.adapters.local.errors import NotUnderstood

Handler: TypeAlias = Callable[[web.Request], Awaitable[web.StreamResponse]]

HOSTS: Final = frozenset({"127.0.0.1", "localhost"})
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}
_SAME_SITE: Final = frozenset({"same-origin", "none"})


class Guard:
    """Lets through requests that carry the token, to this address, from this page."""

    def __init__(self, token: str) -> None:
        self._token = token.encode()
        # Cookies ignore ports: two pages side by side need two names.
        self._cookie = "lien-" + hashlib.sha256(self._token).hexdigest()[:8]

    def check(self, request: web.Request) -> None:
        """Refuse what did not come from the page.

        Raises:
            NotUnderstood: status 403 and the sentence to show.
        """
        if request.host.rsplit(":", 1)[0] not in HOSTS:
            raise NotUnderstood("local.error.host", status=403)
        origin = request.headers.get("Origin")
        if origin is not None and origin != f"http://{request.host}":
            raise NotUnderstood("local.error.origin", status=403)
        site = request.headers.get("Sec-Fetch-Site", "none")
        if request.path != "/" and site not in _SAME_SITE:
            raise NotUnderstood("local.error.origin", status=403)
        if not (self._in_address(request) or self._is_token(request.cookies.get(self._cookie))):
            raise NotUnderstood("local.error.token", status=403)

    def remember(self, request: web.Request, response: web.StreamResponse) -> None:
        """Give the browser the token as a cookie, so that no address needs to carry it."""
        if self._in_address(request):
            response.set_cookie(
                self._cookie, self._token.decode(), httponly=True, samesite="Strict", path="/"
            )

    def _in_address(self, request: web.Request) -> bool:
        return self._is_token(request.query.get("token"))

    def _is_token(self, given: str | None) -> bool:
        return given is not None and hmac.compare_digest(
            given.encode(errors="replace"), self._token
        )


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the protecting headers on every answer, refusals included."""
    response.headers.update(HEADERS)
