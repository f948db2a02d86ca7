"""Names of accounts, channels and messages that say which chat they live in."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class AccountId:
    """One account of somebody in one chat: a person can have several.

    Args:
        chat: adapter name: `slack`, `matrix` or `local`.
        workspace: Slack team, Matrix homeserver, or the local demo.
        user: the chat's own identifier of the account.
    """

    chat: str
    workspace: str
    user: str

    def __str__(self) -> str:
        return f"{self.chat}/{self.workspace}/{self.user}"

    @classmethod
    def parse(cls, name: str) -> AccountId:
        """Read back what `str` wrote."""
        return cls(*name.split("/", 2))


@dataclass(frozen=True, slots=True, order=True)
class ChannelId:
    """A place where several people read: a channel, a room."""

    chat: str
    workspace: str
    channel: str

    def __str__(self) -> str:
        return f"{self.chat}/{self.workspace}/{self.channel}"

    @classmethod
    def parse(cls, name: str) -> ChannelId:
        """Read back what `str` wrote."""
        return cls(*name.split("/", 2))


@dataclass(frozen=True, slots=True)
class MessageRef:
    """A message as its chat names it: enough to thread under it or find it again.

    Args:
        place: the channel or direct conversation that holds it, in the chat's own words.
        message: the chat's identifier of the message.
    """

    chat: str
    place: str
    message: str
