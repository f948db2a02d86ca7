"""`lien check` looks for help lines and the charter's blanks where they really are."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.people.contacts import Contact
from bot.people.model import Unit
from bot.texts import Texts
from tests.fakes.small_department import small_department
from tests.scenarios.world import world

DEPARTMENT = small_department(4)
BLANKS = Texts.packaged().blanks
LINES = (Contact(name="Médecine", how="poste 1"),)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LIEN_DATABASE_URL", f"sqlite:///{tmp_path / 'lien.db'}")
    return tmp_path


async def checked() -> str:
    result = await asyncio.to_thread(CliRunner().invoke, main, ["check"])
    assert result.exit_code == 1, result.output
    return result.output


async def keep(folder: Path, department: Unit) -> None:
    people = replace(DEPARTMENT, units={**DEPARTMENT.units, "dept": department})
    async with world(folder, f"sqlite:///{folder / 'lien.db'}", people):
        pass


async def test_before_there_is_a_department_the_guide_will_ask(folder: Path) -> None:
    said = await checked()
    assert "help line" not in said
    assert "charter" not in said
    assert not (folder / "lien.db").exists()


async def test_a_department_that_was_told_neither_is_named_with_what_is_left(folder: Path) -> None:
    filled = tuple((name, "ici") for name in BLANKS[1:])
    await keep(folder, replace(DEPARTMENT.units["dept"], charter=filled))
    said = await checked()
    assert "Département has no help line" in said
    assert f"The charter of Département has blanks ({BLANKS[0]})" in said


async def test_what_was_filled_in_by_chat_is_not_asked_for(folder: Path) -> None:
    filled = tuple((name, "ici") for name in BLANKS)
    await keep(folder, replace(DEPARTMENT.units["dept"], contacts=LINES, charter=filled))
    said = await checked()
    assert "help line" not in said
    assert "charter" not in said


async def test_what_the_configuration_holds_is_everybodys(folder: Path) -> None:
    await keep(folder, DEPARTMENT.units["dept"])
    (folder / "config").mkdir()
    lines = "\n".join(f'{name} = "ici"' for name in BLANKS)
    (folder / "config" / "lien.toml").write_text(
        f'[contacts]\n"Médecine" = "poste 1"\n[charter]\n{lines}\n', encoding="utf-8"
    )
    said = await checked()
    assert "help line" not in said
    assert "charter" not in said


async def test_a_database_that_cannot_be_read_is_no_reason_to_stop(folder: Path) -> None:
    (folder / "lien.db").write_bytes(b"not a database")
    assert "help line" not in await checked()
