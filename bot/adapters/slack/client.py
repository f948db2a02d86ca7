"""Slack as the rest of Lien sees it: a chat like any other."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bot.adapters.slack.api import Api
from bot.adapters.slack.files import Files
from bot.adapters.slack.oauth import CHAT
from bot.adapters.slack.outgoing import Ink, Page, render
from bot.adapters.slack.pacing import Pace
from bot.adapters.slack.people import People
from bot.chat.capabilities import Capabilities, Fill
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.outgoing import Audience, Ephemeral, InChannel, Message, Private
from bot.chat.ports import Delivery, Pictures, Profile
from bot.errors import ChatError, Refused, Throttled, Unknown, Unreachable

_EVENT_TYPE: Final = "lien_message"
_READ_BACK: Final = 200
"""How many messages of a conversation are looked through for one whose sending is uncertain."""


@dataclass(slots=True)
class NoPictures:
    """Implements `Pictures` until the bot has started: there are none."""

    async def read(self, name: str) -> bytes | None:  # noqa: ARG002 - there are none
        """Return nothing."""
        return None


@dataclass(slots=True, kw_only=True)
class SlackChat:
    """`ChatPort` over the Web API; a message carries its key, so that it can be found again.

    Args:
        pictures: set once the bot has started.
        pace: how fast a workspace is written to.
    """

    api: Api
    files: Files
    people: People
    pictures: Pictures = field(default_factory=NoPictures)
    pace: Callable[[], Pace] = Pace
    _direct: dict[AccountId, str] = field(default_factory=dict)
    _paces: dict[str, Pace] = field(default_factory=dict)

    name = CHAT
    capabilities = Capabilities(
        buttons=True,
        forms=True,
        pictures=True,
        ephemeral=True,
        threads=True,
        idempotent_send=False,
        # One a second in a channel: a minute's worth is paced here, the rest waits in the outbox.
        fill=Fill(most=50, seconds=60),
    )

    async def send(self, delivery: Delivery) -> MessageRef:
        """Post a message, one after the other where one does not hold it."""
        pages = await self._pages(delivery)
        first = await self._post(delivery, pages[0], 0)
        try:
            for n, page in enumerate(pages[1:], 1):
                await self._post(delivery, page, n)
        except Refused:
            raise
        except ChatError as error:
            # Half of it is there: what is missing is said once the chat was asked.
            raise Unknown(str(error)) from error
        return first

    async def find(self, delivery: Delivery) -> MessageRef | None:
        """Look through the conversation; of a message left half-said, say the rest.

        Without the right to read a channel nothing can be found there: what was sent and not
        answered for is then sent again.
        """
        if isinstance(delivery.to, Ephemeral):
            return None
        place = await self._place(delivery.to)
        found = await self._found(delivery, place)
        if not found:
            return None
        for n, page in enumerate(await self._pages(delivery)):
            if n not in found:
                found[n] = (await self._post(delivery, page, n)).message
        return MessageRef(CHAT, place, found[min(found)])

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        """Say who reads a channel or is in a user group, and who of them is no colleague."""
        return await self.people.members(channel)

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        """Ask Slack who people are, one by one."""
        return await self.people.profiles(accounts)

    async def direct(self, account: AccountId) -> str:
        """Return the conversation between the bot and somebody, opened if there is none.

        Raises:
            ChatError: as `send`.
        """
        known = self._direct.get(account)
        if known:
            return known
        answer = await self.api(
            account.workspace,
            lambda token: self.api.web.conversations_open(token=token, users=account.user),
        )
        place = str(answer["channel"]["id"])
        self._direct[account] = place
        return place

    def known_direct(self, account: AccountId, place: str) -> None:
        """Note the conversation between the bot and somebody, as an event named it."""
        if place:
            self._direct[account] = place

    async def ink(self, team: str, message: Message, delivery: Delivery) -> Ink:
        """Prepare to write a message, its pictures uploaded."""
        files = await self.files.of_message(team, message, delivery.reader, self.pictures)
        return Ink(reader=delivery.reader, team=team, files=files)

    async def _pages(self, delivery: Delivery) -> tuple[Page, ...]:
        team = _team(delivery.to)
        pages = render(delivery.message, await self.ink(team, delivery.message, delivery))
        if not pages:
            raise Refused("a message without words")
        return pages

    async def _post(self, delivery: Delivery, page: Page, n: int) -> MessageRef:
        to, team = delivery.to, _team(delivery.to)
        place = (
            self._direct.get(to.account, to.account.user)
            if isinstance(to, Private)
            else (to.channel.channel)
        )
        pace = self._paces.setdefault(team, self.pace())
        await pace.turn(place)
        try:
            answer = await self.api(team, self._call(delivery, place, page, n))
        except Throttled as error:
            pace.throttled(error.retry_after_seconds)
            raise
        except Refused as error:
            if "invalid_blocks" in str(error) and _shows_picture(page):
                # Slack may not have looked at a new picture yet; it will have in a while.
                raise Unreachable("the picture is not ready") from error
            raise
        pace.taken()
        if isinstance(to, Private):
            self._direct[to.account] = str(answer["channel"])
        ts = str(answer.get("ts") or answer.get("message_ts"))
        return MessageRef(CHAT, str(answer.get("channel") or place), ts)

    def _call(self, delivery: Delivery, place: str, page: Page, n: int) -> Any:  # noqa: ANN401 - a call yet to be made
        web, to = self.api.web, delivery.to
        said: dict[str, Any] = {"channel": place, "text": page.text, "blocks": list(page.blocks)}
        if isinstance(to, Ephemeral):
            return lambda token: web.chat_postEphemeral(token=token, user=to.account.user, **said)
        if isinstance(to, InChannel) and to.thread is not None:
            said["thread_ts"] = to.thread.message
        payload: dict[str, Any] = {"id": _digest(delivery.key), "page": n}
        if delivery.covers:
            payload["covers"] = " ".join(_digest(key) for key in delivery.covers)
        key = {"event_type": _EVENT_TYPE, "event_payload": payload}
        return lambda token: web.chat_postMessage(
            token=token, metadata=key, unfurl_links=False, unfurl_media=False, **said
        )

    async def _place(self, to: Audience) -> str:
        return await self.direct(to.account) if isinstance(to, Private) else to.channel.channel

    async def _found(self, delivery: Delivery, place: str) -> dict[int, str]:
        answer = await self.api.if_allowed(
            _team(delivery.to),
            lambda token: self.api.web.conversations_history(
                token=token, channel=place, include_all_metadata=True, limit=_READ_BACK
            ),
        )
        wanted = _digest(delivery.key)
        found: dict[int, str] = {}
        for message in answer.get("messages") or ():
            payload = _payload(message)
            if payload.get("id") == wanted or wanted in str(payload.get("covers", "")).split():
                found[int(payload.get("page", 0))] = str(message["ts"])
        return found


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any]:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != _EVENT_TYPE:
        return {}
    payload: Mapping[str, Any] = metadata.get("event_payload") or {}
    return payload


def _team(to: Audience) -> str:
    return to.account.workspace if isinstance(to, Private) else to.channel.workspace


def _digest(key: str) -> str:
    # Metadata can be read by every app of the workspace, and keys name people.
    return hashlib.blake2b(key.encode(), digest_size=16).hexdigest()


def _shows_picture(page: Page) -> bool:
    return any(block["type"] == "image" for block in page.blocks)
