"""Writes signals down and seals them: slips all of one size while they wait, then a file."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Literal, TypeAlias

from bot.errors import UserError
from bot.sealing.naming import part_of_name
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import Tampered, new_key, seal, unseal
from bot.sharing.model import Remark, Signal
from bot.sharing.ports import Filed, Slip
from bot.sharing.receipts import hash_of

Json: TypeAlias = dict[str, Any]
SLIP_BYTES: Final = 16_384
"""Holds three answers of 600 characters, or a practice of 1,200, of any script.

One size, so that length tells nothing.
"""
_SLOT_BYTES: Final = 16
_FILE_STEP: Final = 4_096
_SIGNALS: Final = "signals/"
_BOX: Final = "/box/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What a slip says: a new signal, an author's further word about one, or a good practice.

    Args:
        receipt: hash of the code, which alone says which signal it belongs to; a practice has none.
        fact: the words; a practice's and a further word's are all here.
    """

    kind: Literal["signal", "remark", "practice"]
    receipt: bytes = field(default=b"", repr=False)
    unit: str = ""
    theme: str = ""
    fact: str = field(repr=False)
    effect: str = field(default="", repr=False)
    idea: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Safe:
    """Seals and opens what waits in a batch and what was filed, each under a key of its own.

    Keys are made inside a transaction, of which there is one at a time, so that none is made
    twice. A batch's key is destroyed once its slips are filed; the key of what was filed in a
    week, once none of it is left, so that no backup tells it either.
    """

    keyring: Keyring

    async def slip(self, department: str, batch: str, draft: str, paper: Paper) -> Slip:
        """Seal a paper for the box, in the slot that its draft has under the box's key."""
        key = await self._made(_box(department, batch))
        values = {name: getattr(paper, name) for name in Paper.__slots__}
        written = _dumps({**values, "receipt": paper.receipt.hex()})
        if len(written) > SLIP_BYTES:
            raise UserError("sharing.too_long", length=len(written), limit=SLIP_BYTES)
        return Slip(hash_of(key, draft)[:_SLOT_BYTES], seal(key, written.ljust(SLIP_BYTES)))

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
        key = await self._made(f"{_files(signal.department)}{signal.week}")
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
        ((_, read),) = await self.read_all(filed.department, (filed,))
        return read

    async def read_all(self, department: str, filed: Sequence[Filed]) -> list[tuple[Filed, Signal]]:
        """Open signals of a department, in the order given, but those whose key is gone.

        Nothing beside a signal says in which week it was filed, so every key is tried, the
        latest first.

        Raises:
            UserError: there are signals, and the keys of all are gone.
        """
        keys = await self._keys(_files(department)) if filed else []
        opened = ((one, _opened(keys, one)) for one in filed)
        found = [(one, _signal(read)) for one, read in opened if read is not None]
        if filed and not found:
            raise UserError("sharing.key_lost")
        return found

    async def _keys(self, prefix: str) -> list[bytes]:
        """Read keys, the last by name first; one that goes away meanwhile opens nothing."""
        found = []
        for name in reversed(await self.keyring.names(prefix)):
            with suppress(KeyLost):
                found.append(await self.keyring.read(name))
        return found

    async def filed_weeks(self, department: str) -> set[str]:
        """Return the weeks whose signals' key is left."""
        prefix = _files(department)
        return {name.removeprefix(prefix) for name in await self.keyring.names(prefix)}

    async def forget_week(self, department: str, week: str) -> None:
        """Make what was filed in a week unreadable for ever, in backups too."""
        await self.keyring.destroy(f"{_files(department)}{week}")

    async def departments(self) -> set[str]:
        """Return every department that has keys, as keys name them."""
        names = await self.keyring.names(_SIGNALS)
        return {name.removeprefix(_SIGNALS).partition("/")[0] for name in names}

    async def forget_department(self, department: str) -> None:
        """Make all that is left of a department's signals unreadable for ever."""
        for name in await self.keyring.names(keys_of(department)):
            await self.keyring.destroy(name)

    async def receipt_key(self, department: str) -> bytes:
        """Return the key under which codes of a department are hashed."""
        return await self._made(f"{keys_of(department)}receipts")

    async def prepare(self, department: str, batch: str) -> None:
        """Make the keys that a share of a department will need, where they are not there yet."""
        await self.receipt_key(department)
        await self._made(_box(department, batch))

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
    return f"{keys_of(department)}box/{batch}"


def _files(department: str) -> str:
    return f"{keys_of(department)}filed/"


def keys_of(department: str) -> str:
    """Name the folder of all keys of a department's signals."""
    return f"{_SIGNALS}{part_of_name(department)}/"


def _opened(keys: Sequence[bytes], filed: Filed) -> Json | None:
    for key in keys:
        with suppress(Tampered):
            read: Json = json.loads(unseal(key, filed.sealed))
            return read
    return None


def _signal(read: Json) -> Signal:
    remarks = tuple(Remark(by=by, words=words) for by, words in read["remarks"])
    return Signal(**{**read, "remarks": remarks})


def _dumps(values: Mapping[str, Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode()
