"""A workspace as it is kept: people, channels, what was said there, and what everybody sees."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.doubles.slack.refusal import Refusal

BOT, BOT_ID, APP = "UBOT0LIEN", "BLIEN00001", "ALIEN00001"


@dataclass
class User:
    """Somebody who can be seen in the workspace.

    Args:
        home: the workspace they are of, where it is another one: they share a channel.
        grid: whether that one is of the same organisation, which lets them into this one.
    """

    id: str
    name: str
    tz: str = "Europe/Paris"
    locale: str = "fr-FR"
    is_bot: bool = False
    is_guest: bool = False
    is_ultra_guest: bool = False
    deleted: bool = False
    home: str = ""
    grid: bool = False

    def shown(self, team: str) -> dict[str, Any]:
        grid = {"enterprise_user": {"teams": [self.home, team]}} if self.grid else {}
        return {
            **grid,
            "id": self.id,
            "team_id": self.home or team,
            "name": self.name.lower().replace(" ", "."),
            "deleted": self.deleted,
            "real_name": self.name,
            "tz": self.tz,
            "locale": self.locale,
            "is_bot": self.is_bot,
            "is_app_user": False,
            "is_restricted": self.is_guest,
            "is_ultra_restricted": self.is_ultra_guest,
            "profile": {"real_name": self.name, "display_name": self.name.split()[0]},
        }


@dataclass
class Channel:
    """A channel, or the conversation of two people (`is_im`); `messages` are oldest first."""

    id: str
    name: str
    members: set[str]
    is_im: bool = False
    is_archived: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)
    ephemerals: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def find(self, ts: str) -> dict[str, Any] | None:
        return next((m for m in self.messages if m["ts"] == ts), None)


@dataclass
class View:
    """A modal somebody has open, or their Home tab."""

    id: str
    user: str
    content: dict[str, Any]
    hash: str
    root: str = ""

    def shown(self, team: str) -> dict[str, Any]:
        return {
            **self.content,
            "id": self.id,
            "team_id": team,
            "app_id": APP,
            "bot_id": BOT_ID,
            "hash": self.hash,
            "root_view_id": self.root or self.id,
            "state": {"values": {}},
        }


@dataclass
class Team:
    """One workspace. Times are seconds of the double's own clock, which stands until moved."""

    id: str = "T0LIEN0001"
    name: str = "Protection de l'enfance"
    now: float = 1_767_600_000.0
    users: dict[str, User] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    groups: dict[str, set[str]] = field(default_factory=dict)
    views: dict[str, View] = field(default_factory=dict)
    homes: dict[str, View] = field(default_factory=dict)
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    waiting: dict[str, dict[str, Any]] = field(default_factory=dict)
    triggers: dict[str, tuple[str, float]] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.users[BOT] = User(id=BOT, name="Lien", is_bot=True)

    def number(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers):08d}"

    def add_user(self, name: str, **facts: Any) -> User:
        user = User(id=self.number("U"), name=name, **facts)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, members: list[User], *, with_bot: bool = True) -> Channel:
        inside = {user.id for user in members} | ({BOT} if with_bot else set())
        channel = Channel(id=self.number("C"), name=name, members=inside)
        self.channels[channel.id] = channel
        return channel

    def direct(self, one: str, other: str = BOT) -> Channel:
        """Give the conversation of two people, opened if there is none."""
        for channel in self.channels.values():
            if channel.is_im and channel.members == {one, other}:
                return channel
        made = Channel(id=self.number("D"), name="", members={one, other}, is_im=True)
        self.channels[made.id] = made
        return made

    def place(self, wanted: str, by: str) -> Channel:
        """Find where a message goes: a channel, or a user's own conversation with who writes."""
        if wanted in self.users:
            if self.users[wanted].deleted:
                raise Refusal("user_not_found" if wanted == by else "channel_not_found")
            return self.direct(wanted, by)
        channel = self.channels.get(wanted)
        if channel is None:
            raise Refusal("channel_not_found")
        return channel

    def ts(self) -> str:
        return f"{int(self.now)}.{next(self.numbers):06d}"

    def trigger(self, user: str) -> str:
        """Give a trigger: good once, for three seconds."""
        made = f"{self.number('')}.{self.number('')}.trigger"
        self.triggers[made] = (user, self.now)
        return made

    def pull(self, trigger: str) -> str:
        """Use a trigger up; give whose it was."""
        if trigger not in self.triggers:
            raise Refusal(
                "invalid_trigger_id" if trigger.count(".") < 2 else "exchanged_trigger_id"
            )
        user, made = self.triggers.pop(trigger)
        if self.now - made > 3:
            raise Refusal("expired_trigger_id")
        return user
