"""Who waits for an answer, and where Slack lets it be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from bot.chat.ids import AccountId
from bot.chat.incoming import Incoming

Surface: TypeAlias = Literal[
    "command", "message", "modal", "sent_form", "home", "shortcut", "direct", "channel", "nowhere"
]
"""Where somebody acted: it decides how they are answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What Slack gave us to answer somebody with.

    Args:
        trigger: opens one modal, within three seconds.
        response_url: answers in place, five times within half an hour.
        channel: conversation they acted in, in Slack's words; "" where there is none.
        view: the modal they acted in.
        sent: the modal they sent, in Slack's words; what is wrong is said beside its fields.
        retry: the action and value that do the same again, where there are any.
    """

    account: AccountId
    surface: Surface
    trigger: str = field(default="", repr=False)
    response_url: str = field(default="", repr=False)
    channel: str = ""
    view: str = ""
    sent: Mapping[str, Any] = field(default_factory=dict, repr=False)
    retry: tuple[str, str] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What somebody did, and who waits."""

    incoming: Incoming
    waiting: Waiting
