"""From accounts of a chat to people of a roster."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.chat.ids import AccountId, ChannelId
from bot.chat.ports import ChatPort, Profile
from bot.errors import ChatError, UserError
from bot.people.model import Person, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Turns accounts of a chat into people of a roster."""

    chats: Mapping[str, ChatPort]

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        """Ask the chat who accounts are.

        Raises:
            UserError: the chat cannot say at the moment.
        """
        if not accounts:
            return ()
        try:
            return await self._chat(accounts[0].chat).profiles(accounts)
        except ChatError as error:
            raise UserError("team.chat_silent") from error

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        """Ask who reads a channel or belongs to a group, robots and guests included.

        Raises:
            UserError: there is no such channel, the bot is not in it, or the chat cannot say.
        """
        try:
            return await self._chat(channel.chat).members(channel)
        except ChatError as error:
            raise UserError("team.channel_unread", channel=f"#{channel.channel}") from error

    async def arriving(self, account: AccountId, unit: Unit, joined: date | None) -> Person:
        """Make a person of an account.

        Raises:
            UserError: the chat knows no such account, or it is no colleague's.
        """
        profiles = await self.profiles([account])
        if not profiles:
            raise UserError("team.unknown_account", name=account.user[:80])
        (profile,) = profiles
        if profile.apart is not None:
            raise UserError(f"team.apart_{profile.apart}", name=profile.name[:80])
        return person_of(profile, unit, joined)

    def _chat(self, name: str) -> ChatPort:
        if name not in self.chats:
            raise UserError("team.chat_silent")
        return self.chats[name]


def person_of(profile: Profile, unit: Unit, joined: date | None) -> Person:
    """Make a person of what a chat says of a colleague's account."""
    return Person(
        id=f"person-{secrets.token_hex(4)}",
        name=profile.name,
        unit=unit.id,
        accounts=(profile.account,),
        joined=joined,
        zone=profile.zone,
        language=profile.language,
    )
