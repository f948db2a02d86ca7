"""Answering and closing as two accounts: the one that answers holds nothing that opens a ballot."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.small_department import MONDAY, small_department
from tests.scenarios.world import world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
AFTER_CLOSE = MONDAY + timedelta(days=7, hours=8, minutes=30)
AFTER_DIGEST = MONDAY + timedelta(days=8, hours=3)
DEPARTMENT = small_department(8)


def folders(tmp_path: Path) -> tuple[Path, Path, Path]:
    found = tmp_path / "answering", tmp_path / "closing", tmp_path / "shared"
    for folder in found:
        folder.mkdir(mode=0o700)
    return found


MARKS = ("now", "next")
"""What tells the database from an earlier copy of it; they open nothing."""


def keys(folder: Path) -> set[str]:
    return {p.name for p in folder.rglob("*") if p.is_file() and p.name != "CACHEDIR.TAG"}


async def test_a_week_with_two_accounts_ends_as_with_one(tmp_path: Path, database_url: str) -> None:
    answering, closing, shared = folders(tmp_path)
    async with (
        world(closing, database_url, DEPARTMENT, role="close", shared=shared) as closer,
        world(answering, database_url, DEPARTMENT, role="answer", shared=shared) as answerer,
    ):
        await closer.advance(THURSDAY)
        await answerer.advance(THURSDAY)
        assert {d.kind for d in answerer.chat.delivered} == {"checkins.invitation"}
        assert closer.chat.delivered == []
        for person in DEPARTMENT.people:
            assert "scellée" in answerer.said(await answerer.answer(person, charge="3", lien="4"))
        assert keys(shared) == {"slot", "public"}
        # For codes of signals and the week's shares; neither opens an answer.
        assert keys(answering) == {"receipts", "2026-W02"}
        assert keys(closing) == {"secret", "frozen", *MARKS}
        await closer.advance(AFTER_CLOSE)
        assert (await answerer.round()).state == "closed"
        assert keys(shared) == set()
        await answerer.advance(AFTER_DIGEST)
        assert "digest.posted" in {d.kind for d in answerer.chat.delivered}


async def test_shared_keys_can_be_read_by_a_group_and_secret_ones_by_nobody_else(
    tmp_path: Path, sqlite_url: str
) -> None:
    _, closing, shared = folders(tmp_path)
    async with world(closing, sqlite_url, DEPARTMENT, role="close", shared=shared) as closer:
        await closer.advance(THURSDAY)
        modes = {
            path.name: path.stat().st_mode & 0o777
            for folder in (closing, shared)
            for path in folder.rglob("*")
            if path.name in {"slot", "public", "secret"}
        }
        assert modes == {"slot": 0o440, "public": 0o440, "secret": 0o400}


async def start(folder: Path, *arguments: str, **environ: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "bot", "run", *arguments),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **environ},
        stdout=PIPE,
        stderr=PIPE,
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_the_closing_half_runs_from_environment_variables_until_told_to_stop(
    tmp_path: Path, number: signal.Signals
) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    database = f"sqlite:///{tmp_path / 'lien.db'}"
    process = await start(
        tmp_path, "--role", "close", LIEN_DATABASE_URL=database, LIEN_KEY_DIR="keys"
    )
    assert process.stderr is not None
    async with asyncio.timeout(60):
        while b"lien.started" not in await process.stderr.readline():
            pass
        process.send_signal(number)
        _, said = await process.communicate()
    assert process.returncode == 0
    assert b"lien.stopped" in said


@pytest.mark.parametrize(
    ("arguments", "environ", "says"),
    [
        (("--role", "close"), {}, "LIEN_KEY_DIR is not set"),
        ((), {"LIEN_KEY_DIR": "keys"}, "no chat is configured"),
        (("--role", "close"), {"LIEN_KEY_DIR": "nowhere"}, "lien check"),
        (("--role", "close"), {"LIEN_KEY_DRI": "keys"}, "did you mean"),
    ],
)
async def test_what_is_missing_is_told_in_one_sentence_with_code_2(
    tmp_path: Path, arguments: tuple[str, ...], environ: dict[str, str], says: str
) -> None:
    (tmp_path / "keys").mkdir(mode=0o700)
    database = f"sqlite:///{tmp_path / 'lien.db'}"
    process = await start(tmp_path, *arguments, LIEN_DATABASE_URL=database, **environ)
    async with asyncio.timeout(60):
        _, said = await process.communicate()
    assert process.returncode == 2
    assert says in said.decode()
