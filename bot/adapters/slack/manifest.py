"""The app manifest: everything an administrator of Slack would otherwise click together."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal, TypeAlias

from bot.adapters.slack.scopes import (
    BOT_SCOPES,
    EVENTS,
    GLOBAL_SHORTCUTS,
    MESSAGE_SHORTCUTS,
    NUDGE_EVENTS,
    NUDGE_SCOPES,
    SLASH_COMMANDS,
    USER_SCOPES,
)
from bot.admin.model import COMMANDS
from bot.admin.views import bare, marked
from bot.errors import OperatorError
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text, text

Mode: TypeAlias = Literal["socket", "http"]
EVENTS_PATH: Final = "/slack/events"
INSTALL_PATH: Final = "/slack/install"
OAUTH_PATH: Final = "/slack/oauth"
_HINTED: Final = ("help", "answer", "talk", "pause", "hours", "charter")
"""Commands named beside the slash command itself: what most people need first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What an organisation wants of its Slack app.

    Args:
        language: of the names and hints people see, `fr` or `en`.
        mode: how Slack reaches Lien: a connection Lien opens, or requests to its address.
        url: Lien's own address on the web, "" without one: then nobody can link an account.
        nudges: whether Lien may be asked, channel by channel, to offer in the evening to keep a
            message; it has to read the channel's messages for that.
        rotates_tokens: tokens last twelve hours and are renewed; only for installations by OAuth,
            and it cannot be taken back.
    """

    language: str
    mode: Mode = "socket"
    url: str = ""
    nudges: bool = False
    rotates_tokens: bool = False


def manifest(wishes: Wishes) -> dict[str, Any]:
    """Return a manifest that Slack imports as it is (schema version 1).

    Raises:
        OperatorError: a wish needs an address that was not given, or one that begins with https.
    """
    url = wishes.url.rstrip("/")
    if url and not url.startswith("https://"):
        raise OperatorError("Slack sends people and events to https addresses only: https://…")
    if not url and (wishes.mode == "http" or wishes.rotates_tokens):
        needs = "--mode http" if wishes.mode == "http" else "--rotate-tokens"
        raise OperatorError(f"{needs} needs Lien's own address: --url https://lien.example.org")
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": _said(wishes, text("slack.manifest.name")),
            "description": _said(wishes, text("slack.manifest.description")),
            "background_color": "#1f5f5b",
        },
        "features": _features(wishes, url),
        "oauth_config": _oauth(wishes, url),
        "settings": _settings(wishes, url),
    }


def _features(wishes: Wishes, url: str) -> dict[str, Any]:
    # Slack asks for the address of a slash command in HTTP mode alone.
    address = {"url": url + EVENTS_PATH} if wishes.mode == "http" else {}
    return {
        "app_home": {
            "home_tab_enabled": True,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": False,
        },
        "bot_user": {
            "display_name": _said(wishes, text("slack.manifest.name")),
            "always_online": True,
        },
        "shortcuts": [
            *(_shortcut(wishes, "global", callback) for callback in GLOBAL_SHORTCUTS),
            *(_shortcut(wishes, "message", callback) for callback in MESSAGE_SHORTCUTS),
        ],
        "slash_commands": [
            {
                "command": command,
                **address,
                "description": _said(wishes, text(f"slack.manifest.does.{door}")),
                "usage_hint": _hint(wishes, door),
                "should_escape": True,  # people and channels arrive as identifiers
            }
            for command, door in SLASH_COMMANDS.items()
        ],
    }


def _hint(wishes: Wishes, door: str) -> str:
    """Say what may follow a slash command, as the table of commands has it."""
    by_name = {command.name: command for command in COMMANDS}
    if door == "lien":
        return " · ".join(bare(by_name[name], wishes.language) for name in _HINTED)
    arguments = " ".join(_said(wishes, marked(one)) for one in by_name["later"].arguments)
    return f"{arguments} · {bare(by_name['later_list'], wishes.language).partition(' ')[2]}"


def _shortcut(wishes: Wishes, kind: str, callback: str) -> dict[str, str]:
    return {
        "name": _said(wishes, text(f"slack.shortcut.{callback}")),
        "type": kind,
        "callback_id": callback,
        "description": _said(wishes, text(f"slack.shortcut.about.{callback}")),
    }


def _oauth(wishes: Wishes, url: str) -> dict[str, Any]:
    nudge = NUDGE_SCOPES if wishes.nudges else ()
    scopes: dict[str, list[str]] = {"bot": sorted({*BOT_SCOPES, *nudge})}
    if nudge:
        scopes["bot_optional"] = list(nudge)
    if not url:
        return {"scopes": scopes}
    # People link their account by themselves, one by one: installing must not ask it of anybody.
    scopes |= {"user": list(USER_SCOPES), "user_optional": list(USER_SCOPES)}
    return {"redirect_urls": [url + OAUTH_PATH], "scopes": scopes}


def _settings(wishes: Wishes, url: str) -> dict[str, Any]:
    request = {"request_url": url + EVENTS_PATH} if wishes.mode == "http" else {}
    events = {*EVENTS, *(NUDGE_EVENTS if wishes.nudges else ())}
    return {
        "event_subscriptions": {**request, "bot_events": sorted(events)},
        "interactivity": {"is_enabled": True, **request},
        "org_deploy_enabled": False,
        "socket_mode_enabled": wishes.mode == "socket",
        "token_rotation_enabled": wishes.rotates_tokens,
    }


def _said(wishes: Wishes, message: Text) -> str:
    # No moment is said in a manifest, so any instant will do.
    now = datetime(2000, 1, 1, tzinfo=UTC)
    return say(message, Reader(language=wishes.language, zone="UTC", now=now))
