"""Every command is documented in both languages, every setting where people copy it from."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.admin.model import COMMANDS, Command
from bot.admin.views import written
from bot.i18n.catalog import LANGUAGES, catalog
from bot.i18n.text import Text
from bot.settings.model import NAMES, TABLES, toml_key, variable

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_a_command_says_in_both_languages_what_it_does_and_how_it_is_typed(
    command: Command,
) -> None:
    for language in LANGUAGES:
        does = catalog(language).template(Text(f"command.{command.name}"))
        assert does[1:] in PAGE
        assert f"`{written(command, language)}`" in PAGE
        if command.takes:
            takes = catalog(language).template(Text(command.takes))
            assert takes in PAGE


@pytest.mark.parametrize("name", NAMES)
def test_a_setting_is_named_with_its_default_where_people_copy_it_from(name: str) -> None:
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    toml = (ROOT / "config" / "lien.example.toml").read_text(encoding="utf-8")
    assert variable(name) in example
    assert toml_key(name).rpartition(".")[2] in toml


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_settings_is_shown_in_the_example(table: str) -> None:
    assert f"[{table}]" in (ROOT / "config" / "lien.example.toml").read_text(encoding="utf-8")
