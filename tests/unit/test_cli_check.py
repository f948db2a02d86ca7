"""`lien check` reads the questions too: what cannot be asked, or takes too much time, is said."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli import main


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config").mkdir()
    return tmp_path


def check() -> Result:
    return CliRunner().invoke(main, ["check"])


def test_questions_that_take_more_time_than_there_is_are_said(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "planned to take" not in check().output
    monkeypatch.setenv("LIEN_WEEKLY_SECONDS_AGENT", "60")
    said = check()
    assert said.exit_code == 1
    assert "planned to take 70 s, and the budget of an agent is 60 s" in said.output
    assert list(folder.glob("*.db")) == []


def test_invitations_that_cannot_be_read_are_named_with_their_line(folder: Path) -> None:
    wrong = '[[prompt]]\nid = "x"\nkind = "secret"\nwords = "?"\n'
    (folder / "config" / "prompts.fr.toml").write_text(wrong, encoding="utf-8")
    said = check()
    assert said.exit_code == 2
    assert "prompts.fr.toml, line 3" in said.output
