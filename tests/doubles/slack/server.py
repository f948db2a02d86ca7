"""The double's Web API over HTTP: who calls, with what, what goes wrong on the way."""

from __future__ import annotations

import asyncio
import json
import math
import tomllib
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from aiohttp import web

from tests.doubles.slack.methods import METHODS, Args, Caller
from tests.doubles.slack.refusal import Refusal
from tests.doubles.slack.surfaces import VIEW_METHODS
from tests.doubles.slack.team import BOT, Team

Fault: TypeAlias = str
"""What happens to a call: "drop before" or "drop after" it was done, "500", "html", "429", or a
code of Slack's to refuse it with."""

# Calls a minute a method and workspace, by Slack's tiers; posting has limits of its own.
TIERS = {"t1": 1, "t2": 20, "t3": 50, "t4": 100}
MINUTE = 60
_REFERENCE = Path(__file__).parents[2] / "reference" / "slack_arguments.json"
TIER_OF: Mapping[str, str] = {
    method: row["tier"]
    for method, row in json.loads(_REFERENCE.read_text(encoding="utf-8"))["methods"].items()
}
_TABLE = Path(__file__).with_name("methods.toml")


@dataclass(frozen=True)
class Row:
    """What a method takes; `kinds` has the scopes of which one is enough, by kind of token."""

    needs: frozenset[str]
    takes: frozenset[str]
    kinds: Mapping[str, tuple[str, ...]]
    is_open: bool


def _rows(table: Mapping[str, Any], prefix: str = "") -> dict[str, Row]:
    found: dict[str, Row] = {}
    for name, value in table.items():
        inner = {k: v for k, v in value.items() if isinstance(v, dict)}
        own = {k: v for k, v in value.items() if not isinstance(v, dict)}
        if own:
            found[prefix + name] = Row(
                needs=frozenset(own.get("needs", ())),
                takes=frozenset(own.get("takes", ())),
                kinds={k: tuple(own[k]) for k in ("bot", "user", "app") if k in own},
                is_open=own.get("open", False),
            )
        found |= _rows(inner, f"{prefix}{name}.")
    return found


ROWS = _rows(tomllib.loads(_TABLE.read_text(encoding="utf-8")))


@dataclass
class Token:
    team: Team
    user: str
    kind: Literal["bot", "user", "app"]
    scopes: frozenset[str]
    is_revoked: bool = False


