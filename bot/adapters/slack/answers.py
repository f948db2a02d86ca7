"""Shows a reply to whoever waits, where they are and to nobody else; nothing of it is stored."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Any, Final, TypeAlias
from zoneinfo import ZoneInfo

import aiohttp
import structlog
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.adapters.slack.client import SlackChat
from bot.adapters.slack.limits import Json
from bot.adapters.slack.modal import render_form, typed_fields
from bot.adapters.slack.outgoing import Ink, render, render_home, render_modal
from bot.adapters.slack.waiting import Waiting
from bot.chat.outgoing import (
    Button,
    Choices,
    Document,
    Form,
    Message,
    Paragraph,
    Picture,
    Reply,
)
from bot.chat.ports import Readers
from bot.chat.transcript import transcribe
from bot.errors import ChatError, Refused, Unknown, Unreachable
from bot.i18n.text import text

Ack: TypeAlias = Json
"""What goes back with the acknowledgement; {} closes a modal that was sent, and says nothing."""


class Alike(dict[str, Any]):
    """An acknowledgement that many people get in the same instant: written as JSON once."""

    @cached_property
    def written(self) -> str:
        """The acknowledgement as Slack reads it."""
        return json.dumps(self)


TOO_LATE: Final = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
_ERRORS_SHOWN: Final = 300
_TAKEN: Final = 200
_REMEMBERED: Final = 512
_AT_ONCE: Final = 8
"""Answers shown at once after their acknowledgement: acknowledging others goes first."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers people by what Slack gave for it: an ack, a trigger, a response URL.

    What takes an upload comes after the ack, for Slack waits three seconds only.
    """

    chat: SlackChat
    readers: Readers
    _turns: asyncio.Semaphore = field(
        default_factory=lambda: asyncio.Semaphore(_AT_ONCE), repr=False
    )
    _later: set[asyncio.Task[None]] = field(default_factory=set, repr=False)
    _alike: dict[tuple[object, ...], Alike] = field(default_factory=dict, repr=False)
    _from_home: deque[str] = field(default_factory=lambda: deque(maxlen=_REMEMBERED), repr=False)

    async def show(self, reply: Reply, waiting: Waiting) -> Ack:
        """Show a reply; return what goes back with the acknowledgement.

        Raises:
            ChatError: Slack would not show it.
        """
        if waiting.surface == "nowhere":
            return {}
        if waiting.surface == "sent_form":
            return await self._in_sent_form(reply, waiting)
        if reply.form is not None:
            return await self._open(reply.form, waiting)
        if reply.message is None:
            return {}
        if _is_slow(reply.message):
            self.later(self._say_slowly(reply, waiting))
            return {}
        return await self._say(reply.message, waiting, replaces=reply.replaces)

    async def too_late(self, waiting: Waiting) -> None:
        """Say that Slack gave up on a modal, with a button that does the same again."""
        button: tuple[Choices, ...] = ()
        if waiting.retry is not None:
            action, value = waiting.retry
            again = Button(action=action, value=value, label=text("slack.again"), style="primary")
            button = (Choices((again,)),)
        message = Message((Paragraph(text("slack.too_late")), *button))
        if waiting.response_url:
            await self._respond(message, waiting, replaces=False)
        else:
            await self._in_direct(message, waiting)

    async def finish(self) -> None:
        """Wait for what is still being shown."""
        while self._later:
            await asyncio.gather(*self._later, return_exceptions=True)

    async def _open(self, form: Form, waiting: Waiting) -> Ack:
        view = render_form(form, await self._ink(waiting))
        web = self.chat.api.web
        if waiting.surface == "modal":
            # The modal somebody is in becomes the form; no trigger can run out.
            await self._call(
                waiting,
                partial(web.views_update, view_id=waiting.view, view=view),
            )
            return {}
        await self._with_trigger(view, waiting)
        return {}

    async def _with_trigger(self, view: Json, waiting: Waiting) -> None:
        web = self.chat.api.web
        try:
            opened = await self._call(
                waiting, partial(web.views_open, trigger_id=waiting.trigger, view=view)
            )
        except Refused as error:
            if str(error) not in TOO_LATE:
                raise
            log.warning("slack.trigger_expired", surface=waiting.surface)
            await self.too_late(waiting)
            return
        if waiting.surface == "home":
            self._from_home.append(str((opened.get("view") or {}).get("id")))

    def changes_home(self, waiting: Waiting) -> bool:
        """Tell whether somebody acted in their Home, or in a form it opened."""
        if waiting.surface == "home":
            return bool(waiting.trigger)
        return waiting.surface == "sent_form" and waiting.view in self._from_home

    async def _in_sent_form(self, reply: Reply, waiting: Waiting) -> Ack:
        team = waiting.account.workspace
        ink = Ink(reader=reply.reader, team=team) if reply.reader else await self._ink(waiting)
        if reply.form is not None:
            return {"response_action": "update", "view": render_form(reply.form, ink)}
        if reply.message is None:
            return {}
        if not reply.is_refusal:
            if _is_slow(reply.message):
                self.later(self._say_slowly(reply, waiting))
            if all(isinstance(part, Document) for part in reply.message.parts):
                return {}
            return self._confirmation(reply, reply.message, ink)
        said = transcribe(reply.message, ink.reader)
        typed = typed_fields(waiting.sent)
        if len(typed) == 1 and len(said) <= _ERRORS_SHOWN:
            return {"response_action": "errors", "errors": {typed[0]: said}}
        # On top of the form: closed, the form is there again with all that was written.
        return {"response_action": "push", "view": render_modal(reply.message, ink)}

    def _confirmation(self, reply: Reply, message: Message, ink: Ink) -> Ack:
        """Say what a sent form became, once for all who are told the same on the same day."""
        if not reply.known_as:
            return {"response_action": "update", "view": render_modal(message, ink)}
        reader = ink.reader
        today = reader.now.astimezone(ZoneInfo(reader.zone)).date()
        key = (reply.known_as, ink.team, reader.language, reader.zone, today)
        if key not in self._alike:
            if len(self._alike) == _REMEMBERED:
                self._alike.clear()
            self._alike[key] = Alike(response_action="update", view=render_modal(message, ink))
        return self._alike[key]

    async def _say(self, message: Message, waiting: Waiting, *, replaces: bool) -> Ack:
        match waiting.surface:
            case "modal":
                web, view = self.chat.api.web, render_modal(message, await self._ink(waiting))
                await self._call(
                    waiting,
                    partial(web.views_update, view_id=waiting.view, view=view),
                )
            case "home" if not waiting.trigger:
                await self.publish(message, waiting)
            case "home":
                await self._with_trigger(render_modal(message, await self._ink(waiting)), waiting)
            case "shortcut" if not waiting.response_url:
                await self._with_trigger(render_modal(message, await self._ink(waiting)), waiting)
            case "command" | "message" | "shortcut":
                return await self._in_place(message, waiting, replaces=replaces)
            case "channel":
                await self._beside(message, waiting)
            case _:
                await self._in_direct(message, waiting)
        return {}

    async def publish(self, message: Message, waiting: Waiting) -> None:
        """Show somebody's App Home.

        Raises:
            ChatError: Slack would not show it.
        """
        web, view = self.chat.api.web, render_home(message, await self._ink(waiting))
        await self._call(
            waiting,
            partial(web.views_publish, user_id=waiting.account.user, view=view),
        )

    async def _in_place(self, message: Message, waiting: Waiting, *, replaces: bool) -> Ack:
        if waiting.surface == "command":
            first, *rest = render(message, await self._ink(waiting))
            for page in rest:
                self.later(self.post(waiting.response_url, _ephemeral(page.blocks, page.text)))
            return _ephemeral(first.blocks, first.text)
        if not waiting.response_url:
            self.later(self._in_direct(message, waiting))
            return {}
        # The acknowledgement ends Slack's wait; the words follow it by the response URL.
        self.later(self._respond(message, waiting, replaces=replaces))
        return {}

    async def _respond(self, message: Message, waiting: Waiting, *, replaces: bool) -> None:
        for n, page in enumerate(render(message, await self._ink(waiting, message))):
            said = _ephemeral(page.blocks, page.text)
            said["replace_original"] = replaces and n == 0
            await self.post(waiting.response_url, said)

    async def _beside(self, message: Message, waiting: Waiting) -> None:
        web = self.chat.api.web
        for page in render(message, await self._ink(waiting, message)):
            said: dict[str, Any] = {
                "text": page.text,
                "blocks": list(page.blocks),
                "channel": waiting.channel,
                "user": waiting.account.user,
            }
            await self._call(waiting, partial(web.chat_postEphemeral, **said))

    async def _in_direct(self, message: Message, waiting: Waiting) -> None:
        web, place = self.chat.api.web, await self.chat.direct(waiting.account)
        for page in render(message, await self._ink(waiting, message)):
            said: dict[str, Any] = {
                "text": page.text,
                "blocks": list(page.blocks),
                "channel": place,
            }
            await self._call(waiting, partial(web.chat_postMessage, **said))

    async def _say_slowly(self, reply: Reply, waiting: Waiting) -> None:
        message = reply.message or Message(())
        documents = [part for part in message.parts if isinstance(part, Document)]
        if waiting.surface != "sent_form" and len(documents) < len(message.parts):
            if waiting.response_url:
                await self._respond(message, waiting, replaces=reply.replaces)
            else:
                await self._say(message, waiting, replaces=reply.replaces)
        for document in documents:
            place = await self.chat.direct(waiting.account)
            await self.chat.files.give(waiting.account.workspace, document, place)

    async def _ink(self, waiting: Waiting, message: Message | None = None) -> Ink:
        reader, team = await self.readers(waiting.account), waiting.account.workspace
        if message is None:
            return Ink(reader=reader, team=team)
        files = await self.chat.files.of_message(team, message, reader, self.chat.pictures)
        return Ink(reader=reader, team=team, files=files)

    async def _call(
        self, waiting: Waiting, call: Callable[..., Awaitable[AsyncSlackResponse]]
    ) -> Mapping[str, Any]:
        return await self.chat.api(waiting.account.workspace, lambda token: call(token=token))

    async def post(self, url: str, said: Json) -> None:
        """Answer by a response URL.

        Raises:
            ChatError: it was used up, ran out, or Slack cannot be reached.
        """
        session = self.chat.api.web.session
        if session is None:
            raise Unreachable("not started")
        try:
            async with session.post(url, json=said) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unknown(type(error).__name__) from error
        if status != _TAKEN:
            raise Refused(f"HTTP {status}")

    def later(self, showing: Awaitable[None]) -> None:
        """Show something after the acknowledgement, which does not wait for it."""

        async def shown() -> None:
            try:
                async with self._turns:
                    await showing
            except ChatError as error:
                log.warning("slack.reply_not_shown", error=type(error).__name__, says=str(error))

        task = asyncio.get_running_loop().create_task(shown())
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _ephemeral(shown: tuple[Json, ...], said: str) -> Json:
    return {"response_type": "ephemeral", "text": said, "blocks": list(shown)}


def _is_slow(message: Message) -> bool:
    return any(isinstance(part, Picture | Document) for part in message.parts)
