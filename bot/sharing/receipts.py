"""Codes by which an author follows a signal without a name; only their keyed hash is kept.

A code has 75 random bits and a check letter that finds every single slip and every swap of
neighbours. It is derived from nothing, and says nothing of who, when or where.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "-": "", " ": ""})
_DATA: Final = 15
_BITS: Final = 5
_GROUP: Final = 4
BYTES: Final = 10
"""What `code_of` makes a code of; the last five bits are not used."""
_FIELD: Final = 0b100101


def code_of(chance: bytes) -> str:
    """Write ten random bytes as a code: "7K3M-Q0ZT-H2VD-9XWB"."""
    number = int.from_bytes(chance[:BYTES]) >> _BITS
    data = "".join(_LETTERS[number >> _BITS * n & 31] for n in reversed(range(_DATA)))
    whole = data + _check(data)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def read_code(typed: str) -> str | None:
    """Read a code as people type it, whatever the case, spaces and look-alike letters.

    Returns:
        Its canonical letters, or None for what no code can be: a slip of the fingers.
    """
    code = typed.strip().upper().translate(_READ_AS)
    is_code = len(code) == _DATA + 1 and all(letter in _LETTERS for letter in code)
    return code if is_code and _check(code[:_DATA]) == code[_DATA] else None


def hash_of(key: bytes, known: str) -> bytes:
    """Return what is kept of what somebody knows: without the key, not even a guess can be tried.

    Authors know their code; the chat knows the name of each form, and who sent it.
    """
    return hmac.new(key, known.encode(), hashlib.sha256).digest()


def _check(data: str) -> str:
    """Return the check letter: the sum of values by powers of x in GF(32), x**5 = x**2 + 1."""
    total = 0
    for letter in data:
        total = _times_x(total ^ _LETTERS.index(letter))
    return _LETTERS[total]


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ _FIELD if value >> _BITS else value