@dataclass
class Api:
    """Answers calls; `calls` lists them as (method, arguments without the token).

    Args:
        channel_burst: posts a channel takes in a second of the double's clock, 0 for no limit.
        team_rate: posts a second the workspace takes, in real seconds, 0 for no limit.
        has_tiers: whether a method takes only as many calls a minute as Slack says, by the
            double's clock.
    """

    teams: dict[str, Team]
    tokens: dict[str, Token] = field(default_factory=dict)
    calls: list[tuple[str, Args]] = field(default_factory=list)
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    more: dict[str, Any] = field(default_factory=dict)
    base: str = ""
    channel_burst: int = 0
    team_rate: float = 0.0
    taken_until: float = 0.0
    throttled: int = 0
    has_tiers: bool = False
    _minutes: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _posts: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/{method}", self.call),
            web.get("/api/{method}", self.call),
            web.post("/upload/{file}", self.upload),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        """Take the bytes of a file whose place was asked for."""
        name = request.match_info["file"]
        found = next((t.files[name] for t in self.teams.values() if name in t.files), None)
        if found is None:
            return web.Response(status=404)
        if request.content_type == "multipart/form-data":
            form = await request.post()
            part = next(iter(form.values()))
            body = part.file.read() if isinstance(part, web.FileField) else str(part).encode()
        else:
            body = await request.read()
        if len(body) != found["length"]:
            return web.Response(status=400, text="length")
        found["content"] = body
        return web.Response(text=f"OK - {len(body)}")

    async def call(self, request: web.Request) -> web.StreamResponse:
        """Answer a call, or let happen what was asked to."""
        method = request.match_info["method"]
        fault = self.faults[method].popleft() if self.faults[method] else ""
        if fault == "429":
            return self._slow_down(1)
        return _BROKEN[fault](request) if fault in _BROKEN else await self._done(request, fault)

    async def _done(self, request: web.Request, fault: Fault) -> web.StreamResponse:
        method = request.match_info["method"]
        headers: dict[str, str] = {}
        try:
            answer, headers = self._answered(method, await _arguments(request), request, fault)
        except Refusal as refusal:
            if refusal.code == "ratelimited":
                return self._slow_down(refusal.more["seconds"])
            answer = {"ok": False, "error": refusal.code, **refusal.more}
        if fault == "drop after":
            return _dropped(request)
        return web.json_response(answer, headers=headers)

    def _answered(
        self, method: str, args: Args, request: web.Request, fault: Fault
    ) -> tuple[dict[str, Any], dict[str, str]]:
        if fault and not fault.startswith("drop"):
            raise Refusal(fault)
        row = ROWS.get(method)
        if row is None:
            raise Refusal("unknown_method", req_method=method)
        credential = _credential(request, args)
        self.calls.append((method, dict(args)))
        caller = None if method in self.more else self._caller(row, credential)
        self._by_tier(method)
        if unknown := set(args) - row.needs - row.takes:
            raise Refusal("invalid_arguments", response_metadata={"messages": sorted(unknown)})
        if row.needs - set(args) and not (caller is None and credential.startswith("Basic ")):
            raise Refusal("invalid_arguments", response_metadata={"messages": sorted(row.needs)})
        if caller is None:
            answered: dict[str, Any] = self.more[method](credential, args)
            return {"ok": True, **answered}, {}
        if method == "chat.postMessage":
            self._pace(str(args["channel"]))
        answer = (METHODS | VIEW_METHODS)[method](caller, args)
        if "upload_url" in answer:
            answer["upload_url"] = answer["upload_url"].replace("{base}", self.base)
        return {"ok": True, **answer}, {"x-oauth-scopes": ",".join(sorted(caller.scopes))}

    def _caller(self, row: Row, credential: str) -> Caller:
        if not credential:
            raise Refusal("not_authed")
        token = self.tokens.get(credential)
        if token is None:
            raise Refusal("invalid_auth")
        if token.is_revoked:
            raise Refusal("token_revoked")
        if token.kind not in row.kinds:
            raise Refusal("not_allowed_token_type")
        enough = row.kinds[token.kind]
        if enough and not token.scopes & set(enough):
            raise Refusal(
                "missing_scope", needed=",".join(enough), provided=",".join(sorted(token.scopes))
            )
        return Caller(token.team, token.user, token.kind, token.scopes, credential)

    def _by_tier(self, method: str) -> None:
        """Take so many calls of a method a minute."""
        most = TIERS.get(TIER_OF[method])
        if not self.has_tiers or most is None:
            return
        now, calls = next(iter(self.teams.values())).now, self._minutes[method]
        while calls and now - calls[0] >= MINUTE:
            calls.popleft()
        if len(calls) >= most:
            raise Refusal("ratelimited", seconds=max(1, math.ceil(calls[0] + MINUTE - now)))
        calls.append(now)

    def _pace(self, channel: str) -> None:
        """Take so many posts a second a channel and a workspace, as Slack does when it means it."""
        if self.team_rate:
            now = asyncio.get_running_loop().time()
            # A second's worth may come at once.
            if self.taken_until - now > 1:
                raise Refusal("ratelimited", seconds=1)
            self.taken_until = max(self.taken_until, now) + 1 / self.team_rate
        if not self.channel_burst:
            return
        now = next(iter(self.teams.values())).now
        posts = self._posts[channel]
        while posts and now - posts[0] >= 1:
            posts.popleft()
        if len(posts) >= self.channel_burst:
            raise Refusal("ratelimited", seconds=1)
        posts.append(now)

    def _slow_down(self, seconds: int) -> web.Response:
        self.throttled += 1
        return web.json_response(
            {"ok": False, "error": "ratelimited"},
            status=429,
            headers={"Retry-After": str(seconds)},
        )

    def give(
        self, team: Team, kind: Literal["bot", "user", "app"], scopes: Any, user: str = BOT
    ) -> str:
        """Make a token of a kind."""
        prefix = {"bot": "xoxb", "user": "xoxp", "app": "xapp"}[kind]
        token = f"{prefix}-{team.number('')}-double"
        self.tokens[token] = Token(team, user, kind, frozenset(scopes))
        return token


async def _arguments(request: web.Request) -> Args:
    if request.content_type == "application/json":
        try:
            found = json.loads(await request.text() or "{}")
        except ValueError:
            raise Refusal("invalid_json") from None
        if not isinstance(found, dict):
            raise Refusal("json_not_object")
        return {name: value for name, value in found.items() if value is not None}
    return {**request.query, **await request.post()}


def _credential(request: web.Request, args: Args) -> str:
    kind, _, credential = request.headers.get("Authorization", "").partition(" ")
    in_body = args.pop("token", "")
    if kind == "Basic":
        return f"Basic {credential}"
    return credential if kind == "Bearer" else str(in_body)


def _dropped(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


_BROKEN: dict[str, Callable[[web.Request], web.Response]] = {
    "drop before": _dropped,
    "500": lambda _: web.Response(status=500, text="<html>upstream</html>"),
    "html": lambda _: web.Response(text="<html>maintenance</html>", content_type="text/html"),
}
