"""The local chat's web application: one page, a few JSON routes, one stream of news."""

from __future__ import annotations

import json
from typing import Any, TypeAlias

import structlog
from aiohttp import web

from bot.adapters.local import page, places, snapshot
from bot.adapters.local.client import LocalChat
from bot.adapters.local.desk import Desk
from bot.adapters.local.errors import NotUnderstood
from bot.adapters.local.guard import Guard, Handler, add_headers
from bot.adapters.local.live import Live
from bot.adapters.local.outgoing import render_reply
from bot.adapters.local.stage import STEPS, Persona, Show
from bot.i18n.catalog import LANGUAGES, say
from bot.i18n.text import Reader, text

Json: TypeAlias = dict[str, Any]

_REQUEST_AT_MOST_BYTES = 64 * 1024
_log = structlog.get_logger()


def create_app(chat: LocalChat, show: Show, token: str) -> web.Application:
    """Build the page's application; the caller binds it to 127.0.0.1 and nothing else.

    Every request must carry `token`, in the cookie the page sets or as `?token=`.
    """
    routes = Routes(chat, show, Guard(token))
    app = web.Application(middlewares=[routes.answer], client_max_size=_REQUEST_AT_MOST_BYTES)
    app.on_response_prepare.append(add_headers)
    app.on_shutdown.append(routes.close)
    app.add_routes(
        [
            web.get("/", routes.page),
            web.get("/page/{name}", routes.asset),
            web.get("/pictures/{name:.+}", routes.picture),
            web.get("/api/start", routes.start),
            web.get("/api/messages", routes.messages),
            web.get("/api/live", routes.live),
            web.post("/api/act", routes.act),
            web.post("/api/read", routes.read),
            web.post("/api/advance", routes.advance),
            web.post("/api/language", routes.language),
        ]
    )
    return app


class Routes:
    """What each address answers; `?as=` says who is played and `?lang=` what they read."""

    def __init__(self, chat: LocalChat, show: Show, guard: Guard) -> None:
        self._chat = chat
        self._show = show
        self._guard = guard
        self._desk = Desk(chat, show)
        self._live = Live(chat, show)

    async def close(self, _app: web.Application) -> None:
        """End the streams, so that stopping does not wait for open pages."""
        self._live.close()

    @web.middleware
    async def answer(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Turn every way to fail into a status and one sentence; never a traceback."""
        try:
            self._guard.check(request)
            return await handler(request)
        except NotUnderstood as refusal:
            return self._sentence(request, refusal.status, refusal.message, refusal.message_args)
        except web.HTTPRequestEntityTooLarge:
            return self._sentence(request, 413, "local.error.too_big")
        except web.HTTPException as other:
            return self._sentence(request, other.status, "local.error.nowhere")
        except Exception as failure:  # noqa: BLE001 - the edge: nothing may leak into the page
            _log.error("request_failed", path=request.path, error=type(failure).__name__)
            return self._sentence(request, 500, "local.error.failed")

    async def page(self, request: web.Request) -> web.Response:
        """Give the page, in the language asked for."""
        me = self._me(request)
        shown = page.document(self._language(request, me), me.name)
        response = web.Response(text=shown, content_type="text/html")
        self._guard.remember(request, response)
        return response

    async def asset(self, request: web.Request) -> web.Response:
        """Give a script, a style sheet or the icon."""
        found = page.asset(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found.body, content_type=found.content_type, charset="utf-8")

    async def picture(self, request: web.Request) -> web.Response:
        """Give a picture by its name."""
        found = await self._show.pictures.read(request.match_info["name"])
        if found is None:
            raise web.HTTPNotFound
        return web.Response(body=found, content_type="image/png")

    async def start(self, request: web.Request) -> web.Response:
        """Give all the page needs to open as somebody."""
        me = self._me(request)
        reader = self._reader(request, me)
        return web.json_response(snapshot.start(self._chat, self._show, me, reader))

    async def messages(self, request: web.Request) -> web.Response:
        """Give the messages of a place."""
        me = self._me(request)
        place = self._place(me, request.query.get("place"))
        entries = self._chat.history.said_in(place, me.account.user)
        said = snapshot.messages(entries, self._reader(request, me))
        return web.json_response({"messages": said})

    async def live(self, request: web.Request) -> web.StreamResponse:
        """Follow what is new."""
        me = self._me(request)
        return await self._live.follow(request, me, lambda: self._reader(request, me))

    async def act(self, request: web.Request) -> web.Response:
        """Do what somebody did, and give the bot's answer."""
        me = self._me(request)
        reply = await self._desk.act(await _payload(request), me)
        said = render_reply(reply, self._reader(request, me))
        return web.json_response({"reply": said})

    async def read(self, request: web.Request) -> web.Response:
        """Remember how far somebody has read."""
        me, payload = self._me(request), await _payload(request)
        seq = payload.get("seq")
        if not isinstance(seq, int) or not 0 <= seq <= self._chat.history.latest():
            raise NotUnderstood("local.error.unreadable")
        self._chat.history.mark_read(me.account.user, self._place(me, payload.get("place")), seq)
        return web.json_response({})

    async def advance(self, request: web.Request) -> web.Response:
        """Move the clock."""
        me, payload = self._me(request), await _payload(request)
        if self._show.stage.progress() is not None:
            raise NotUnderstood("local.error.early", status=409)
        step = next((step for step in STEPS if step == payload.get("step")), None)
        if step is None:
            raise NotUnderstood("local.error.unreadable")
        await self._show.stage.advance(step)
        self._chat.news.ring()
        said = snapshot.stage(self._show, self._reader(request, me))
        return web.json_response({"stage": said})

    async def language(self, request: web.Request) -> web.Response:
        """Tell the stage which language is read from now on."""
        language = (await _payload(request)).get("language")
        if language not in LANGUAGES:
            raise NotUnderstood("local.error.unreadable")
        await self._show.stage.speak(language)
        return web.json_response({})

    def _me(self, request: web.Request) -> Persona:
        played = self._chat.cast.playable()
        user = request.query.get("as", played[0].account.user)
        found = next((p for p in played if p.account.user == user), None)
        if found is None:
            raise NotUnderstood("local.error.persona", status=404)
        return found

    def _place(self, me: Persona, place: object) -> str:
        if not isinstance(place, str) or not places.readable(self._chat.cast, me.account, place):
            raise NotUnderstood("local.error.place", status=403)
        return place

    def _reader(self, request: web.Request, me: Persona) -> Reader:
        language = self._language(request, me)
        return Reader(language=language, zone=me.zone, now=self._show.stage.now())

    @staticmethod
    def _language(request: web.Request, me: Persona) -> str:
        asked = request.query.get("lang")
        return asked if asked in LANGUAGES else me.language

    def _sentence(
        self, request: web.Request, status: int, message: str, args: Json | None = None
    ) -> web.Response:
        asked = request.query.get("lang", "")
        language = asked if asked in LANGUAGES else LANGUAGES[0]
        reader = Reader(language=language, zone="UTC", now=self._show.stage.now())
        sentence = say(text(message, **(args or {})), reader)
        if request.path.startswith("/api/"):
            return web.json_response({"error": sentence}, status=status)
        return web.Response(text=sentence + "\n", status=status)


async def _payload(request: web.Request) -> Json:
    if request.content_type != "application/json":
        raise NotUnderstood("local.error.unreadable", status=415)
    try:
        found = json.loads(await request.read())
    except (ValueError, RecursionError) as garbage:
        raise NotUnderstood("local.error.unreadable") from garbage
    if not isinstance(found, dict):
        raise NotUnderstood("local.error.unreadable")
    return found
