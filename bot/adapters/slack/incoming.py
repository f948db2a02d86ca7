"""Translates what Slack sends into what people did; pure, and calm about garbage.

Shapes as Slack documents them for slash commands, interactions, shortcuts and events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from bot.adapters.slack.errors import NotUnderstood
from bot.adapters.slack.events import read_event
from bot.adapters.slack.mentions import as_read, with_groups
from bot.adapters.slack.modal import read_values
from bot.adapters.slack.oauth import CHAT
from bot.adapters.slack.outgoing import OPEN_LINK
from bot.adapters.slack.payload import (
    Payload,
    account_of,
    bounded,
    channel_of,
    event_name,
    inner,
    is_more_than_words,
    maybe,
    object_of,
    word,
    words_of,
)
from bot.adapters.slack.scopes import SLASH_COMMANDS
from bot.adapters.slack.waiting import Heard, Surface, Waiting
from bot.admin.typed import read_command
from bot.chat.ids import AccountId, MessageRef
from bot.chat.incoming import (
    ButtonPressed,
    CommandTyped,
    FormSubmitted,
    MessageAction,
)


def translate(payload: object, direct: str = "") -> Heard | None:
    """Say what somebody did in the words of no chat, None if it asks for nothing.

    Args:
        payload: a slash command's fields, an interaction, or an event with its envelope.
        direct: the conversation between the bot and whoever acted, "" if not known.

    Raises:
        NotUnderstood: it is nothing Slack documents; its text holds no content.
    """
    found = object_of(payload, "payload")
    if "command" in found:
        return _command(found, direct)
    kind = word(found, "type")
    reader = _READERS.get(kind)
    if reader is None:
        raise NotUnderstood("an unknown type of payload")
    return reader(found)


def who(payload: object) -> AccountId:
    """Say who acted in a command or an interaction.

    Raises:
        NotUnderstood: the payload does not say.
    """
    return account_of(object_of(payload, "payload"))


def _command(found: Payload, direct: str) -> Heard:
    account = account_of(found)
    command = SLASH_COMMANDS.get(word(found, "command"))
    if command is None:
        raise NotUnderstood("a slash command that is not ours")
    place = maybe(found, "channel_id")
    trigger = word(found, "trigger_id")
    return Heard(
        incoming=CommandTyped(
            event=event_name(account, trigger),
            account=account,
            command=command,
            words=_typed(command, words_of(found, "text"), account.workspace),
            channel=channel_of(account, place) if place != direct else None,
        ),
        waiting=Waiting(
            account=account,
            surface="command",
            trigger=trigger,
            response_url=maybe(found, "response_url"),
            channel=place,
        ),
    )


def _typed(command: str, text: str, team: str) -> str:
    """Read what was typed; a user group is a place to import people from, and nothing else."""
    asked = read_command(command, text)
    if asked is not None and asked.command.name == "team_import":
        text = with_groups(text, team)
    return as_read(text, team)


def _pressed(found: Payload) -> Heard | None:
    account = account_of(found)
    actions = found.get("actions")
    if not isinstance(actions, list) or not actions:
        raise NotUnderstood("a press without an action")
    pressed = object_of(actions[0], "action")
    action = word(pressed, "action_id").split("#", 1)[0]
    if pressed.get("type") != "button" or action == OPEN_LINK:
        # Choices inside a form come back with the form; a link is opened by Slack itself.
        return None
    value = maybe(pressed, "value")
    place = maybe(inner(found, "channel"), "id")
    trigger = word(found, "trigger_id")
    view = inner(found, "view")
    return Heard(
        incoming=ButtonPressed(
            event=event_name(account, f"{trigger}/{maybe(pressed, 'action_ts')}"),
            account=account,
            action=action,
            value=value,
            channel=channel_of(account, place) if not place.startswith("D") else None,
        ),
        waiting=Waiting(
            account=account,
            surface=_surface(view),
            trigger=trigger,
            response_url=maybe(found, "response_url"),
            channel=place,
            view=maybe(view, "id"),
            retry=(action, value),
        ),
    )


def _surface(view: Payload) -> Surface:
    if not view:
        return "message"
    return "home" if view.get("type") == "home" else "modal"


def _sent(found: Payload) -> Heard:
    account = account_of(found)
    view = object_of(found.get("view"), "view")
    view_id = word(view, "id")
    return Heard(
        incoming=FormSubmitted(
            event=event_name(account, f"{view_id}/{maybe(view, 'hash')}"),
            account=account,
            form=word(view, "callback_id"),
            context=maybe(view, "private_metadata"),
            values={
                name: bounded(value) for name, value in read_values(view, account.workspace).items()
            },
        ),
        waiting=Waiting(
            account=account,
            surface="sent_form",
            trigger=maybe(found, "trigger_id"),
            view=view_id,
            sent=view,
        ),
    )


def _shortcut(found: Payload) -> Heard:
    account = account_of(found)
    trigger, action = word(found, "trigger_id"), word(found, "callback_id")
    return Heard(
        incoming=ButtonPressed(
            event=event_name(account, trigger), account=account, action=action, value=""
        ),
        waiting=Waiting(account=account, surface="shortcut", trigger=trigger, retry=(action, "")),
    )


def _message_action(found: Payload) -> Heard:
    account = account_of(found)
    trigger = word(found, "trigger_id")
    message = object_of(found.get("message"), "message")
    place = word(inner(found, "channel"), "id")
    author = maybe(message, "user")
    return Heard(
        incoming=MessageAction(
            event=event_name(account, trigger),
            account=account,
            action=word(found, "callback_id"),
            message=MessageRef(CHAT, place, maybe(message, "ts") or word(found, "message_ts")),
            words=as_read(words_of(message, "text"), account.workspace),
            channel=channel_of(account, place),
            author=AccountId(CHAT, account.workspace, author) if author else None,
            has_more=is_more_than_words(message),
        ),
        waiting=Waiting(
            account=account,
            surface="shortcut",
            trigger=trigger,
            response_url=maybe(found, "response_url"),
            channel=place,
        ),
    )


_READERS: Final[Mapping[str, Callable[[Payload], Heard | None]]] = MappingProxyType(
    {
        "block_actions": _pressed,
        "view_submission": _sent,
        "view_closed": lambda _: None,
        "shortcut": _shortcut,
        "message_action": _message_action,
        "event_callback": read_event,
    }
)
