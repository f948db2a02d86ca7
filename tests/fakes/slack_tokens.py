"""One token for a single workspace, and nobody who linked an account."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.ids import AccountId


@dataclass(frozen=True)
class OneToken:
    """`Tokens` that never change; losing one fails the test."""

    token: str

    async def bot(self, team: str) -> str:
        del team
        return self.token

    async def user(self, account: AccountId) -> str | None:
        del account
        return None

    async def bot_lost(self, team: str) -> None:
        raise AssertionError(f"the token was refused in {team}")

    async def bot_removed(self, team: str) -> None:
        raise AssertionError(f"the bot was removed from {team}")

    async def user_lost(self, account: AccountId) -> None:
        raise AssertionError(f"{account} lent nothing")
