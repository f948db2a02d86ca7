"""Tokens: sealed under a key each, renewed by one at a time, forgotten at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import structlog

from bot.errors import ChatError, Unreachable
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import Tampered, new_key, seal, unseal
from bot.workspaces.model import Holder, Token
from bot.workspaces.ports import Renew, TokenRefused, WorkspacesUnitOfWork

RENEWAL: Final = timedelta(minutes=1)
"""How long one process has to renew a token before another may try."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Grants:
    """Keeps tokens. In the database they are sealed; what opens one is a key of its own.

    A renewal uses up what it was done with, so one process at a time does it, and the database
    is asked whose turn it is. Tokens are remembered in memory: another process's renewal is
    noticed when the one remembered runs out, and both are good until then.
    """

    unit_of_work: Callable[[], WorkspacesUnitOfWork]
    keyring: Keyring
    _known: dict[Holder, Token] = field(default_factory=dict, repr=False)

    async def keep(self, holder: Holder, token: Token) -> None:
        """Keep a token somebody has just been given, under a key of its own."""
        key = new_key()
        await self.keyring.create(holder.key, key)
        async with self.unit_of_work() as uow:
            await uow.grants.save(holder, seal(key, _written(token)))
            await uow.commit()
        self._known[holder] = token

    async def usable(self, holder: Holder, now: datetime, renew: Renew) -> Token | None:
        """Return a token the chat takes, renewed if need be; None if there is none.

        Raises:
            Unreachable: it ran out, and cannot be renewed at the moment.
        """
        token = self._known.get(holder)
        if token is None or token.wants_renewing(now):
            token = await self._read(holder)
        if token is None or not token.wants_renewing(now):
            return token
        renewed = await self._renewed(holder, token, now, renew)
        if renewed is not None and renewed.is_over(now):
            raise Unreachable("the token ran out and is being renewed")
        return renewed

    async def forget(self, *holders: Holder) -> None:
        """Forget tokens at once: what opens them first."""
        for holder in holders:
            self._known.pop(holder, None)
            await self.keyring.destroy(holder.key)
        async with self.unit_of_work() as uow:
            await uow.grants.remove(*holders)
            await uow.commit()

    async def holders(self, chat: str, workspace: str | None = None) -> tuple[Holder, ...]:
        """List whose tokens are kept, of one workspace or all, sorted."""
        async with self.unit_of_work() as uow:
            return await uow.grants.holders(chat, workspace)

    async def _read(self, holder: Holder) -> Token | None:
        async with self.unit_of_work() as uow:
            sealed = await uow.grants.find(holder)
        self._known.pop(holder, None)
        if sealed is None:
            return None
        try:
            token = _read(unseal(await self.keyring.read(holder.key), sealed))
        except (KeyLost, Tampered):
            log.warning("workspaces.token_unreadable", chat=holder.chat, is_bot=not holder.user)
            return None
        self._known[holder] = token
        return token

    async def _renewed(
        self, holder: Holder, token: Token, now: datetime, renew: Renew
    ) -> Token | None:
        """Renew a token if it is our turn; the old one where it is not, None if it is refused."""
        async with self.unit_of_work() as uow:
            is_ours = await uow.grants.claim(holder, now, now + RENEWAL)
            await uow.commit()
        if not is_ours:
            return token
        try:
            following = await renew(holder, token)
        except TokenRefused:
            log.warning("workspaces.token_not_renewed", chat=holder.chat, is_bot=not holder.user)
            await self.forget(holder)
            return None
        except ChatError:
            return token
        sealed = seal(await self.keyring.read(holder.key), _written(following))
        async with self.unit_of_work() as uow:
            is_kept = await uow.grants.renew(holder, sealed)
            await uow.commit()
        if not is_kept:
            return None
        self._known[holder] = following
        return following


def _written(token: Token) -> bytes:
    return json.dumps(
        {
            "access": token.access,
            "refresh": token.refresh,
            "expires_at": token.expires_at.isoformat() if token.expires_at else None,
            "scopes": token.scopes,
        }
    ).encode()


def _read(written: bytes) -> Token:
    found = json.loads(written)
    ends = found["expires_at"]
    return Token(
        access=found["access"],
        refresh=found["refresh"],
        expires_at=datetime.fromisoformat(ends) if ends else None,
        scopes=tuple(found["scopes"]),
    )
