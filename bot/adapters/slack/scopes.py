"""What Lien may do in a workspace, derived from the calls it makes and the events it hears.

A scope that no row here asks for is not in the manifest; a test holds the adapter's calls to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Final

# Method -> the bot scopes one needs for what Lien asks of it (Slack accepts others too).
BOT_CALLS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "auth.test": (),
        "auth.revoke": (),
        "apps.connections.open": (),  # with the app-level token and its own scope
        "chat.postMessage": ("chat:write",),
        "chat.postEphemeral": ("chat:write",),
        "conversations.open": ("im:write",),  # its other scopes are for groups of people
        "conversations.history": ("im:history",),  # only its own direct conversations
        "conversations.members": ("channels:read", "groups:read"),
        "files.getUploadURLExternal": ("files:write",),
        "files.completeUploadExternal": ("files:write",),
        "oauth.v2.access": (),
        "usergroups.users.list": ("usergroups:read",),
        "users.info": ("users:read",),
        "users.list": ("users:read",),
        "views.open": (),
        "views.publish": (),
        "views.update": (),
    }
)

USER_CALLS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "auth.revoke": (),
        "chat.delete": ("chat:write",),
        "chat.deleteScheduledMessage": ("chat:write",),
        "chat.scheduleMessage": ("chat:write",),
        "chat.scheduledMessages.list": (),
    }
)

EVENTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "app_home_opened": (),
        "app_uninstalled": (),
        "member_joined_channel": ("channels:read", "groups:read"),
        "member_left_channel": ("channels:read", "groups:read"),
        "message.im": ("im:history",),
        "tokens_revoked": (),
        "user_change": ("users:read",),
    }
)

# Only where an organisation wants to be asked "shall I keep this until tomorrow?" in channels.
NUDGE_EVENTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "message.channels": ("channels:history",),
        "message.groups": ("groups:history",),
    }
)

# Slash commands and shortcuts are no calls, and need a scope all the same.
_SURFACE: Final = ("commands",)


def _needed(*tables: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    rows = chain.from_iterable(table.values() for table in tables)
    return tuple(sorted(set(chain.from_iterable(rows))))


BOT_SCOPES: Final = tuple(sorted({*_SURFACE, *_needed(BOT_CALLS, EVENTS)}))
NUDGE_SCOPES: Final = _needed(NUDGE_EVENTS)
USER_SCOPES: Final = _needed(USER_CALLS)

SLASH_COMMANDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "/lien": "lien",
        "/plus-tard": "plus-tard",
        "/later": "plus-tard",
    }
)
"""Slash commands, and the command of ours each one is."""

GLOBAL_SHORTCUTS: Final = (
    "command.answer",
    "command.practice",
    "command.signal",
    "command.later",
    "command.later_list",
    "command.talk",
)
"""Shortcuts from anywhere; a callback is the action it stands for, pressed without a value."""

MESSAGE_SHORTCUTS: Final = (
    "quiethours.keep_message",
    "sharing.practice_message",
    "sharing.signal_message",
)
"""Shortcuts in the menu of a message; a callback is the action it stands for."""
