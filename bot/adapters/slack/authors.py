"""Messages that wait in Slack itself, in their author's name; nothing of them is kept here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.calls import NoSuch
from bot.adapters.slack.lent import as_author
from bot.adapters.slack.linking import Linking
from bot.adapters.slack.mentions import as_read, as_sent
from bot.adapters.slack.tokens import Tokens
from bot.chat.ids import AccountId
from bot.chat.ports import Scheduled
from bot.clock import Clock
from bot.errors import ChatError, Refused, Unknown

FURTHEST: Final = timedelta(days=120)
"""Slack schedules no further ahead."""

TOO_NEAR: Final = timedelta(seconds=60)
"""Slack refuses to take a message back so near its time, or posts it all the same."""

_PAGE: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class SlackAuthors:
    """Implements `chat.ports.Authors` with `chat.scheduleMessage` and people's own tokens."""

    tokens: Tokens
    linking: Linking
    client: AsyncWebClient
    clock: Clock

    async def has_linked(self, account: AccountId) -> bool:
        """Tell whether somebody lent the right to post in their name."""
        return await self.tokens.user(account) is not None

    async def link_address(self, account: AccountId) -> str | None:
        """Return Slack's page of consent, for this account alone."""
        return await self.linking.address(account)

    async def unlink(self, account: AccountId) -> None:
        """Have Slack revoke the token, and forget it whatever Slack says."""
        await self.linking.end(account)

    async def schedule(self, account: AccountId, place: str, words: str, at: datetime) -> Scheduled:
        """Schedule a message as its author.

        Slack takes 30 messages a channel for the same five minutes, and 120 days ahead at most:
        beyond, it is refused. After an unknown outcome Slack is asked what waits, so that nothing
        is scheduled twice; `Unknown` is left only where it cannot be asked.
        """
        if at - self.clock.now() > FURTHEST:
            raise Refused("time_too_far")
        text = as_sent(words, account.workspace)
        post_at = int(at.timestamp())
        try:
            answer = await as_author(
                self.tokens,
                account,
                lambda token: self.client.chat_scheduleMessage(
                    token=token, channel=place, text=text, post_at=post_at
                ),
            )
        except Unknown:
            found = await self._look_for(account, place, text, post_at)
            if found is None:
                raise
            return found
        return Scheduled(place=place, id=str(answer["scheduled_message_id"]), at=at, words="")

    async def scheduled(self, account: AccountId) -> tuple[Scheduled, ...]:
        """List what waits in somebody's name, asked of Slack page by page."""
        found = [
            Scheduled(
                place=one["channel_id"],
                id=str(one["id"]),
                at=datetime.fromtimestamp(one["post_at"], UTC),
                words=as_read(str(one.get("text") or ""), account.workspace),
            )
            for one in await self._waiting(account)
        ]
        return tuple(sorted(found, key=lambda one: (one.at, one.id)))

    async def unschedule(self, account: AccountId, waiting: Scheduled) -> None:
        """Take a message back, unless it may be posted at any moment."""
        if waiting.at - self.clock.now() < TOO_NEAR:
            raise Refused("it is about to be posted")
        try:
            await as_author(
                self.tokens,
                account,
                lambda token: self.client.chat_deleteScheduledMessage(
                    token=token, channel=waiting.place, scheduled_message_id=waiting.id
                ),
            )
        except NoSuch as error:
            raise Refused("it has been posted, or was taken back") from error

    async def _look_for(
        self, account: AccountId, place: str, text: str, post_at: int
    ) -> Scheduled | None:
        """Find a message whose scheduling got no answer."""
        try:
            waiting = await self._waiting(
                # A second on either side: whether Slack's bounds are inside is not said.
                account,
                channel=place,
                oldest=str(post_at - 1),
                latest=str(post_at + 1),
            )
        except ChatError:
            return None
        same = [one for one in waiting if one.get("text") == text and one["post_at"] == post_at]
        if not same:
            return None
        at = datetime.fromtimestamp(post_at, UTC)
        return Scheduled(place=place, id=str(same[-1]["id"]), at=at, words="")

    async def _waiting(self, account: AccountId, **narrowed: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        cursor: str | None = ""
        while cursor is not None:
            answer = await self._page(account, cursor, narrowed)
            found += answer.get("scheduled_messages") or ()
            cursor = (answer.get("response_metadata") or {}).get("next_cursor") or None
        return found

    async def _page(
        self, account: AccountId, cursor: str, narrowed: Mapping[str, str]
    ) -> Mapping[str, Any]:
        asked: dict[str, Any] = {**narrowed, **({"cursor": cursor} if cursor else {})}
        return await as_author(
            self.tokens,
            account,
            lambda token: self.client.chat_scheduledMessages_list(
                token=token, limit=_PAGE, **asked
            ),
        )
