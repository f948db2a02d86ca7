"""Names of conversations, and who reads which: nobody is shown a conversation of others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.adapters.local.stage import Cast, Persona
from bot.chat.ids import AccountId, ChannelId

CHAT = "local"
_CHANNEL = "channel/"
_PAIR = "pair/"
_COLLEAGUES_LISTED = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """One line of the list on the left.

    Args:
        place: its name in the history.
        title: what it is called; empty for the bot, whose name is in the catalogue.
        user: the colleague, in a conversation of two.
        readers: how many people read it.
    """

    place: str
    kind: Literal["bot", "channel", "pair"]
    title: str = ""
    user: str = ""
    readers: int = 1


def with_bot(account: AccountId) -> str:
    """Name somebody's direct conversation with the bot."""
    return f"direct/{account.user}"


def of_channel(channel: ChannelId) -> str:
    """Name the conversation of a channel."""
    return f"{_CHANNEL}{channel.channel}"


def of_two(one: AccountId, other: AccountId) -> str:
    """Name the conversation of two people, the same from both sides."""
    return _PAIR + "+".join(sorted((one.user, other.user)))


def is_of_two(place: str) -> bool:
    """Say whether a place is between two people, where the bot is not."""
    return place.startswith(_PAIR)


def channel_of(place: str, account: AccountId) -> ChannelId | None:
    """Return the channel a place stands for, None when it is a conversation of two."""
    if not place.startswith(_CHANNEL):
        return None
    return ChannelId(CHAT, account.workspace, place.removeprefix(_CHANNEL))


def conversations(cast: Cast, me: Persona, places_in_use: frozenset[str]) -> list[Conversation]:
    """List what somebody sees: the bot, their channels, a few colleagues and who wrote to them."""
    found = [Conversation(place=with_bot(me.account), kind="bot")]
    mine = [channel for channel in cast.channels if me.account in channel.members]
    found += [
        Conversation(place=of_channel(c.id), kind="channel", title=c.name, readers=len(c.members))
        for c in mine
    ]
    near = {account for channel in mine for account in channel.members}
    listed = 0
    for other in cast.personas:
        if other.account == me.account:
            continue
        place = of_two(me.account, other.account)
        is_near = other.account in near and listed < _COLLEAGUES_LISTED
        if is_near or place in places_in_use:
            listed += is_near
            found.append(
                Conversation(place=place, kind="pair", title=other.name, user=other.account.user)
            )
    return found


def readable(cast: Cast, me: AccountId, place: str) -> bool:
    """Say whether somebody reads a place."""
    if place == with_bot(me):
        return True
    if (channel := channel_of(place, me)) is not None:
        found = cast.channel(channel)
        return found is not None and me in found.members
    others = (p.account for p in cast.personas if p.account != me)
    return any(place == of_two(me, other) for other in others)
