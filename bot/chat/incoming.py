"""What people do in a chat, in words no chat owns.

Words people wrote and values they chose are kept out of `repr`, so that no log line carries them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.chat.ids import AccountId, ChannelId, MessageRef


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTyped:
    """Somebody typed a command.

    Args:
        event: the chat's identifier of the event, the same when it is delivered again.
        account: who typed it.
        command: `lien` or `plus-tard`, without the slash.
        words: everything after the command's name, people and channels written as
            `@chat/workspace/user` and `#chat/workspace/channel` where the chat resolves them.
        channel: where it was typed, a conversation between people included; None with the bot.
        message: the message that was the command, in chats where a command stays one.
    """

    event: str
    account: AccountId
    command: str
    words: str = field(repr=False)
    channel: ChannelId | None = None
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonPressed:
    """Somebody pressed a button of a message the bot sent; `value` is what the button carried.

    A chat's own shortcut that opens something is a press of a button without a value.
    """

    event: str
    account: AccountId
    action: str
    value: str = field(repr=False)
    channel: ChannelId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSubmitted:
    """Somebody sent a form; `values` maps each field to what was chosen or written ("" = empty).

    Args:
        form: the form's identifier.
        context: what the form was opened for, as the bot wrote it into the form.
    """

    event: str
    account: AccountId
    form: str
    context: str
    values: Mapping[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePosted:
    """Somebody wrote a message: to the bot in private (`channel` None), or where it listens.

    Args:
        has_more: it is more than its words: files hang on it, or it answers in a thread.
    """

    event: str
    account: AccountId
    message: MessageRef
    words: str = field(repr=False)
    channel: ChannelId | None = None
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageAction:
    """Somebody chose an action of ours in the menu of a message, their own or another's.

    Args:
        action: what was chosen, such as `quiethours.keep_message`.
        author: who wrote the message; None when the chat does not say.
        has_more: it is more than its words: files hang on it, or it answers in a thread.
    """

    event: str
    account: AccountId
    action: str
    message: MessageRef
    words: str = field(repr=False)
    channel: ChannelId | None = None
    author: AccountId | None = None
    has_more: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeOpened:
    """Somebody opened the bot's own page; the reply's message is what it shows."""

    event: str
    account: AccountId


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountClosed:
    """An account was closed or made a guest's by whoever runs the chat, or opened again."""

    event: str
    account: AccountId
    is_closed: bool = True
    is_guest: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipChanged:
    """Somebody joined or left a channel that stands for a unit."""

    event: str
    account: AccountId
    channel: ChannelId
    is_member: bool


Incoming: TypeAlias = (
    CommandTyped
    | ButtonPressed
    | FormSubmitted
    | MessagePosted
    | MessageAction
    | HomeOpened
    | MembershipChanged
    | AccountClosed
)
