"""Translates what Slack sends into what people did; pure, and calm about garbage.

Shapes as Slack documents them for slash commands, interactions, shortcuts and events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from bot.adapters.slack.errors import NotUnderstood
from bot.adapters.slack.mentions import as_read
from bot.adapters.slack.modal import read_values, typed_fields
from bot.adapters.slack.oauth import CHAT
from bot.adapters.slack.outgoing import OPEN_LINK
from bot.adapters.slack.scopes import SLASH_COMMANDS
from bot.adapters.slack.waiting import Heard, Surface, Waiting
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.incoming import (
    AccountClosed,
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    HomeOpened,
    Incoming,
    MembershipChanged,
    MessageAction,
    MessagePosted,
)

Payload: TypeAlias = Mapping[str, Any]

_LONGEST_WORDS: Final = 40_000
# Kinds of message that somebody wrote; the others are edits, deletions and notices of Slack.
_WRITTEN: Final = frozenset({"", "file_share", "thread_broadcast", "me_message"})


def translate(payload: object, direct: str = "") -> Heard | None:
    """Say what somebody did in the words of no chat, None if it asks for nothing.

    Args:
        payload: a slash command's fields, an interaction, or an event with its envelope.
        direct: the conversation between the bot and whoever acted, "" if not known.

    Raises:
        NotUnderstood: it is nothing Slack documents; its text holds no content.
    """
    found = _object(payload, "payload")
    if "command" in found:
        return _command(found, direct)
    kind = _word(found, "type")
    reader = _READERS.get(kind)
    if reader is None:
        raise NotUnderstood("an unknown type of payload")
    return reader(found)


def who(payload: object) -> AccountId:
    """Say who acted in a command or an interaction.

    Raises:
        NotUnderstood: the payload does not say.
    """
    return _account(_object(payload, "payload"))


def _command(found: Payload, direct: str) -> Heard:
    account = _account(found)
    command = SLASH_COMMANDS.get(_word(found, "command"))
    if command is None:
        raise NotUnderstood("a slash command that is not ours")
    place = _maybe(found, "channel_id")
    trigger = _word(found, "trigger_id")
    return Heard(
        incoming=CommandTyped(
            event=_event(account, trigger),
            account=account,
            command=command,
            words=as_read(_words(found, "text"), account.workspace),
            channel=_channel(account, place) if place != direct else None,
        ),
        waiting=Waiting(
            account=account,
            surface="command",
            trigger=trigger,
            response_url=_maybe(found, "response_url"),
            channel=place,
        ),
    )


def _pressed(found: Payload) -> Heard | None:
    account = _account(found)
    actions = found.get("actions")
    if not isinstance(actions, list) or not actions:
        raise NotUnderstood("a press without an action")
    pressed = _object(actions[0], "action")
    action = _word(pressed, "action_id").split("#", 1)[0]
    if pressed.get("type") != "button" or action == OPEN_LINK:
        # Choices inside a form come back with the form; a link is opened by Slack itself.
        return None
    value = _maybe(pressed, "value")
    place = _maybe(_inner(found, "channel"), "id")
    trigger = _word(found, "trigger_id")
    view = _inner(found, "view")
    return Heard(
        incoming=ButtonPressed(
            event=_event(account, f"{trigger}/{_maybe(pressed, 'action_ts')}"),
            account=account,
            action=action,
            value=value,
            channel=_channel(account, place) if not place.startswith("D") else None,
        ),
        waiting=Waiting(
            account=account,
            surface=_surface(view),
            trigger=trigger,
            response_url=_maybe(found, "response_url"),
            channel=place,
            view=_maybe(view, "id"),
            retry=(action, value),
        ),
    )


def _surface(view: Payload) -> Surface:
    if not view:
        return "message"
    return "home" if view.get("type") == "home" else "modal"


def _sent(found: Payload) -> Heard:
    account = _account(found)
    view = _object(found.get("view"), "view")
    view_id = _word(view, "id")
    return Heard(
        incoming=FormSubmitted(
            event=_event(account, f"{view_id}/{_maybe(view, 'hash')}"),
            account=account,
            form=_word(view, "callback_id"),
            context=_maybe(view, "private_metadata"),
            values={
                name: _bounded(value)
                for name, value in read_values(view, account.workspace).items()
            },
        ),
        waiting=Waiting(
            account=account,
            surface="sent_form",
            trigger=_maybe(found, "trigger_id"),
            view=view_id,
            fields=typed_fields(view),
        ),
    )


def _shortcut(found: Payload) -> Heard:
    account = _account(found)
    trigger, action = _word(found, "trigger_id"), _word(found, "callback_id")
    return Heard(
        incoming=ButtonPressed(
            event=_event(account, trigger), account=account, action=action, value=""
        ),
        waiting=Waiting(account=account, surface="shortcut", trigger=trigger, retry=(action, "")),
    )


def _message_action(found: Payload) -> Heard:
    account = _account(found)
    trigger = _word(found, "trigger_id")
    message = _object(found.get("message"), "message")
    place = _word(_inner(found, "channel"), "id")
    author = _maybe(message, "user")
    return Heard(
        incoming=MessageAction(
            event=_event(account, trigger),
            account=account,
            action=_word(found, "callback_id"),
            message=MessageRef(CHAT, place, _maybe(message, "ts") or _word(found, "message_ts")),
            words=as_read(_words(message, "text"), account.workspace),
            channel=_channel(account, place),
            author=AccountId(CHAT, account.workspace, author) if author else None,
        ),
        waiting=Waiting(
            account=account,
            surface="shortcut",
            trigger=trigger,
            response_url=_maybe(found, "response_url"),
            channel=place,
        ),
    )


def _event_heard(found: Payload) -> Heard | None:
    event = _object(found.get("event"), "event")
    reader = _EVENTS.get(_word(event, "type"))
    return reader(event, found) if reader else None


def _posted(event: Payload, envelope: Payload) -> Heard | None:
    if event.get("bot_id") or _maybe(event, "subtype") not in _WRITTEN:
        return None
    account = _in_event(event, "user", envelope)
    place = _word(event, "channel")
    is_direct = event.get("channel_type") == "im"
    incoming = MessagePosted(
        event=_event(account, _word(envelope, "event_id")),
        account=account,
        message=MessageRef(CHAT, place, _word(event, "ts")),
        words=as_read(_words(event, "text"), account.workspace),
        channel=None if is_direct else _channel(account, place),
    )
    surface: Surface = "direct" if is_direct else "channel"
    return Heard(
        incoming=incoming, waiting=Waiting(account=account, surface=surface, channel=place)
    )


def _home_opened(event: Payload, envelope: Payload) -> Heard | None:
    if event.get("tab") == "messages":
        return None
    account = _in_event(event, "user", envelope)
    incoming = HomeOpened(event=_event(account, _word(envelope, "event_id")), account=account)
    place = _maybe(event, "channel")
    return Heard(incoming=incoming, waiting=Waiting(account=account, surface="home", channel=place))


def _joined_or_left(event: Payload, envelope: Payload) -> Heard | None:
    account = _in_event(event, "user", envelope)
    if account.user in _ourselves(envelope):
        return None
    incoming = MembershipChanged(
        event=_event(account, _word(envelope, "event_id")),
        account=account,
        channel=ChannelId(CHAT, account.workspace, _word(event, "channel")),
        is_member=event.get("type") == "member_joined_channel",
    )
    return _unanswered(incoming)


def _user_changed(event: Payload, envelope: Payload) -> Heard | None:
    user = _object(event.get("user"), "user")
    if user.get("is_bot"):
        return None
    account = _in_event(user, "id", envelope)
    incoming = AccountClosed(
        event=_event(account, _word(envelope, "event_id")),
        account=account,
        is_closed=user.get("deleted") is True,
    )
    return _unanswered(incoming)


def _unanswered(incoming: Incoming) -> Heard:
    return Heard(incoming=incoming, waiting=Waiting(account=incoming.account, surface="nowhere"))


_READERS: Final[Mapping[str, Callable[[Payload], Heard | None]]] = MappingProxyType(
    {
        "block_actions": _pressed,
        "view_submission": _sent,
        "view_closed": lambda _: None,
        "shortcut": _shortcut,
        "message_action": _message_action,
        "event_callback": _event_heard,
    }
)
_EVENTS: Final[Mapping[str, Callable[[Payload, Payload], Heard | None]]] = MappingProxyType(
    {
        "message": _posted,
        "app_home_opened": _home_opened,
        "member_joined_channel": _joined_or_left,
        "member_left_channel": _joined_or_left,
        "user_change": _user_changed,
    }
)


def _account(found: Payload) -> AccountId:
    """Name who acted; the user's own workspace, where a channel is shared between several."""
    user = found.get("user")
    if isinstance(user, dict):
        team = _maybe(user, "team_id") or _maybe(_inner(found, "team"), "id")
        return _named(team, _word(user, "id"))
    return _named(_word(found, "team_id"), _word(found, "user_id"))


