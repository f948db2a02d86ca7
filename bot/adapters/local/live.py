"""Tells an open page what is new, over server-sent events that resume where they stopped."""

from __future__ import annotations

import json
from collections.abc import Callable

from aiohttp import web

from bot.adapters.local import places, snapshot
from bot.adapters.local.client import LocalChat
from bot.adapters.local.stage import Persona, Show
from bot.i18n.text import Reader

_LOOKS_EVERY_SECONDS = 0.5
_SILENT_TURNS = 20


class Live:
    """Follows the history and the stage for one page at a time."""

    def __init__(self, chat: LocalChat, show: Show) -> None:
        self._chat = chat
        self._show = show
        self._is_open = True

    def close(self) -> None:
        """Let every page go, so that the server can stop."""
        self._is_open = False
        self._chat.news.ring()

    async def follow(
        self, request: web.Request, me: Persona, read: Callable[[], Reader]
    ) -> web.StreamResponse:
        """Send `message` events (id: place in the order) and `stage` events until the page goes.

        While past weeks are played only the stage is told: the page loads the rest once.
        """
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream"})
        await response.prepare(request)
        seq, told, silent = _resume_from(request, self._chat.history.latest()), "", 0
        try:
            while self._is_open:
                reader = read()
                stage = json.dumps(snapshot.stage(self._show, reader), ensure_ascii=False)
                sent = ""
                if stage != told:
                    sent, told = f"event: stage\ndata: {stage}\n\n", stage
                if self._show.stage.progress() is None:
                    seq, news = self._news(seq, me, reader)
                    sent += news
                silent = 0 if sent else silent + 1
                if sent or silent % _SILENT_TURNS == 0:
                    await response.write((sent or ": still here\n\n").encode())
                await self._chat.news.wait(_LOOKS_EVERY_SECONDS)
        except ConnectionResetError:
            pass
        return response

    def _news(self, seq: int, me: Persona, reader: Reader) -> tuple[int, str]:
        latest = self._chat.history.latest()
        if latest == seq:
            return seq, ""
        entries = [
            entry
            for entry in self._chat.history.said_after(seq, me.account.user)
            if places.readable(self._chat.cast, me.account, entry.place)
        ]
        lines = [
            f"id: {message['seq']}\nevent: message\n"
            f"data: {json.dumps(message, ensure_ascii=False)}\n\n"
            for message in snapshot.messages(entries, reader)
        ]
        return latest, "".join(lines)


def _resume_from(request: web.Request, latest: int) -> int:
    given = request.headers.get("Last-Event-ID") or request.query.get("after", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 16 else latest  # noqa: PLR2004 - fits an integer of SQLite
