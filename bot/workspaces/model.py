"""Tokens a chat lent us, and how long what belongs to a workspace outlives them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.chat.ids import AccountId, ChannelId
from bot.people.model import Directory, Person, Unit

ERASED_AFTER = timedelta(days=30)
"""From the day Lien is removed from a workspace to the day that workspace's data is erased."""

RENEWED_BEFORE = timedelta(hours=1)
"""How long before it runs out a token is renewed; Slack's last twelve hours."""


@dataclass(frozen=True, slots=True, order=True, kw_only=True)
class Holder:
    """Who acts with a token: the bot itself in a workspace, or somebody who lent it theirs.

    Args:
        user: the account that lent it, "" for the bot's own.
    """

    chat: str
    workspace: str
    user: str = ""

    @property
    def key(self) -> str:
        """Name of the key that seals the token; a key a token, so that it goes with it."""
        return f"grant/{self.chat}/{self.workspace}/{self.user or 'bot'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """What calls are made with; in memory in clear, on disk sealed.

    Args:
        refresh: gets the next token, once; "" for a token that does not run out.
        expires_at: None for a token that does not run out.
        scopes: what the chat says it allows.
    """

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()

    def wants_renewing(self, now: datetime) -> bool:
        """Tell whether it runs out soon and can be renewed."""
        return bool(self.refresh) and self._ends_by(now + RENEWED_BEFORE)

    def is_over(self, now: datetime) -> bool:
        """Tell whether the chat takes it no more."""
        return self._ends_by(now)

    def _ends_by(self, instant: datetime) -> bool:
        return self.expires_at is not None and self.expires_at <= instant


@dataclass(frozen=True, slots=True, kw_only=True)
class Departure:
    """A workspace that removed Lien, and when what belongs to it is erased."""

    chat: str
    workspace: str
    erase_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What goes with a workspace, and what stays without it."""

    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    people_changed: tuple[Person, ...]
    units_changed: tuple[Unit, ...]


def erased_with(directory: Directory, departure: Departure) -> Erased:
    """Decide who goes with a workspace: whoever has no account elsewhere.

    A unit goes when nobody is left in it and below it, and it lost somebody or read there.
    """

    def is_there(place: AccountId | ChannelId) -> bool:
        return (place.chat, place.workspace) == (departure.chat, departure.workspace)

    there = [p for p in directory.people.values() if any(map(is_there, p.accounts))]
    people = tuple(p for p in there if all(map(is_there, p.accounts)))
    left = directory.people.keys() - {person.id for person in people}
    reading = [u for u in directory.units.values() if u.channel and is_there(u.channel)]
    lost = {u.id for p in people for u in directory.above(p.unit)} | {u.id for u in reading}
    empty = [u for u in lost if not any(p.id in left for p in directory.homed(u))]
    units = {under.id: under for unit in empty for under in directory.under(unit)}
    return Erased(
        people=people,
        units=tuple(units.values()),
        people_changed=tuple(
            replace(p, accounts=tuple(a for a in p.accounts if not is_there(a)))
            for p in there
            if p.id in left
        ),
        units_changed=tuple(replace(u, channel=None) for u in reading if u.id not in units),
    )
