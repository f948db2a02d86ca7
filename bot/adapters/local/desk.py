"""Carries out what a person does on the page, as any chat server would, and asks the bot."""

from __future__ import annotations

from bot.adapters.local import places
from bot.adapters.local.client import LocalChat
from bot.adapters.local.errors import NotUnderstood
from bot.adapters.local.incoming import event_of, translate
from bot.adapters.local.naming import named
from bot.adapters.local.stage import Persona, Show
from bot.chat.incoming import MessagePosted
from bot.chat.outgoing import Reply


class Desk:
    """Takes payloads of the page; `NotUnderstood` leaves it for what cannot be done."""

    def __init__(self, chat: LocalChat, show: Show) -> None:
        self._chat = chat
        self._show = show

    async def act(self, payload: object, me: Persona) -> Reply | None:
        """Do what somebody did: show what they wrote, tell the bot, return its answer.

        Raises:
            NotUnderstood: the payload is not ours, the place is not theirs, or it is too early.
        """
        if self._show.stage.progress() is not None:
            raise NotUnderstood("local.error.early", status=409)
        incoming = translate(payload, me.account, event_of(payload, me.account))
        place = payload.get("place") if isinstance(payload, dict) else None
        if not isinstance(place, str) or not places.readable(self._chat.cast, me.account, place):
            raise NotUnderstood("local.error.place", status=403)
        if isinstance(incoming, MessagePosted):
            self._chat.post(incoming, self._show.stage.now())
            if places.is_of_two(place):
                return None
        return await self._show.receive(named(incoming, self._chat.cast))
