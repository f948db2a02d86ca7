"""Writes signals down and seals them: slips all of one size while they wait, then a file."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from bot.errors import UserError
from bot.sealing.naming import part_of_name
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import new_key, seal, unseal
from bot.sharing.model import Remark, Signal
from bot.sharing.ports import Filed, Slip

Json: TypeAlias = dict[str, Any]
SLIP_BYTES: Final = 16_384
"""Holds three answers of 600 characters of any script; one size, so that length tells nothing."""
_FILE_STEP: Final = 4_096
_SIGNALS: Final = "signals/"
_BOX: Final = "/box/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a slip says: a new signal, or an author's further word about one.

    Args:
        receipt: hash of the code, which alone says which signal it belongs to.
    """

    kind: Literal["signal", "remark"]
    receipt: bytes = field(repr=False)
    unit: str = ""
    theme: str = ""
    fact: str = field(repr=False)
    effect: str = field(default="", repr=False)
    idea: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Safe:
    """Seals and opens what waits in a batch and what was filed, each under a key of its own.

    Keys are made inside a transaction, of which there is one at a time, so that none is made
    twice. A batch's key is destroyed once its slips are filed.
    """

    keyring: Keyring

    async def slip(self, department: str, batch: str, slot: bytes, paper: Paper) -> Slip:
        """Seal a paper for the box."""
        key = await self._made(_box(department, batch))
        values = {name: getattr(paper, name) for name in Paper.__slots__}
        written = _dumps({**values, "receipt": paper.receipt.hex()})
        if len(written) > SLIP_BYTES:
            raise UserError("sharing.too_long", length=len(written), limit=SLIP_BYTES)
        return Slip(slot, seal(key, written.ljust(SLIP_BYTES)))

    async def read_slips(
        self, department: str, batch: str, slips: tuple[Slip, ...]
    ) -> tuple[Paper, ...]:
        """Open the papers of a batch; none where its key is gone."""
        try:
            key = await self.keyring.read(_box(department, batch))
        except KeyLost:
            return ()
        read = (json.loads(unseal(key, slip.sealed)) for slip in slips)
        return tuple(Paper(**{**one, "receipt": bytes.fromhex(one["receipt"])}) for one in read)

    async def file(self, signal: Signal, receipt: bytes) -> Filed:
        """Seal a signal for the file."""
        key = await self._made(_file(signal.department))
        remarks = [[remark.by, remark.words] for remark in signal.remarks]
        values = {name: getattr(signal, name) for name in Signal.__slots__}
        written = _dumps({**values, "remarks": remarks})
        size = -(-len(written) // _FILE_STEP) * _FILE_STEP
        return Filed(signal.id, signal.department, receipt, seal(key, written.ljust(size)))

    async def read_filed(self, filed: Filed) -> Signal:
        """Open a signal.

        Raises:
            UserError: its key is gone.
        """
        try:
            key = await self.keyring.read(_file(filed.department))
        except KeyLost as error:
            raise UserError("sharing.key_lost") from error
        read: Mapping[str, Any] = json.loads(unseal(key, filed.sealed))
        remarks = tuple(Remark(by=by, words=words) for by, words in read["remarks"])
        return Signal(**{**read, "remarks": remarks})

    async def receipt_key(self, department: str) -> bytes:
        """Return the key under which codes of a department are hashed."""
        return await self._made(f"{_of(department)}receipts")

    async def boxes(self) -> set[tuple[str, str]]:
        """Return department and batch of each key of a batch that is left, as keys name them."""
        names = await self.keyring.names(_SIGNALS)
        parts = (name.removeprefix(_SIGNALS).partition(_BOX) for name in names)
        return {(department, batch) for department, found, batch in parts if found}

    async def empty(self, department: str, batch: str) -> None:
        """Make what waited in a batch unreadable for ever."""
        await self.keyring.destroy(_box(department, batch))

    async def _made(self, name: str) -> bytes:
        try:
            return await self.keyring.read(name)
        except KeyLost:
            await self.keyring.create(name, new_key())
            return await self.keyring.read(name)


def _box(department: str, batch: str) -> str:
    return f"{_of(department)}box/{batch}"


def _file(department: str) -> str:
    return f"{_of(department)}file"


def _of(department: str) -> str:
    return f"{_SIGNALS}{part_of_name(department)}/"


def _dumps(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()