def _in_event(holder: Payload, key: str, envelope: Payload) -> AccountId:
    return _named(_word(envelope, "team_id"), _word(holder, key))


def _named(team: str, user: str) -> AccountId:
    if not (team.isalnum() and user.isalnum()):
        raise NotUnderstood("an account that is not Slack's")
    return AccountId(CHAT, team, user)


def _channel(account: AccountId, place: str) -> ChannelId | None:
    return ChannelId(CHAT, account.workspace, place) if place else None


def _ourselves(envelope: Payload) -> frozenset[str]:
    found = envelope.get("authorizations")
    listed = found if isinstance(found, list) else []
    return frozenset(_maybe(one, "user_id") for one in listed if isinstance(one, dict))


def _event(account: AccountId, name: str) -> str:
    return f"{CHAT}/{account.workspace}/{name}"


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise NotUnderstood(f"no {what}")
    return value


def _inner(found: Payload, key: str) -> dict[str, Any]:
    value = found.get(key)
    return value if isinstance(value, dict) else {}


def _word(found: Payload, key: str) -> str:
    value = found.get(key)
    if not isinstance(value, str) or not value:
        raise NotUnderstood(f"no {key}")
    return _bounded(value)


def _maybe(found: Payload, key: str) -> str:
    value = found.get(key)
    return _bounded(value) if isinstance(value, str) else ""


def _words(found: Payload, key: str) -> str:
    value = found.get(key) or ""
    if not isinstance(value, str):
        raise NotUnderstood(f"no {key}")
    return _bounded(value)


def _bounded(value: str) -> str:
    if len(value) > _LONGEST_WORDS:
        raise NotUnderstood("more words than Slack takes")
    try:
        # JSON can carry half a character ("\ud800"), which no database keeps.
        value.encode()
    except UnicodeEncodeError as half:
        raise NotUnderstood("half a character") from half
    return value
