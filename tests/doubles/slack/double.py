"""The double, running: its address, its tokens, how it reaches the app and is answered."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal, Self
from urllib.parse import parse_qs, urlsplit

from aiohttp import web

from bot.adapters.slack.scopes import BOT_SCOPES
from tests.doubles.slack.blocks import check_message
from tests.doubles.slack.delivery import Requests, Sockets
from tests.doubles.slack.refusal import Refusal
from tests.doubles.slack.server import Api, Token
from tests.doubles.slack.team import APP, BOT, Team, User

CLIENT_ID, CLIENT_SECRET, SIGNING_SECRET = "0.1", "client-secret", "signing-secret"
RETRY_AFTER = (0, 60, 300)
REPLY_SECONDS = 30 * 60


@dataclass
class Answer:
    """What an app gave back with its ack or by a response URL."""

    ack: dict[str, Any]
    later: list[dict[str, Any]] = field(default_factory=list)

    @property
    def said(self) -> list[dict[str, Any]]:
        """The messages only the person sees, in order."""
        first = [self.ack] if "text" in self.ack or "blocks" in self.ack else []
        return first + [one for one in self.later if not one.get("delete_original")]


@dataclass
class Replies:
    """A response URL: five answers within half an hour."""

    answer: Answer
    since: float
    left: int = 5


@dataclass
class Double:
    """One workspace and one app on 127.0.0.1; `people.SlackDouble` adds those who act in it.

    Args:
        mode: how the app is reached; `listens_at` is its address in HTTP mode.
        scopes: the bot scopes the workspace granted.
    """

    mode: Literal["socket", "http"] = "socket"
    scopes: frozenset[str] = frozenset(BOT_SCOPES)
    team: Team = field(default_factory=Team)
    sockets: Sockets = field(default_factory=Sockets)
    requests: Requests = field(default_factory=lambda: Requests("", SIGNING_SECRET))
    replies: dict[str, Replies] = field(default_factory=dict)
    codes: dict[str, tuple[str, str, str]] = field(default_factory=dict)
    untaken: list[tuple[float, int, dict[str, Any]]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    _events: int = 0
    _runner: web.AppRunner | None = None
    _port: int = 0

    def __post_init__(self) -> None:
        self.api = Api({self.team.id: self.team})
        self.bot_token = self.api.give(self.team, "bot", self.scopes)
        self.app_token = self.api.give(self.team, "app", {"connections:write"})
        self.api.more = {
            "apps.connections.open": self._opened,
            "oauth.v2.access": self._exchanged,
            "auth.revoke": self._revoked,
        }

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.add_routes(
            [
                *self.api.routes(),
                web.get("/link", self.sockets.serve),
                web.post("/reply/{id}", self._replied),
            ]
        )
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self._port = self._runner.addresses[0][1]
        self.api.base = f"http://127.0.0.1:{self._port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        for socket in list(self.sockets.open):
            await socket.close()
        if self._runner is not None:
            await self._runner.cleanup()

    @property
    def url(self) -> str:
        """What `SLACK_API_URL` is set to."""
        return f"{self.api.base}/api/"

    # Consent.

    def consents(self, address: str, user: User) -> dict[str, str]:
        """Say yes on Slack's page; give what the browser brings back to the app."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(address).query).items()}
        code = self.team.number("code-")
        self.codes[code] = (user.id, asked.get("scope", ""), asked.get("user_scope", ""))
        return {"code": code, "state": asked["state"]}

    def _exchanged(self, _: str, args: dict[str, Any]) -> dict[str, Any]:
        if args.get("code") not in self.codes:
            raise Refusal("invalid_code")
        user, bot, lent = self.codes.pop(args["code"])
        answer: dict[str, Any] = {
            "app_id": APP,
            "team": {"id": self.team.id, "name": self.team.name},
            "enterprise": None,
            "authed_user": {"id": user},
        }
        if bot:
            token = self.api.give(self.team, "bot", bot.split(","))
            answer |= {"access_token": token, "scope": bot, "token_type": "bot", "bot_user_id": BOT}
        if lent:
            token = self.api.give(self.team, "user", lent.split(","), user)
            answer["authed_user"] |= {"access_token": token, "scope": lent, "token_type": "user"}
        return answer

    def _revoked(self, credential: str, _: dict[str, Any]) -> dict[str, Any]:
        self.token(credential).is_revoked = True
        return {"revoked": True}

    def _opened(self, credential: str, _: dict[str, Any]) -> dict[str, Any]:
        if self.token(credential).kind != "app":
            raise Refusal("not_allowed_token_type")
        ticket = self.team.number("ticket-")
        self.sockets.tickets.add(ticket)
        return {"url": f"ws://127.0.0.1:{self._port}/link?ticket={ticket}"}

    def token(self, credential: str) -> Token:
        """Look a token up.

        Raises:
            Refusal: it is nobody's, or was revoked.
        """
        found = self.api.tokens.get(credential)
        if found is None:
            raise Refusal("invalid_auth" if credential else "not_authed")
        if found.is_revoked:
            raise Refusal("token_revoked")
        return found

    # Inside.

    async def deliver(
        self, kind: str, payload: dict[str, Any], *, attempt: int = 0
    ) -> dict[str, Any]:
        way = self.sockets if self.mode == "socket" else self.requests
        return await way.send(kind, payload, attempt=attempt, reason="timeout" if attempt else "")

    def reply_url(self) -> tuple[Answer, str]:
        answer, name = Answer({}), self.team.number("R")
        self.replies[name] = Replies(answer, self.team.now)
        return answer, f"{self.api.base}/reply/{name}"

    async def _replied(self, request: web.Request) -> web.Response:
        name = request.match_info["id"]
        if name not in self.replies:
            return web.Response(status=404, text="no_service")
        replies = self.replies[name]
        if not replies.left:
            return web.Response(status=404, text="used_url")
        if self.team.now - replies.since > REPLY_SECONDS:
            return web.Response(status=404, text="expired_url")
        replies.left -= 1
        said = json.loads(await request.text())
        try:
            if "blocks" in said:
                check_message(said["blocks"])
        except Refusal:
            return web.json_response({"ok": False, "error": "invalid_blocks"}, status=500)
        replies.answer.later.append(said)
        return web.Response(text="ok")
