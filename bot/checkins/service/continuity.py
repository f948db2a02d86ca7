"""Notices that the database is older than its keys: a backup was put back under open rounds.

A random mark is renewed now and then, in the database and beside the keys. An earlier copy of the
database carries an earlier mark. What was answered after that copy is gone, so its open rounds are
void, and everybody is told; what was waiting to be said is looked for in the chat before it is
said again. The mark is renewed by the clock and never by an answer: it says nothing about people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.checkins.ports import CheckinsUnitOfWork
from bot.checkins.service.closing import Closing
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import new_key

EVERY = timedelta(minutes=10)
"""How old a copy must be to be told from the database; renewing costs two small files."""

NOW, NEXT = "continuity/now", "continuity/next"
"""The mark that is kept, and the one about to be: a kill in between leaves one of them right."""

log = structlog.get_logger()


class Restored(KeyLost):
    """The database is an earlier copy: what was answered since is not in it."""


@dataclass(slots=True, kw_only=True)
class Continuity:
    """Renews the mark, and voids open rounds where it does not fit."""

    unit_of_work: Callable[[], CheckinsUnitOfWork]
    keyring: Keyring
    closing: Closing
    _renewed_at: datetime | None = field(default=None)

    async def run_due(self, now: datetime) -> datetime | None:
        """Look and renew when it is time; nothing is due by the clock, any later call will do."""
        if self._renewed_at is not None and now - self._renewed_at < EVERY:
            return None
        if await self._renew():
            await self._void(now)
        self._renewed_at = now
        return None

    async def _renew(self) -> bool:
        """Replace the mark on both sides; tell whether the old one did not fit."""
        mark = new_key()
        async with self.unit_of_work() as uow:
            kept = await uow.rounds.continuity()
        beside = [await self._read(NOW), await self._read(NEXT)]
        # A new key folder has none: keys that are missing are noticed round by round.
        is_older = any(beside) and kept not in {one.hex() for one in beside if one}
        await self.keyring.create(NEXT, mark)
        async with self.unit_of_work() as uow:
            await uow.rounds.save_continuity(mark.hex())
            await uow.commit()
        await self.keyring.create(NOW, mark)
        return is_older

    async def _read(self, name: str) -> bytes | None:
        try:
            return await self.keyring.read(name)
        except KeyLost:
            return None

    async def _void(self, now: datetime) -> None:
        async with self.unit_of_work() as uow:
            rounds = [one for one in await uow.rounds.unfinished() if one.state == "open"]
            doubtful = await uow.outbox.doubt_everything()
            await uow.commit()
        log.error(
            "database.older_than_keys",
            rounds=len(rounds),
            waiting=doubtful,
            says="an earlier copy of the database was put back; its open rounds are void",
        )
        why = Restored("an earlier copy of the database was put back")
        for one in rounds:
            await self.closing.void(one, now, why)
