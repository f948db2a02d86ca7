"""A person's answers on their way into the box: sealed, all of one size, real or dummy.

The answering side holds the round's public key and slot key; only the closing job reads the
secret key. Sealed boxes are libsodium's (X25519, XSalsa20-Poly1305): an ephemeral key a ballot,
so that equal answers never look equal.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from typing import Literal, TypeAlias, get_args

from nacl.bindings import crypto_box_seal
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, SealedBox

from bot.errors import LienError, UserError

Keep: TypeAlias = Literal["theme", "verbatim", "none"]
BUCKET = 1024
SLOT_BYTES = 32
_LENGTH_BYTES = 2
_HEAD = SLOT_BYTES + _LENGTH_BYTES
LONGEST_COMMENT = 400
_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
STEPS = range(1, 6)


class BallotUnreadable(LienError):
    """A ballot does not open: it was altered, or belongs to another round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ballot:
    """What one person answered, 1 to 5, None where they passed.

    Args:
        comment: their own words, "" for none.
        keep: what becomes of the comment: its theme, the words themselves, or nothing.
        theme: the theme they chose.
    """

    charge: int | None = field(default=None, repr=False)
    lien: int | None = field(default=None, repr=False)
    rotating: int | None = field(default=None, repr=False)
    comment: str = field(default="", repr=False)
    keep: Keep = field(default="theme", repr=False)
    theme: str = field(default="autre", repr=False)

    @property
    def is_empty(self) -> bool:
        """Tell whether every question was passed and nothing was written."""
        return (self.charge, self.lien, self.rotating, self.comment) == (None, None, None, "")


def slot_of(slot_key: bytes, person: str) -> bytes:
    """Name a person's place in a round's box; without the slot key it names nobody (HMAC)."""
    return hmac.digest(slot_key, person.encode(), "sha256")


def seal_ballot(public_key: bytes, slot: bytes, ballot: Ballot | None) -> bytes:
    """Seal a ballot for its slot, or a dummy for None; both come out the same size.

    Raises:
        UserError: the comment does not fit.
    """
    words = b"" if ballot is None else _written(ballot)
    if len(words) > BUCKET - _HEAD:
        raise UserError("checkins.comment_too_long", limit=LONGEST_COMMENT)
    head = slot + len(words).to_bytes(_LENGTH_BYTES, "big")
    return crypto_box_seal((head + words).ljust(BUCKET, b"\0"), public_key)


def open_ballot(secret_key: bytes, slot: bytes, sealed: bytes) -> Ballot | None:
    """Open a ballot at close; None for a dummy.

    It opens in its own slot only: whoever can write in the database could otherwise copy one
    person's ballot into a whole team's slots and read it in what the team is told.

    Raises:
        BallotUnreadable: it was altered, or sealed for another slot or round.
    """
    try:
        padded = SealedBox(PrivateKey(secret_key)).decrypt(sealed)
        words = _words_for(slot, padded)
        return _checked(Ballot(**json.loads(words))) if words else None
    except (CryptoError, ValueError, TypeError, RecursionError) as error:
        # The cause may quote the plaintext, so it is not chained.
        raise BallotUnreadable(f"a ballot does not open ({type(error).__name__})") from None


def new_round_keys() -> tuple[bytes, bytes]:
    """Draw a round's key pair: public, secret."""
    secret = PrivateKey.generate()
    return bytes(secret.public_key), bytes(secret)


def _words_for(slot: bytes, padded: bytes) -> bytes:
    if len(padded) != BUCKET or padded[:SLOT_BYTES] != slot:
        raise ValueError("sealed for another slot")
    size = int.from_bytes(padded[SLOT_BYTES:_HEAD], "big")
    return padded[_HEAD : _HEAD + size]


def _checked(ballot: Ballot) -> Ballot:
    """Let through what the form could have sealed: whoever has the public key can seal bytes."""
    steps = (ballot.charge, ballot.lien, ballot.rotating)
    is_sound = (
        all(step is None or (type(step) is int and step in STEPS) for step in steps)
        and isinstance(ballot.comment, str)
        and isinstance(ballot.theme, str)
        and ballot.keep in get_args(Keep)
    )
    if not is_sound:
        raise ValueError("not what a form says")
    return ballot


def _written(ballot: Ballot) -> bytes:
    values = {
        "charge": ballot.charge,
        "lien": ballot.lien,
        "rotating": ballot.rotating,
        "comment": ballot.comment,
        "keep": ballot.keep,
        "theme": ballot.theme,
    }
    return _PLAIN.encode(values).encode()
