"""Takes things out of what Slack sent; what is not as documented is refused, and never quoted.

Every function raises `NotUnderstood` for what it cannot take.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from bot.adapters.slack.errors import NotUnderstood
from bot.adapters.slack.oauth import CHAT
from bot.chat.ids import AccountId, ChannelId

Payload: TypeAlias = Mapping[str, Any]

LONGEST_WORDS: Final = 40_000


def account_of(found: Payload) -> AccountId:
    """Name who acted; the user's own workspace, where a channel is shared between several."""
    user = found.get("user")
    if isinstance(user, dict):
        team = maybe(user, "team_id") or maybe(inner(found, "team"), "id")
        return named(team, word(user, "id"))
    return named(word(found, "team_id"), word(found, "user_id"))


def account_in(holder: Payload, key: str, envelope: Payload) -> AccountId:
    """Name an account whose identifier is in an event."""
    return named(word(envelope, "team_id"), word(holder, key))


def named(team: str, user: str) -> AccountId:
    """Name an account by its identifiers."""
    if not (team.isalnum() and user.isalnum()):
        raise NotUnderstood("an account that is not Slack's")
    return AccountId(CHAT, team, user)


def channel_of(account: AccountId, place: str) -> ChannelId | None:
    """Name a place, None where there is none."""
    return ChannelId(CHAT, account.workspace, place) if place else None


def ourselves(envelope: Payload) -> frozenset[str]:
    """Name the accounts of the bot that an event was sent to."""
    found = envelope.get("authorizations")
    listed = found if isinstance(found, list) else []
    return frozenset(maybe(one, "user_id") for one in listed if isinstance(one, dict))


def is_guest(user: Payload) -> bool:
    """Tell whether somebody is a guest of the workspace, of one channel or of several."""
    return bool(user.get("is_restricted") or user.get("is_ultra_restricted"))


def event_name(account: AccountId, name: str) -> str:
    """Name an event for ever; the same when it is delivered again."""
    return f"{CHAT}/{account.workspace}/{name}"


def object_of(value: object, what: str) -> dict[str, Any]:
    """Take an object."""
    if not isinstance(value, dict):
        raise NotUnderstood(f"no {what}")
    return value


def inner(found: Payload, key: str) -> dict[str, Any]:
    """Take an object that may be missing."""
    value = found.get(key)
    return value if isinstance(value, dict) else {}


def word(found: Payload, key: str) -> str:
    """Take a word that must be there."""
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise NotUnderstood(f"no {key}")
    return bounded(value)


def maybe(found: Payload, key: str) -> str:
    """Take a word that may be missing."""
    value = found.get(key)
    return bounded(value) if isinstance(value, str) else ""


def words_of(found: Payload, key: str) -> str:
    """Take words that may be empty."""
    value = found.get(key) or ""
    if not isinstance(value, str):
        raise NotUnderstood(f"no {key}")
    return bounded(value)


def bounded(value: str) -> str:
    """Take words of a length Slack can mean, which a database can keep."""
    if len(value) > LONGEST_WORDS:
        raise NotUnderstood("more words than Slack takes")
    try:
        # JSON can carry half a character ("\ud800"), which no database keeps.
        value.encode()
    except UnicodeEncodeError as half:
        raise NotUnderstood("half a character") from half
    return value


def is_more_than_words(message: Payload) -> bool:
    """Tell a message with files, or one that answers in a thread."""
    thread = maybe(message, "thread_ts")
    return bool(message.get("files")) or thread not in {"", maybe(message, "ts")}
