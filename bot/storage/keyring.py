"""Keys as files of a folder of their own, which no backup should ever see."""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from bot.errors import OperatorError
from bot.sealing.ports import KeyLost

KEY_SIZE = 32
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(?:/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_TAG = "CACHEDIR.TAG"
# https://bford.info/cachedir/: backup programs that know it leave the folder out.
_TAG_TEXT = """Signature: 8a477f597d28d172789f06886806bc55
# Keys of Lien: a copy of this folder would undo what it promises.
"""


class FileKeyring:
    """Implements `sealing.ports.Keyring`: the folder is 0700, each key a file of mode 0400.

    Shared, it is 0750 and 0440: the folder's group may read, and only its owner writes.

    The folder must exist: made again by mistake, under a mount that is missing say, it would hold
    keys where a backup finds them. Overwriting a file says little on an SSD or a journaling file
    system; a tmpfs or an encrypted disk is the better home.
    """

    def __init__(self, folder: Path, *, is_shared: bool = False) -> None:
        self._folder = folder
        self._folder_mode = 0o750 if is_shared else 0o700
        self._file_mode = 0o440 if is_shared else 0o400

    async def create(self, name: str, key: bytes) -> None:
        """Write beside, make durable, then move into place."""
        if len(key) != KEY_SIZE:
            raise ValueError("a key has 32 bytes")
        await self.destroy(name)
        await asyncio.to_thread(self._create, self._path(name), key)

    async def read(self, name: str) -> bytes:
        """Read a key file."""
        return self._read(self._path(name), name)

    async def destroy(self, name: str) -> None:
        """Overwrite, make durable, unlink, make the unlinking durable; then its empty folder."""
        await asyncio.to_thread(self._destroy, self._path(name))

    async def names(self, prefix: str) -> tuple[str, ...]:
        """List key files below the folder."""
        return self._names(prefix)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name) or name == _TAG:
            raise ValueError(f"{name!r} cannot name a key")
        return self._folder / name

    def _create(self, path: Path, key: bytes) -> None:
        with self._explained():
            self._make_private()
            folders = self._folders(path)
            for folder in folders:
                folder.mkdir(mode=self._folder_mode, exist_ok=True)
            beside = path.with_name(f".{secrets.token_hex(8)}")
            try:
                _write(beside, key, os.O_CREAT | os.O_EXCL, self._file_mode)
                beside.rename(path)
            except BaseException:
                with suppress(FileNotFoundError):
                    beside.unlink()
                raise
            for folder in folders:
                _sync(folder)

    def _read(self, path: Path, name: str) -> bytes:
        with self._explained():
            try:
                # A round of answers reads two keys each: no object is made but the bytes.
                handle = os.open(path, os.O_RDONLY)
                try:
                    key = os.read(handle, KEY_SIZE + 1)
                finally:
                    os.close(handle)
            except FileNotFoundError:
                self._require_folder()
                key = b""
        if len(key) != KEY_SIZE:
            raise KeyLost(f"key {name} is not there")
        return key

    def _destroy(self, path: Path) -> None:
        with self._explained():
            self._require_folder()
            _shred(path)
            self._clear(path.parent)

    def _clear(self, folder: Path) -> None:
        """Remove a folder that holds no key any more, and what a crash left in it.

        Folders that lie right in the key folder stay: others may be writing there.
        """
        if self._folder in {folder, folder.parent} or not folder.is_dir():
            return
        left = list(folder.iterdir())
        if all(path.name[0] == "." for path in left):
            for path in left:
                _shred(path)
            folder.rmdir()
            _sync(folder.parent)

    def _names(self, prefix: str) -> tuple[str, ...]:
        with self._explained():
            self._require_folder()
            inside = self._folder / prefix.rpartition("/")[0]
            files = [path for path in inside.rglob("*") if path.is_file()]
        found = [str(path.relative_to(self._folder)) for path in files if path.name[0] != "."]
        return tuple(sorted(name for name in found if name.startswith(prefix) and name != _TAG))

    def _folders(self, path: Path) -> list[Path]:
        """List the folders a key lies in, the outermost first."""
        inside = path.relative_to(self._folder).parents
        return [self._folder / folder for folder in reversed(inside)]

    def _make_private(self) -> None:
        self._require_folder()
        self._folder.chmod(self._folder_mode)
        tag = self._folder / _TAG
        if not tag.exists():
            tag.write_text(_TAG_TEXT, encoding="ascii")

    def _require_folder(self) -> None:
        if not self._folder.is_dir():
            raise OperatorError(f"the key folder {self._folder} is missing; mount or make it")

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise OperatorError(
                f"the key folder {self._folder} cannot be used: {reason}"
            ) from error


def _write(path: Path, content: bytes, flags: int, mode: int = 0o400) -> None:
    handle = os.open(path, os.O_WRONLY | flags, mode)
    try:
        if os.write(handle, content) != len(content):
            raise OSError("it was only written in part")
        os.fsync(handle)
    finally:
        os.close(handle)


def _shred(path: Path) -> None:
    try:
        path.chmod(0o600)
    except FileNotFoundError:
        return
    _write(path, bytes(path.stat().st_size), 0)
    path.unlink()
    _sync(path.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
