"""MATRIX_STORE_DIR: who the bot's device is and what it keeps secret, for its account alone.

`login.json` is the one login, kept for ever. `seeds.json` holds what must never be lost or shared:
the seeds of the account's identity, the key of the device's store and the key of transaction names.
`device.db` is the device's own store, encrypted with one of them.
"""

from __future__ import annotations

import fcntl
import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.errors import OperatorError

_SEED_BYTES = 32
_LOGIN, _SEEDS, _LOCK, STORE = "login.json", "seeds.json", "lock", "device.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """One login of the bot.

    Args:
        token: "" while the login is still to be made under this device's name.
    """

    user: str
    device: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """What keys are made of, as hexadecimal; each its own, so that losing one is one loss."""

    master: str = field(repr=False)
    self_signing: str = field(repr=False)
    user_signing: str = field(repr=False)
    store: str = field(repr=False)
    transactions: str = field(repr=False)
    inbox: str = field(repr=False)

    def transaction(self, key: str) -> str:
        """Name a request so that it is the same for the same key, and tells nothing of it."""
        secret = bytes.fromhex(self.transactions)
        return hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()[:40]


class Vault:
    """The folder, held by one process at a time; `close` lets another one have it.

    Raises:
        OperatorError: it is missing, not writable, or another process has it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        if not folder.is_dir():
            raise OperatorError(f"MATRIX_STORE_DIR {folder} is missing: mkdir -m 700 {folder}")
        try:
            self._lock: int | None = os.open(folder / _LOCK, os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise OperatorError(
                f"another process uses MATRIX_STORE_DIR {folder}: one device, one process"
            ) from error
        except OSError as error:
            raise OperatorError(f"cannot write in {folder}: {error.strerror}") from error
        # The library makes its file with the usual permissions: be there first.
        os.close(os.open(folder / STORE, os.O_CREAT | os.O_WRONLY, 0o600))

    def close(self) -> None:
        """Let go of the folder."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def login(self) -> Login | None:
        """Return the login kept here, None before the first one."""
        return kept_login(self.folder)

    def keep_login(self, login: Login) -> None:
        """Keep a login durably, in place of any other."""
        self._write(_LOGIN, {"user": login.user, "device": login.device, "token": login.token})

    def seeds(self) -> Seeds:
        """Return the seeds, made on first use and kept before anything is made of them."""
        names = ("master", "self_signing", "user_signing", "store", "transactions", "inbox")
        kept = _read(self.folder / _SEEDS)
        if kept is None:
            kept = {name: secrets.token_hex(_SEED_BYTES) for name in names}
            self._write(_SEEDS, kept)
        return Seeds(**{name: kept[name] for name in names})

    def _write(self, name: str, values: Mapping[str, str]) -> None:
        """Replace a file at once or not at all, also when the power goes."""
        path = self.folder / name
        draft = path.with_suffix(".new")
        draft.unlink(missing_ok=True)
        handle = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(path)
        directory = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(directory)
        finally:
            os.close(directory)


def kept_login(folder: Path) -> Login | None:
    """Return the login kept in a folder, whoever uses it now; None if there is none."""
    kept = _read(folder / _LOGIN)
    if kept is None:
        return None
    return Login(user=kept["user"], device=kept["device"], token=kept["token"])


def _read(path: Path) -> dict[str, str] | None:
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        raise OperatorError(f"{path} cannot be read: {type(error).__name__}") from error
    return dict(kept)
