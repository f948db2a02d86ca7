"""A person's answers on their way into the box: sealed, all of one size, real or dummy.

The answering side holds the round's public key and slot key; only the closing job reads the
secret key. Sealed boxes are libsodium's (X25519, XSalsa20-Poly1305): an ephemeral key a ballot,
so that equal answers never look equal.
"""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from bot.errors import LienError, UserError

Keep: TypeAlias = Literal["theme", "verbatim", "none"]
BUCKET = 1024
_LENGTH_BYTES = 2
LONGEST_COMMENT = 400


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


def seal_ballot(public_key: bytes, ballot: Ballot | None) -> bytes:
    """Seal a ballot, or a dummy for None; both come out the same size.

    Raises:
        UserError: the comment does not fit.
    """
    words = b"" if ballot is None else _written(ballot)
    if len(words) > BUCKET - _LENGTH_BYTES:
        raise UserError("checkins.comment_too_long", limit=LONGEST_COMMENT)
    padded = len(words).to_bytes(_LENGTH_BYTES, "big") + words.ljust(BUCKET - _LENGTH_BYTES, b"\0")
    return SealedBox(PublicKey(public_key)).encrypt(padded)


def open_ballot(secret_key: bytes, sealed: bytes) -> Ballot | None:
    """Open a ballot at close; None for a dummy.

    Raises:
        BallotUnreadable: it was altered, or sealed for another round.
    """
    try:
        padded = SealedBox(PrivateKey(secret_key)).decrypt(sealed)
        size = int.from_bytes(padded[:_LENGTH_BYTES], "big")
        words = padded[_LENGTH_BYTES : _LENGTH_BYTES + size]
        return Ballot(**json.loads(words)) if words else None
    except (CryptoError, ValueError, TypeError) as error:
        # The cause may quote the plaintext, so it is not chained.
        raise BallotUnreadable(f"a ballot does not open ({type(error).__name__})") from None


def new_round_keys() -> tuple[bytes, bytes]:
    """Draw a round's key pair: public, secret."""
    secret = PrivateKey.generate()
    return bytes(secret.public_key), bytes(secret)


def _written(ballot: Ballot) -> bytes:
    values = {
        "charge": ballot.charge,
        "lien": ballot.lien,
        "rotating": ballot.rotating,
        "comment": ballot.comment,
        "keep": ballot.keep,
        "theme": ballot.theme,
    }
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()
