"""What sealing an answer takes, read once for all who answer in the same instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.checkins.model import Round
from bot.checkins.ports import CheckinsUnitOfWork
from bot.checkins.service import keys
from bot.sealing.ports import KeyLost, Keyring

_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class OpenBox:
    """A round people answer, and what seals their answers.

    Args:
        keys: the round's public key and slot key; None once they are lost.
    """

    round: Round
    keys: tuple[bytes, bytes] | None = field(repr=False)


class Boxes:
    """Reads boxes by the id of their round.

    A round that was seen open is not read again: while it is open nothing of it changes, and once
    it is not, the box itself takes no ballot. Its keys are read each time and never remembered.
    """

    def __init__(self, unit_of_work: Callable[[], CheckinsUnitOfWork], keyring: Keyring) -> None:
        self._unit_of_work = unit_of_work
        self._keyring = keyring
        self._open: dict[str, Round] = {}

    async def __call__(self, round_id: str) -> OpenBox | None:
        """Return the box of a round, None where there never was one."""
        found = self._open.get(round_id) or await self._read(round_id)
        if found is None:
            return None
        try:
            public_key = await self._keyring.read(keys.public(found.id))
            slot_key = await self._keyring.read(keys.slot(found.id))
        except KeyLost:
            return OpenBox(found, None)
        return OpenBox(found, (public_key, slot_key))

    async def _read(self, round_id: str) -> Round | None:
        async with self._unit_of_work() as uow:
            found = await uow.rounds.find(round_id)
        if found is not None and found.state == "open":
            if len(self._open) == _REMEMBERED:
                self._open.clear()
            self._open[round_id] = found
        return found
