"""The transports: one Bolt app checks and unpacks, whichever way Slack's requests come."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answers import Ack, Alike
from bot.adapters.slack.calls import quiet
from bot.adapters.slack.manifest import EVENTS_PATH
from bot.adapters.slack.socket import Hear

_JSON: Final[dict[str, str | Sequence[str]]] = {"Content-Type": "application/json;charset=utf-8"}
_SOCKET_MODE: Final = "socket_mode"


class _Door(AsyncMiddleware):
    """Takes every kind of payload as soon as Bolt has checked that Slack sent it.

    Bolt tries its listeners one after the other, 12 microseconds each; a table of ours is quicker,
    and what nobody knows still reaches somebody who can answer. It stands before Bolt looks for
    tokens: they are looked up where a call is made, and a workspace that left is heard out too.
    """

    def __init__(self, hear: Hear) -> None:
        self._hear = hear

    async def async_process(
        self,
        *,
        req: AsyncBoltRequest,
        resp: BoltResponse,
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 - Bolt's name
    ) -> BoltResponse | None:
        if req.body.get("type") == "url_verification":
            await next()  # Bolt answers the address check of HTTP mode itself
            return resp
        ack = await self._hear(req.body)
        if ack is None:
            return BoltResponse(status=500, body="")
        if isinstance(ack, Alike):
            return BoltResponse(status=200, body=ack.written, headers=_JSON)
        return BoltResponse(status=200, body=ack or "")


class Bolt(AsyncApp):
    """Bolt that makes no client for a request: it would cost a twentieth of the whole answer.

    Bolt does it for apps that call Slack through a request's context; Lien calls through `calls`,
    with the token of the workspace it calls for.
    """

    def _init_context(self, req: AsyncBoltRequest) -> None:
        req.context["logger"] = self.logger
        req.context["token"] = None
        req.context["client"] = self.client
        req.context["listener_runner"] = self.listener_runner


class App:
    """Bolt with a single door.

    Args:
        signing_secret: "" in Socket Mode, where Slack signs nothing.
    """

    def __init__(self, hear: Hear, *, client: AsyncWebClient, signing_secret: str = "") -> None:
        self._bolt = Bolt(
            logger=quiet(),
            client=client,
            signing_secret=signing_secret,
            process_before_response=True,
            request_verification_enabled=bool(signing_secret),
            ignoring_self_events_enabled=False,
            attaching_function_token_enabled=False,
            before_authorize=_Door(hear),
            authorize=_known,
        )

    async def dispatch(self, payload: Mapping[str, Any]) -> Ack | None:
        """Take a payload from Socket Mode."""
        response = await self._bolt.async_dispatch(
            AsyncBoltRequest(mode=_SOCKET_MODE, body=dict(payload), headers={})
        )
        if response.status != web.HTTPOk.status_code:
            return None
        ack: Ack = json.loads(response.body) if response.body else {}
        return ack

    def routes(self) -> tuple[web.RouteDef, ...]:
        """Return what a server must pass on in HTTP mode."""
        return (web.post(EVENTS_PATH, self._serve),)

    async def _serve(self, request: web.Request) -> web.Response:
        try:
            asked = await to_bolt_request(request)
        except UnicodeDecodeError:
            return web.Response(status=web.HTTPBadRequest.status_code)
        return await to_aiohttp_response(await self._bolt.async_dispatch(asked))


async def _known(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)
