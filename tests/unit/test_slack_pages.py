"""docs/slack.md and its French twin say what the code does: permissions, commands, settings."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.adapters.slack.manifest import EVENTS_PATH, INSTALL_PATH, OAUTH_PATH
from bot.adapters.slack.scopes import BOT_SCOPES, NUDGE_SCOPES, USER_SCOPES
from bot.cli import main
from bot.settings.model import NAMES, variable
from bot.workspaces.model import ERASED_AFTER

DOCS = Path(__file__).parents[2] / "docs"
PAGES = {name: (DOCS / name).read_text(encoding="utf-8") for name in ("slack.md", "slack.fr.md")}
every_page = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)


@every_page
def test_each_permission_has_its_row_and_no_row_is_left_over(page: str) -> None:
    tables = re.split(r"\n\n(?!\|)", page)
    rows = [
        set(
            re.findall(
                r"`([a-z.:]+)`", "".join(re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE))
            )
        )
        for table in tables
        if re.search(r"^\| permission", table, re.MULTILINE)
    ]

    assert rows == [set(BOT_SCOPES), set(USER_SCOPES), set(NUDGE_SCOPES)]


@every_page
def test_every_command_of_the_page_exists_and_works(
    page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines = re.findall(r"^ *(lien .+)$", page, re.MULTILINE)
    lines += re.findall(r"`(lien [a-z-]+(?: --[a-z-]+)*)`", page)

    assert len(lines) > 4
    for line in lines:
        _, command, *options = shlex.split(line)
        needs_more = command != "manifest" or "--rotate-tokens" in options
        result = CliRunner().invoke(main, [command, *options, *(["--help"] if needs_more else [])])
        assert result.exit_code == 0, line


@every_page
def test_every_setting_and_address_of_the_page_exists(page: str) -> None:
    known = {variable(name) for name in NAMES}

    assert set(re.findall(r"\b(?:LIEN|SLACK)_[A-Z_]+[A-Z]", page)) <= known
    assert {EVENTS_PATH, INSTALL_PATH, OAUTH_PATH} >= set(re.findall(r"/slack/[a-z]+", page))


def test_the_day_of_erasure_is_the_one_the_pages_state() -> None:
    assert ERASED_AFTER.days == 30
    assert "Thirty days later" in PAGES["slack.md"]
    assert "Trente jours plus tard" in PAGES["slack.fr.md"]


def test_both_pages_have_the_same_headings_and_blocks() -> None:
    english, french = (
        re.findall(r"^(#+|\d\.|```\w*|\|)", page, re.MULTILINE) for page in PAGES.values()
    )

    assert english == french
