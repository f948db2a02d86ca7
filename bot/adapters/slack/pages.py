"""The few pages people see in a browser: where Lien is installed, and where Slack sends them back.

What comes back carries a password good for once in its address: nothing here logs addresses, and
no page names where it came from.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import structlog
from aiohttp import web

from bot.adapters.slack.linking import Linking, is_link
from bot.adapters.slack.manifest import INSTALL_PATH, OAUTH_PATH
from bot.adapters.slack.oauth import CHAT, Consent, OAuth
from bot.adapters.slack.scopes import BOT_SCOPES
from bot.clock import Clock
from bot.errors import ChatError, UserError
from bot.i18n.catalog import LANGUAGES, say
from bot.i18n.text import Reader, Text, text
from bot.workspaces.model import Holder
from bot.workspaces.service.states import GOOD_FOR
from bot.workspaces.service.workspaces import Workspaces

_INSTALL: Final = "install"
_COOKIE: Final = "lien_install"
_STYLE: Final = (
    ":root{color-scheme:light dark}body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;"
    "margin:15vh auto;padding:0 1.5rem}h1{font-size:1.4rem}"
)
_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        f"style-src 'sha256-{b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()}'"
    ),
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PAGE: Final = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>Lien</title>'
    "<style>{style}</style></head><body><main><h1>{title}</h1>{said}</main></body></html>"
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """Serves the pages of OAuth.

    Args:
        allowed: workspaces Lien may be installed in; None: it is installed already, by the
            settings' own token, and people only link their accounts.
        locale: language for browsers that ask for none of ours.
    """

    oauth: OAuth
    workspaces: Workspaces
    linking: Linking
    clock: Clock
    allowed: frozenset[str] | None
    locale: str

    def routes(self) -> Sequence[web.RouteDef]:
        """Return what a server must pass on to these pages."""
        back = web.get(OAUTH_PATH, self.back)
        return [back] if self.allowed is None else [web.get(INSTALL_PATH, self.install), back]

    async def install(self, request: web.Request) -> web.Response:
        """Send an administrator to Slack; only their browser can bring the answer back."""
        try:
            state = await self.workspaces.states.new(_INSTALL, self.clock.now())
        except UserError:
            return self._page(request, "busy", status=503)
        response = web.Response(
            status=302,
            headers={**_HEADERS, "Location": self.oauth.consent_url(state, bot=BOT_SCOPES)},
        )
        response.set_cookie(
            _COOKIE,
            hashlib.sha256(state.encode()).hexdigest(),
            max_age=int(GOOD_FOR.total_seconds()),
            path=OAUTH_PATH,
            httponly=True,
            secure=self.oauth.redirect_url.startswith("https://"),
            samesite="Lax",
        )
        return response

    async def back(self, request: web.Request) -> web.Response:
        """Act on what somebody agreed to on Slack's page."""
        state, code = request.query.get("state", ""), request.query.get("code", "")
        purpose = await self.workspaces.states.take(state, self.clock.now())
        if purpose is None or not (is_link(purpose) or _began(request, state)):
            return self._page(request, "over", status=400)
        if not code:
            return self._page(request, "declined")
        try:
            consent = await self.oauth.exchange(code)
            if is_link(purpose):
                return await self._linked(request, purpose, consent)
            return await self._installed(request, consent)
        except ChatError as error:
            # Slack's codes carry no content, and tell an operator what to change.
            log.warning("slack.consent_failed", error=type(error).__name__, says=str(error))
            return self._page(request, "failed", status=502)

    async def _linked(self, request: web.Request, purpose: str, consent: Consent) -> web.Response:
        if await self.linking.finish(purpose, consent):
            return self._page(request, "linked")
        return self._page(request, "not_yours", status=403)

    async def _installed(self, request: web.Request, consent: Consent) -> web.Response:
        if consent.bot is None or self.allowed is None:
            return self._page(request, "failed", status=502)
        if consent.workspace not in self.allowed:
            await self.oauth.revoke(consent.bot)
            log.warning("slack.install_refused", workspace=consent.workspace)
            account = f"{CHAT}/{consent.workspace}/{consent.user}"
            return self._page(request, "unexpected", account, status=403)
        await self.workspaces.grants.keep(
            Holder(chat=CHAT, workspace=consent.workspace), consent.bot
        )
        await self.workspaces.leaving.returned(CHAT, consent.workspace)
        lacking = sorted(set(BOT_SCOPES) - set(consent.bot.scopes))
        log.info("slack.installed", workspace=consent.workspace, scopes_missing=lacking)
        if lacking:
            return self._page(request, "lacking", ", ".join(lacking))
        return self._page(request, "installed", consent.workspace_name)

    def _page(
        self, request: web.Request, name: str, what: str | None = None, *, status: int = 200
    ) -> web.Response:
        language = _language(request, self.locale)
        reader = Reader(language=language, zone="UTC", now=self.clock.now())
        args = {} if what is None else {"what": what}
        said = [say(Text(f"slack.page.{name}", args), reader)]
        if status == 200:  # noqa: PLR2004 - all went well: nothing is left to do here
            said.append(say(text("slack.page.close"), reader))
        html = _PAGE.format(
            language=language,
            style=_STYLE,
            title=escape(say(text(f"slack.page.title.{name}"), reader)),
            said="".join(f"<p>{escape(line)}</p>" for line in said),
        )
        return web.Response(text=html, content_type="text/html", status=status, headers=_HEADERS)


def _began(request: web.Request, state: str) -> bool:
    """Tell whether the browser that comes back is the one that was sent away."""
    digest = hashlib.sha256(state.encode("utf-8", "surrogatepass")).hexdigest()
    return hmac.compare_digest(request.cookies.get(_COOKIE, "").encode(), digest.encode())


def _language(request: web.Request, otherwise: str) -> str:
    asked = request.headers.get("Accept-Language", "")
    wanted = (part.strip()[:2].lower() for part in asked.split(","))
    return next((language for language in wanted if language in LANGUAGES), otherwise)
