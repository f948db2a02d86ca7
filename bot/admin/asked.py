"""Reads what an admin types about units, people and channels."""

from __future__ import annotations

from dataclasses import dataclass

from bot.admin.model import folded
from bot.chat.ids import AccountId, ChannelId
from bot.errors import UserError
from bot.people.finding import LONGEST_NAME

_FULL_ID = 2  # slashes of chat/workspace/user
_INSIDE = ("dans", "in")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned:
    """What stands in a command: an account, a channel, and the words that are neither."""

    account: AccountId | None = None
    channel: ChannelId | None = None
    words: str = ""


def read_mentions(typed: str, by: AccountId) -> Mentioned:
    """Take the first `@somebody` and the first `#channel` out of a command.

    A mention that does not name its chat is of the chat and workspace it was typed in.
    """
    account: AccountId | None = None
    channel: ChannelId | None = None
    rest: list[str] = []
    for word in typed.split():
        mark, name = word[0], word[1:]
        if mark == "@" and name and account is None:
            is_full = name.count("/") >= _FULL_ID
            account = AccountId.parse(name) if is_full else AccountId(by.chat, by.workspace, name)
        elif mark == "#" and name and channel is None:
            is_full = name.count("/") >= _FULL_ID
            channel = ChannelId.parse(name) if is_full else ChannelId(by.chat, by.workspace, name)
        else:
            rest.append(word)
    return Mentioned(account=account, channel=channel, words=" ".join(rest))


def read_name(words: str) -> str:
    """Read the name of a unit that is about to be.

    Raises:
        UserError: there is none, or it is too long to be read in a digest.
    """
    name = words.strip(' "«»\u00a0')
    if not name:
        raise UserError("team.no_name")
    if len(name) > LONGEST_NAME:
        raise UserError("team.long_name", limit=LONGEST_NAME)
    return name


def split_parent(words: str) -> tuple[str, str]:
    """Part "Enfance Nord dans Protection" into the new unit's name and its parent's."""
    parts = words.split()
    for n in range(len(parts) - 1, 0, -1):
        if folded(parts[n]) in _INSIDE:
            return " ".join(parts[:n]), " ".join(parts[n + 1 :])
    return words, ""
