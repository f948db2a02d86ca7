"""A little of Slack on this machine: consent, tokens, and what is done in people's own names.

Strict where Slack is: an argument it does not know, a token it did not give, a code used twice and
a message scheduled too far ahead are refused with Slack's own codes.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.clock import Clock

CLIENT = ("1.2", "client-secret")
_ARGUMENTS: Final = {
    "apps.connections.open": set[str](),
    "auth.revoke": set[str](),
    "auth.test": set[str](),
    "chat.delete": {"channel", "ts"},
    "chat.deleteScheduledMessage": {"channel", "scheduled_message_id"},
    "chat.scheduleMessage": {"channel", "text", "post_at"},
    "chat.scheduledMessages.list": {"channel", "cursor", "latest", "limit", "oldest"},
    "oauth.v2.access": {"code", "redirect_uri", "grant_type", "refresh_token"},
}
_PAGE: Final = 2


class No(Exception):
    """Slack refuses, with a code."""


@dataclass
class Given:
    """A token Slack gave."""

    team: str
    user: str
    scopes: str


@dataclass
class SmallSlack:
    """Listens on a free port between `start` and `stop`.

    `faults` maps a method to what happens to its next calls, first to last: an HTTP status, a
    code of Slack's, "drop" (the connection goes before anything is done) or "drop after".
    """

    clock: Clock
    rotates: bool = False
    tokens: dict[str, Given] = field(default_factory=dict)
    codes: dict[str, Callable[[], dict[str, Any]]] = field(default_factory=dict)
    refreshes: dict[str, str] = field(default_factory=dict)
    waiting: list[dict[str, Any]] = field(default_factory=list)
    posted: dict[tuple[str, str], str] = field(default_factory=dict)
    faults: dict[str, list[int | str]] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    url: str = ""
    _numbers: count[int] = field(default_factory=lambda: count(1))
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/api/{method}", self._called)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}/api/"

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()

    def agree(self, consent_url: str, user: str = "U1", team: str = "T1") -> dict[str, str]:
        """Say yes on Slack's page, and return what Slack brings back in the address."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(consent_url).query).items()}
        code = f"code-{next(self._numbers)}"
        bot, lent = asked.get("scope", ""), asked.get("user_scope", "")

        def answer() -> dict[str, Any]:
            return {
                **(self._give(team, "UBOT", bot, "xoxb") if bot else {}),
                "app_id": "A1",
                "team": {"id": team, "name": "Direction de l'enfance"},
                "enterprise": None,
                "is_enterprise_install": False,
                "authed_user": {
                    "id": user,
                    **(self._give(team, user, lent, "xoxp") if lent else {}),
                },
            }

        self.codes[code] = answer
        return {"code": code, "state": asked["state"]}

    def give(self, team: str, user: str, scopes: str) -> str:
        """Give a token as an operator copies it from Slack's pages."""
        token: str = self._give(team, user, scopes, "xoxb")["access_token"]
        return token

    def _give(self, team: str, user: str, scopes: str, kind: str) -> dict[str, Any]:
        n = next(self._numbers)
        token = f"{'xoxe.' if self.rotates else ''}{kind}-{n}"
        self.tokens[token] = Given(team, user, scopes)
        given: dict[str, Any] = {"access_token": token, "scope": scopes, "token_type": kind}
        if self.rotates:
            self.refreshes[f"xoxe-{n}"] = token
            given |= {"refresh_token": f"xoxe-{n}", "expires_in": 43_200}
        return given

    async def _called(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        fault = self.faults[method].pop(0) if self.faults.get(method) else None
        if fault == "drop" and request.transport:
            request.transport.abort()
            return web.Response()
        if isinstance(fault, int):
            return web.json_response(
                {"ok": False}, status=fault, headers={"Retry-After": "7"} if fault == 429 else {}
            )
        headers = {}
        try:
            body, given = await self._read(request, method, fault)
            headers = {"x-oauth-scopes": given.scopes} if given else {}
            answer = {"ok": True, **getattr(self, "_" + method.replace(".", "_"))(body, given)}
        except No as refusal:
            answer = {"ok": False, "error": str(refusal)}
        if fault == "drop after" and request.transport:
            request.transport.abort()
        return web.json_response(answer, headers=headers)

    async def _read(
        self, request: web.Request, method: str, fault: int | str | None
    ) -> tuple[dict[str, Any], Given | None]:
        if isinstance(fault, str) and not fault.startswith("drop"):
            raise No(fault)
        if request.content_type == "application/json":
            body = json.loads(await request.text() or "{}")
        else:
            body = {**request.query, **await request.post()}
        kind, _, credential = request.headers.get("Authorization", "").partition(" ")
        if not set(body) <= _ARGUMENTS[method]:
            raise No("invalid_arguments")
        if kind == "Basic":
            if b64decode(credential).decode() != ":".join(CLIENT):
                raise No("bad_client_secret")
            return body, None
        if credential not in self.tokens:
            raise No("invalid_auth" if credential else "not_authed")
        return {**body, "token": credential}, self.tokens[credential]

    def _oauth_v2_access(self, body: dict[str, Any], _: None) -> dict[str, Any]:
        if body.get("grant_type") == "refresh_token":
            token = self.refreshes.pop(body["refresh_token"], None)
            if token is None or token not in self.tokens:
                raise No("invalid_refresh_token")
            old = self.tokens[token]
            return self._give(old.team, old.user, old.scopes, "xoxb")
        try:
            return self.codes.pop(body["code"])()
        except KeyError:
            raise No("invalid_code") from None

    def _auth_revoke(self, body: dict[str, Any], _: Given) -> dict[str, Any]:
        del self.tokens[body["token"]]
        return {"revoked": True}

    def _auth_test(self, _: dict[str, Any], given: Given) -> dict[str, Any]:
        return {"team_id": given.team, "user_id": given.user}

    def _apps_connections_open(self, _: dict[str, Any], given: Given) -> dict[str, Any]:
        if given.scopes != "connections:write":
            raise No("missing_scope")
        return {"url": "wss://127.0.0.1/"}

    def _chat_scheduleMessage(self, body: dict[str, Any], given: Given) -> dict[str, Any]:  # noqa: N802 - Slack's name
        ahead = int(body["post_at"]) - self.clock.now().timestamp()
        if ahead <= 0:
            raise No("time_in_past")
        if ahead > 120 * 86_400:
            raise No("time_too_far")
        near = [
            one
            for one in self.waiting
            if one["channel_id"] == body["channel"]
            and one["post_at"] // 300 == int(body["post_at"]) // 300
        ]
        if len(near) >= 30:
            raise No("restricted_too_many")
        name = f"Q{next(self._numbers):08}"
        self.waiting.append(
            {
                "id": name,
                "channel_id": body["channel"],
                "post_at": int(body["post_at"]),
                "date_created": int(self.clock.now().timestamp()),
                "text": body["text"],
                "by": given.user,
            }
        )
        return {"channel": body["channel"], "scheduled_message_id": name, "message": {}}

    def _chat_scheduledMessages_list(  # noqa: N802 - Slack's name
        self, body: dict[str, Any], given: Given
    ) -> dict[str, Any]:
        now = self.clock.now().timestamp()
        found = [
            {key: value for key, value in one.items() if key != "by"}
            for one in self.waiting
            if one["by"] == given.user
            and one["post_at"] > now
            and one["channel_id"] == body.get("channel", one["channel_id"])
            and float(body.get("oldest", 0)) <= one["post_at"] <= float(body.get("latest", 2e10))
        ]
        start = int(body.get("cursor") or 0)
        following = str(start + _PAGE) if start + _PAGE < len(found) else ""
        return {
            "scheduled_messages": found[start : start + _PAGE],
            "response_metadata": {"next_cursor": following},
        }

    def _chat_deleteScheduledMessage(self, body: dict[str, Any], given: Given) -> dict[str, Any]:  # noqa: N802 - Slack's name
        now = self.clock.now().timestamp()
        for one in self.waiting:
            if (one["id"], one["by"]) == (body["scheduled_message_id"], given.user) and (
                one["post_at"] > now
            ):
                self.waiting.remove(one)
                return {}
        raise No("invalid_scheduled_message_id")

    def _chat_delete(self, body: dict[str, Any], given: Given) -> dict[str, Any]:
        key = (body["channel"], body["ts"])
        if key not in self.posted:
            raise No("message_not_found")
        if self.posted[key] != given.user:
            raise No("cant_delete_message")
        del self.posted[key]
        return {"channel": key[0], "ts": key[1]}
