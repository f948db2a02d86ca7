"""A chat that remembers what it was given, and fails when told to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from bot.chat.capabilities import Capabilities
from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.outgoing import Audience, Ephemeral, InChannel, Private
from bot.chat.ports import Apart, Delivery, Profile
from bot.errors import ChatError, Refused

EVERYTHING = Capabilities(
    buttons=True, forms=True, pictures=True, ephemeral=True, threads=True, idempotent_send=True
)


@dataclass
class RecordingChat:
    """`ChatPort` in memory; `delivered` holds what was shown, in order, once a key.

    `members_of` limits who can be reached: channels outside it are refused, and so are accounts
    outside `accounts` when it is given. `apart` says, by user, who is no colleague and why.
    """

    name: str = "local"
    capabilities: Capabilities = EVERYTHING
    members_of: dict[ChannelId, tuple[AccountId, ...]] = field(default_factory=dict)
    accounts: frozenset[AccountId] | None = None
    apart: dict[str, Apart] = field(default_factory=dict)
    delivered: list[Delivery] = field(default_factory=list)
    _failures: list[tuple[Literal["before", "after"], ChatError]] = field(default_factory=list)

    def fail_next(self, error: ChatError, when: Literal["before", "after"] = "before") -> None:
        """Let the next send raise: before anything is shown, or after it was."""
        self._failures.append((when, error))

    async def send(self, delivery: Delivery) -> MessageRef:
        self._require(delivery.to)
        when, error = self._failures.pop(0) if self._failures else ("after", None)
        if error and when == "before":
            raise error
        if await self.find(delivery) is None or not self.capabilities.idempotent_send:
            self.delivered.append(delivery)
        if error:
            raise error
        return self._ref(delivery)

    async def find(self, delivery: Delivery) -> MessageRef | None:
        first = next(
            (one for one in self.delivered if delivery.key in {one.key, *one.covers}), None
        )
        return self._ref(first) if first else None

    async def members(self, channel: ChannelId) -> tuple[Profile, ...]:
        if channel not in self.members_of:
            raise Refused("no such channel")
        return await self.profiles(self.members_of[channel])

    async def profiles(self, accounts: Sequence[AccountId]) -> tuple[Profile, ...]:
        known = self.accounts
        return tuple(
            Profile(account=account, name=account.user.title(), apart=self.apart.get(account.user))
            for account in accounts
            if known is None or account in known
        )

    def _require(self, to: Audience) -> None:
        if isinstance(to, InChannel | Ephemeral) and to.channel not in self.members_of:
            raise Refused("no such channel")
        if self.accounts is None or isinstance(to, InChannel):
            return
        if to.account not in self.accounts:
            raise Refused("no such account")

    def _ref(self, delivery: Delivery) -> MessageRef:
        to = delivery.to
        place = to.account if isinstance(to, Private) else to.channel
        return MessageRef(self.name, str(place), delivery.key)
