"""Hands each payload of Slack to Lien once, and its answer back, within the three seconds."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import structlog

from bot.adapters.slack.answers import Ack, Answers
from bot.adapters.slack.errors import NotUnderstood
from bot.adapters.slack.incoming import translate, who
from bot.adapters.slack.oauth import CHAT
from bot.adapters.slack.tokens import Tokens
from bot.adapters.slack.waiting import Heard, Waiting
from bot.chat.ids import AccountId
from bot.chat.incoming import ButtonPressed, HomeOpened, MessageAction, MessagePosted
from bot.chat.outgoing import Message, Paragraph, Reply
from bot.chat.ports import Receive
from bot.errors import ChatError
from bot.i18n.text import text

_REMEMBERED: Final = 4_096
_DIRECT: Final = "D"

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listening:
    """Both transports end here: one translator, one door to Lien, one way back.

    Args:
        patience_seconds: what takes longer is acknowledged first and answered afterwards; Slack
            waits three seconds.
    """

    receive: Receive
    answers: Answers
    tokens: Tokens
    patience_seconds: float = 2.0
    _heard: OrderedDict[str, asyncio.Future[bool]] = field(default_factory=OrderedDict, repr=False)

    async def hear(self, payload: Mapping[str, Any]) -> Ack | None:
        """Act on a payload and return what goes back with its acknowledgement; never raises.

        None: an event was not acted on, and Slack should send it again.
        """
        if payload.get("type") == "event_callback":
            return {} if await self._once(payload) else None
        try:
            heard = translate(payload, await self._direct(payload))
            return await self._act(heard) if heard else {}
        except NotUnderstood as error:
            log.warning("slack.not_understood", why=str(error), kind=_kind(payload))
        except ChatError as error:
            log.warning("slack.reply_not_shown", error=type(error).__name__, says=str(error))
        except Exception as error:  # noqa: BLE001 - one bad payload must not end a connection
            # No traceback: it could quote what somebody wrote.
            log.error("slack.failed", error=type(error).__name__, kind=_kind(payload))  # noqa: TRY400
        return await self._sorry(payload)

    async def unheard(self, payload: Mapping[str, Any], ack: Ack) -> None:
        """Say by the response URL what an acknowledgement that was lost would have said.

        Slack shows an error meanwhile; without this, who typed a command would do it twice.
        """
        url = payload.get("response_url")
        if not ack.get("blocks") or not isinstance(url, str):
            return
        try:
            await self.answers.post(url, ack)
        except ChatError as error:
            log.warning("slack.reply_not_shown", error=type(error).__name__)

    async def _once(self, payload: Mapping[str, Any]) -> bool:
        """Act on an event the first time it comes; who brings it meanwhile waits for the outcome.

        An event that failed is acted on again when Slack sends it again.
        """
        name = f"{payload.get('team_id')}/{payload.get('event_id')}"
        known = self._heard.get(name)
        if known is not None:
            return await asyncio.shield(known)
        done: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._heard[name] = done
        if len(self._heard) > _REMEMBERED:
            self._heard.popitem(last=False)
        is_done = False
        try:
            is_done = await self._event_done(payload)
        finally:
            if not is_done:
                self._heard.pop(name, None)
            done.set_result(is_done)
        return is_done

    async def _event_done(self, payload: Mapping[str, Any]) -> bool:
        try:
            await self._event(payload)
        except NotUnderstood as error:
            log.warning("slack.not_understood", why=str(error), kind="event_callback")
        except ChatError as error:
            log.warning("slack.event_failed", error=type(error).__name__, says=str(error))
            return False
        except Exception as error:  # noqa: BLE001 - as above
            log.error("slack.failed", error=type(error).__name__, kind="event_callback")  # noqa: TRY400 - as above
            return False
        return True

    async def _event(self, payload: Mapping[str, Any]) -> None:
        event = payload.get("event")
        if isinstance(event, dict) and await self._about_tokens(event, payload):
            return
        heard = translate(payload)
        if heard is None:
            return
        is_direct = isinstance(heard.incoming, MessagePosted) and heard.incoming.channel is None
        if is_direct or isinstance(heard.incoming, HomeOpened):
            self.answers.chat.known_direct(heard.waiting.account, heard.waiting.channel)
        await self._act(heard)

    async def _about_tokens(self, event: Mapping[str, Any], payload: Mapping[str, Any]) -> bool:
        team = str(payload.get("team_id") or "")
        kind = str(event.get("type"))
        if not team or kind not in {"app_uninstalled", "tokens_revoked"}:
            return False
        revoked = event.get("tokens")
        lists = revoked if isinstance(revoked, dict) else {}
        if kind == "app_uninstalled" or lists.get("bot"):
            await self.tokens.bot_removed(team)
        for user in lists.get("oauth") or ():
            await self.tokens.user_lost(AccountId(CHAT, team, str(user)))
        return True

    async def _act(self, heard: Heard) -> Ack:
        receiving: Awaitable[Reply | None] = self.receive(heard.incoming)
        if heard.waiting.response_url:
            receiving = asyncio.ensure_future(receiving)
            await asyncio.wait((receiving,), timeout=self.patience_seconds)
            if not receiving.done():
                log.warning("slack.slow", surface=heard.waiting.surface)
                self.answers.later(self._act_late(receiving, heard.waiting))
                return {}
        reply = await receiving
        if reply is None and isinstance(heard.incoming, ButtonPressed | MessageAction):
            # A button of a message older than this version, or one of another installation's.
            reply = Reply(message=Message((Paragraph(text("slack.out_of_use")),)))
        ack = await self.answers.show(reply, heard.waiting) if reply else {}
        if self.answers.changes_home(heard.waiting):
            self.answers.later(self._refresh_home(heard.waiting))
        return ack

    async def _act_late(self, receiving: asyncio.Future[Reply | None], waiting: Waiting) -> None:
        """Answer by the response URL somebody whose command was acknowledged without a word."""
        reply = await receiving
        if reply is not None:
            await self.answers.show(reply, replace(waiting, surface="message"))

    async def _refresh_home(self, waiting: Waiting) -> None:
        opened = HomeOpened(event=f"{CHAT}/home/{waiting.trigger}", account=waiting.account)
        reply = await self.receive(opened)
        if reply is not None and reply.message is not None:
            await self.answers.publish(reply.message, waiting)

    async def _direct(self, payload: Mapping[str, Any]) -> str:
        """Return the bot's conversation with somebody where it has to be told from others."""
        place = payload.get("channel_id")
        if "command" not in payload or not str(place).startswith(_DIRECT):
            return ""
        try:
            return await self.answers.chat.direct(who(payload))
        except ChatError as error:
            log.warning("slack.place_not_known", error=type(error).__name__)
            return ""

    async def _sorry(self, payload: Mapping[str, Any]) -> Ack:
        """Say that something went wrong where a person waits, in whatever way is left."""
        try:
            account = who(payload)
        except NotUnderstood:
            return {}
        reply = Reply(message=Message((Paragraph(text("slack.failed")),)), is_refusal=True)
        url = payload.get("response_url")
        view = payload.get("type") == "view_submission"
        waiting = Waiting(
            account=account,
            surface="sent_form" if view else "command" if "command" in payload else "message",
            response_url=url if isinstance(url, str) else "",
        )
        if not (view or "command" in payload or waiting.response_url):
            return {}
        try:
            return await self.answers.show(reply, waiting)
        except Exception as error:  # noqa: BLE001 - there is no other way left
            log.warning("slack.reply_not_shown", error=type(error).__name__)
            return {}


def _kind(payload: Mapping[str, Any]) -> str:
    """Name a kind of payload for a log, from a list of ours: what Slack sent may be anything."""
    kind = "command" if "command" in payload else payload.get("type")
    known = ("command", "event_callback", "block_actions", "view_submission", "shortcut")
    return str(kind) if kind in (*known, "message_action") else "other"
