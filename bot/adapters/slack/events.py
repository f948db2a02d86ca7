"""Translates the events Slack tells apps of: messages, homes opened, people who come and go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot.adapters.slack.mentions import as_read
from bot.adapters.slack.oauth import CHAT
from bot.adapters.slack.payload import (
    Payload,
    account_in,
    channel_of,
    event_name,
    is_guest,
    is_more_than_words,
    maybe,
    object_of,
    ourselves,
    word,
    words_of,
)
from bot.adapters.slack.waiting import Heard, Surface, Waiting
from bot.chat.ids import ChannelId, MessageRef
from bot.chat.incoming import (
    AccountClosed,
    HomeOpened,
    Incoming,
    MembershipChanged,
    MessagePosted,
)

# Kinds of message that somebody wrote; the others are edits, deletions and notices of Slack.
_WRITTEN: Final = frozenset({"", "file_share", "thread_broadcast", "me_message"})


def read_event(found: Payload) -> Heard | None:
    """Say what an event with its envelope tells, None if it asks for nothing.

    Raises:
        NotUnderstood: it is not as Slack documents it.
    """
    event = object_of(found.get("event"), "event")
    reader = _EVENTS.get(word(event, "type"))
    return reader(event, found) if reader else None


def _posted(event: Payload, envelope: Payload) -> Heard | None:
    if event.get("bot_id") or maybe(event, "subtype") not in _WRITTEN:
        return None
    account = account_in(event, "user", envelope)
    place = word(event, "channel")
    is_direct = event.get("channel_type") == "im"
    incoming = MessagePosted(
        event=event_name(account, word(envelope, "event_id")),
        account=account,
        message=MessageRef(CHAT, place, word(event, "ts")),
        words=as_read(words_of(event, "text"), account.workspace),
        channel=None if is_direct else channel_of(account, place),
        has_more=is_more_than_words(event),
    )
    surface: Surface = "direct" if is_direct else "channel"
    return Heard(
        incoming=incoming, waiting=Waiting(account=account, surface=surface, channel=place)
    )


def _home_opened(event: Payload, envelope: Payload) -> Heard | None:
    if event.get("tab") == "messages":
        return None
    account = account_in(event, "user", envelope)
    incoming = HomeOpened(event=event_name(account, word(envelope, "event_id")), account=account)
    place = maybe(event, "channel")
    return Heard(incoming=incoming, waiting=Waiting(account=account, surface="home", channel=place))


def _joined_or_left(event: Payload, envelope: Payload) -> Heard | None:
    account = account_in(event, "user", envelope)
    if account.user in ourselves(envelope):
        return None
    incoming = MembershipChanged(
        event=event_name(account, word(envelope, "event_id")),
        account=account,
        channel=ChannelId(CHAT, account.workspace, word(event, "channel")),
        is_member=event.get("type") == "member_joined_channel",
    )
    return _unanswered(incoming)


def _user_changed(event: Payload, envelope: Payload) -> Heard | None:
    user = object_of(event.get("user"), "user")
    if user.get("is_bot"):
        return None
    account = account_in(user, "id", envelope)
    incoming = AccountClosed(
        event=event_name(account, word(envelope, "event_id")),
        account=account,
        is_closed=user.get("deleted") is True,
        is_guest=is_guest(user),
    )
    return _unanswered(incoming)


def _unanswered(incoming: Incoming) -> Heard:
    return Heard(incoming=incoming, waiting=Waiting(account=incoming.account, surface="nowhere"))


_EVENTS: Final[Mapping[str, Callable[[Payload, Payload], Heard | None]]] = MappingProxyType(
    {
        "message": _posted,
        "app_home_opened": _home_opened,
        "member_joined_channel": _joined_or_left,
        "member_left_channel": _joined_or_left,
        "user_change": _user_changed,
    }
)
