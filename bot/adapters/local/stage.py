"""What the local chat is given: who can be played, where they talk, and the clock they move."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol, TypeAlias

from bot.chat.ids import AccountId, ChannelId
from bot.chat.ports import Pictures, Receive
from bot.i18n.text import Text

Role: TypeAlias = Literal["agent", "manager", "referent", "admin"]
Step: TypeAlias = Literal["hour", "morning", "round"]

ROLES: tuple[Role, ...] = ("agent", "manager", "referent", "admin")
STEPS: tuple[Step, ...] = ("hour", "morning", "round")


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """Somebody of the demo department.

    Args:
        unit: name of the team, as people say it.
        is_playable: offered in the account menu; the others only read and are written to.
    """

    account: AccountId
    name: str
    role: Role
    unit: str
    language: str = "fr"
    zone: str = "Europe/Paris"
    is_playable: bool = True

    @property
    def initials(self) -> str:
        """The one or two letters of the avatar."""
        return "".join(word[0] for word in self.name.split()[:2]).upper()


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A place where a team talks; the bot is in all of them."""

    id: ChannelId
    name: str
    members: tuple[AccountId, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """Everyone in the chat and where they talk; the first playable persona opens the page."""

    personas: tuple[Persona, ...]
    channels: tuple[Channel, ...]

    def persona(self, user: str) -> Persona | None:
        """Find somebody by the user part of their account."""
        return next((p for p in self.personas if p.account.user == user), None)

    def channel(self, channel: ChannelId) -> Channel | None:
        """Find a channel by its identifier."""
        return next((c for c in self.channels if c.id == channel), None)

    def playable(self) -> tuple[Persona, ...]:
        """List who can be played, in the caller's order."""
        return tuple(p for p in self.personas if p.is_playable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hint:
    """A command the composer suggests, such as `/lien aide`, with what it does."""

    command: str
    help: Text
    roles: tuple[Role, ...] = ROLES


class Stage(Protocol):
    """The simulated world behind the page: its clock, and what the bot waits for."""

    def now(self) -> datetime:
        """Return the simulated instant, in UTC."""
        ...

    def waiting(self) -> Text:
        """Say in one plain sentence what the bot is waiting for."""
        ...

    def progress(self) -> tuple[int, int] | None:
        """Return (done, total) while the past weeks are played, None once the page is ready."""
        ...

    async def advance(self, step: Step) -> None:
        """Move the clock; return when everything due until then has been done."""
        ...

    async def speak(self, language: str) -> None:
        """Take note that whoever looks reads `fr` or `en`: what the bot says next is in it."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """All the page needs besides the chat itself.

    Args:
        is_empty: nothing is set up yet: the page says so to whoever can do it.
    """

    receive: Receive
    pictures: Pictures
    stage: Stage
    hints: tuple[Hint, ...] = ()
    is_empty: bool = False

    def hints_for(self, role: Role) -> Iterable[Hint]:
        """List the commands a role can type."""
        return (hint for hint in self.hints if role in hint.roles)
