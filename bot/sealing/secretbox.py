"""Seals bytes under a key of their own, so that destroying the key destroys the bytes."""

from __future__ import annotations

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox
from nacl.utils import random

from bot.errors import LienError

KEY_SIZE = SecretBox.KEY_SIZE


class Tampered(LienError):
    """Sealed bytes do not open with their key: they were altered or belong elsewhere."""


def new_key() -> bytes:
    """Draw a fresh random key, related to no other."""
    return random(KEY_SIZE)


def seal(key: bytes, words: bytes) -> bytes:
    """Seal bytes (XSalsa20-Poly1305, libsodium's secretbox) under a fresh nonce."""
    return bytes(SecretBox(key).encrypt(words))


def unseal(key: bytes, sealed: bytes) -> bytes:
    """Open sealed bytes.

    Raises:
        Tampered: they were not sealed with this key, or were changed since.
    """
    try:
        return SecretBox(key).decrypt(sealed)
    except (CryptoError, ValueError) as error:
        raise Tampered("sealed bytes do not open with their key") from error
