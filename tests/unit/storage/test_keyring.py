from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from bot.errors import OperatorError
from bot.sealing.ports import KeyLost
from bot.storage.keyring import FileKeyring

NAME = "round/north-2026W07/secret"
KEY = bytes(range(32))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "keys"
    made.mkdir()
    return made


@pytest.fixture
def keyring(folder: Path) -> FileKeyring:
    return FileKeyring(folder)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


async def test_a_key_is_read_by_another_process_as_it_was_kept(
    keyring: FileKeyring, folder: Path
) -> None:
    await keyring.create(NAME, KEY)
    assert await FileKeyring(folder).read(NAME) == KEY


async def test_keys_are_for_their_owner_alone_and_out_of_backups(
    keyring: FileKeyring, folder: Path
) -> None:
    await keyring.create(NAME, KEY)
    assert [mode(path) for path in (folder, folder / "round", (folder / NAME).parent)] == [
        0o700
    ] * 3
    assert mode(folder / NAME) == 0o400
    tag = (folder / "CACHEDIR.TAG").read_text()
    assert tag.startswith("Signature: 8a477f597d28d172789f06886806bc55\n")


async def test_a_key_made_again_takes_the_place_of_the_first(keyring: FileKeyring) -> None:
    await keyring.create(NAME, KEY)
    await keyring.create(NAME, bytes(32))
    assert await keyring.read(NAME) == bytes(32)


async def test_a_key_that_is_not_there_is_lost(keyring: FileKeyring, folder: Path) -> None:
    with pytest.raises(KeyLost):
        await keyring.read(NAME)
    await keyring.create(NAME, KEY)
    (folder / NAME).chmod(0o600)
    (folder / NAME).write_bytes(KEY[:5])
    with pytest.raises(KeyLost):
        await keyring.read(NAME)


async def test_a_destroyed_key_is_overwritten_then_gone(keyring: FileKeyring, folder: Path) -> None:
    await keyring.create(NAME, KEY)
    os.link(folder / NAME, folder.parent / "other-name-of-the-same-bytes")
    await keyring.destroy(NAME)
    await keyring.destroy(NAME)
    assert not (folder / NAME).exists()
    assert (folder.parent / "other-name-of-the-same-bytes").read_bytes() == bytes(32)


async def test_with_the_last_key_of_a_round_its_folder_goes_and_what_a_crash_left_there(
    keyring: FileKeyring, folder: Path
) -> None:
    for name in ("round/a/secret", "round/a/slot", "round/b/slot"):
        await keyring.create(name, KEY)
    (folder / "round/a/.left-by-a-crash").write_bytes(KEY)
    await keyring.destroy("round/a/secret")
    assert (folder / "round/a").is_dir()
    await keyring.destroy("round/a/slot")
    assert [path.name for path in (folder / "round").iterdir()] == ["b"]


async def test_a_folder_that_a_kill_left_empty_goes_when_its_key_is_destroyed_again(
    keyring: FileKeyring, folder: Path
) -> None:
    (folder / "round/a").mkdir(parents=True)
    await keyring.destroy("round/a/secret")
    assert list((folder / "round").iterdir()) == []


async def test_names_are_listed_by_prefix_in_order(keyring: FileKeyring, folder: Path) -> None:
    for name in ("round/b/slot", "round/a/secret", "hold/1", "epoch/t1"):
        await keyring.create(name, KEY)
    (folder / ".left-by-a-crash").write_bytes(KEY)
    assert await keyring.names("round/") == ("round/a/secret", "round/b/slot")
    assert await keyring.names("") == ("epoch/t1", "hold/1", "round/a/secret", "round/b/slot")


@pytest.mark.parametrize(
    "name", ["", "/etc/passwd", "../up", "a/../b", "a//b", "a/", ".hidden", "a b", "CACHEDIR.TAG"]
)
async def test_a_name_cannot_leave_the_folder(keyring: FileKeyring, name: str) -> None:
    with pytest.raises(ValueError, match="cannot name a key"):
        await keyring.create(name, KEY)


async def test_a_missing_folder_is_told_and_never_made(tmp_path: Path) -> None:
    folder = tmp_path / "not-mounted"
    keyring = FileKeyring(folder)
    with pytest.raises(OperatorError, match="is missing"):
        await keyring.create(NAME, KEY)
    with pytest.raises(OperatorError, match="is missing"):
        await keyring.read(NAME)
    with pytest.raises(OperatorError, match="is missing"):
        await keyring.names("")
    assert not folder.exists()


@pytest.mark.parametrize("call", ["write", "fsync"])
async def test_a_full_disk_is_told_and_leaves_nothing_behind(
    keyring: FileKeyring, folder: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    await keyring.create("hold/1", KEY)

    def refuse(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, call, refuse)
    with pytest.raises(OperatorError, match="No space left"):
        await keyring.create(NAME, KEY)
    monkeypatch.undo()
    assert await keyring.names("") == ("hold/1",)
    assert [path for path in (folder / "round").rglob("*") if path.is_file()] == []


async def test_what_cannot_be_read_is_told(keyring: FileKeyring, folder: Path) -> None:
    (folder / "round").write_text("a file where a folder should be")
    with pytest.raises(OperatorError, match="cannot be used"):
        await keyring.create(NAME, KEY)
    with pytest.raises(OperatorError, match="cannot be used"):
        await keyring.read(NAME)
