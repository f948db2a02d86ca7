"""Translates what the page sends into what people did; pure, and calm about garbage."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeAlias

from bot.adapters.local import places
from bot.adapters.local.errors import NotUnderstood
from bot.chat.ids import AccountId, MessageRef
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, Incoming, MessagePosted

Json: TypeAlias = dict[str, Any]

COMMANDS: Final = ("lien", "plus-tard")
WORDS_AT_MOST: Final = 4_000
_FIELDS_AT_MOST: Final = 40
_COMMAND = re.compile(r"/(?P<command>\S*)\s*(?P<words>.*)", re.DOTALL)
_EVENT = re.compile(r"[A-Za-z0-9-]{8,64}")


def event_of(payload: object, account: AccountId) -> str:
    """Return the identifier the page gave to what somebody did, the same when it is sent again.

    Raises:
        NotUnderstood: there is none, or it is not made as the page makes them.
    """
    event = _words(_object(payload), "event")
    if not _EVENT.fullmatch(event):
        raise NotUnderstood("local.error.unreadable")
    return f"{account.user}:{event}"


def translate(payload: object, account: AccountId, event: str) -> Incoming:
    """Say what somebody did in the words of no chat.

    A payload is `{"type": "post", "place", "words"}`, `{"type": "press", "place", "action",
    "value"}` or `{"type": "form", "place", "form", "context", "values"}`.

    Raises:
        NotUnderstood: with the sentence to show.
    """
    found = _object(payload)
    reader = _READERS.get(_words(found, "type"))
    if reader is None:
        raise NotUnderstood("local.error.unreadable")
    return reader(found, account, event)


def posted_key(event: str) -> str:
    """Name the message a post leaves in the history."""
    return f"said/{event}"


def _post(payload: Json, account: AccountId, event: str) -> Incoming:
    place, words = _words(payload, "place"), _words(payload, "words").strip()
    channel = places.channel_of(place, account)
    if not words:
        raise NotUnderstood("local.error.empty")
    if typed := _COMMAND.fullmatch(words):
        command = typed["command"].lower()
        if command not in COMMANDS:
            raise NotUnderstood("local.error.command", command=command)
        return CommandTyped(
            event=event, account=account, command=command, words=typed["words"], channel=channel
        )
    return MessagePosted(
        event=event,
        account=account,
        message=MessageRef(places.CHAT, place, posted_key(event)),
        words=words,
        channel=channel,
    )


def _press(payload: Json, account: AccountId, event: str) -> Incoming:
    return ButtonPressed(
        event=event,
        account=account,
        action=_words(payload, "action"),
        value=_words(payload, "value"),
        channel=places.channel_of(_words(payload, "place"), account),
    )


def _form(payload: Json, account: AccountId, event: str) -> Incoming:
    values = _object(payload.get("values"))
    if len(values) > _FIELDS_AT_MOST:
        raise NotUnderstood("local.error.unreadable")
    return FormSubmitted(
        event=event,
        account=account,
        form=_words(payload, "form"),
        context=_words(payload, "context"),
        values={name: _words(values, name) for name in values},
    )


_READERS: Final[dict[str, Callable[[Json, AccountId, str], Incoming]]] = {
    "post": _post,
    "press": _press,
    "form": _form,
}


def _object(value: object) -> Json:
    if not isinstance(value, dict):
        raise NotUnderstood("local.error.unreadable")
    return value


def _words(payload: Json, name: str) -> str:
    value = payload.get(name)
    if not isinstance(value, str):
        raise NotUnderstood("local.error.unreadable")
    if len(value) > WORDS_AT_MOST:
        raise NotUnderstood("local.error.too_long", n=WORDS_AT_MOST)
    try:
        # JSON can carry half a character ("\ud800"), which no database keeps.
        value.encode()
    except UnicodeEncodeError as half:
        raise NotUnderstood("local.error.unreadable") from half
    return value
