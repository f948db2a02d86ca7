"""People's own names in memory: what waits in them, and what they take back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from bot.chat.ids import AccountId, MessageRef
from bot.chat.ports import Scheduled
from bot.clock import Clock
from bot.errors import Refused

TOO_NEAR = timedelta(seconds=60)
FURTHEST = timedelta(days=120)


@dataclass
class RecordingAuthors:
    """`Authors` and `Withdrawals` for one chat; `linked` and `posted` are what a test sets up.

    What waits is posted by nobody: it is over once the clock has passed its time.
    """

    clock: Clock
    linked: set[AccountId] = field(default_factory=set)
    waiting: dict[AccountId, list[Scheduled]] = field(default_factory=dict)
    posted: dict[MessageRef, AccountId] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)

    async def has_linked(self, account: AccountId) -> bool:
        return account in self.linked

    async def link_address(self, account: AccountId) -> str | None:
        return f"https://chat.example/consent/{account.user}/{next(self._numbers)}"

    async def unlink(self, account: AccountId) -> None:
        self.linked.discard(account)

    async def schedule(self, account: AccountId, place: str, words: str, at: datetime) -> Scheduled:
        self._require(account)
        now = self.clock.now()
        if not now < at <= now + FURTHEST:
            raise Refused("not that far, and not in the past")
        kept = Scheduled(place=place, id=f"Q{next(self._numbers)}", at=at, words=words)
        self.waiting.setdefault(account, []).append(kept)
        return replace(kept, words="")

    async def scheduled(self, account: AccountId) -> tuple[Scheduled, ...]:
        self._require(account)
        now = self.clock.now()
        left = [one for one in self.waiting.get(account, ()) if one.at > now]
        return tuple(sorted(left, key=lambda one: one.at))

    async def unschedule(self, account: AccountId, waiting: Scheduled) -> None:
        left = {one.id: one for one in await self.scheduled(account)}
        if waiting.id not in left or waiting.at - self.clock.now() < TOO_NEAR:
            raise Refused("posted, or about to be")
        self.waiting[account].remove(left[waiting.id])

    async def can_withdraw(self, account: AccountId, message: MessageRef) -> bool:
        del message
        return account in self.linked

    async def withdraw(self, account: AccountId, message: MessageRef) -> None:
        self._require(account)
        if self.posted.get(message, account) != account:
            raise Refused("not theirs")
        self.posted.pop(message, None)

    def _require(self, account: AccountId) -> None:
        if account not in self.linked:
            raise Refused("not linked")
