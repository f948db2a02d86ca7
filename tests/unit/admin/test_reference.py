"""The page of commands says what the table says, in both languages."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.admin.model import COMMANDS, Command
from bot.admin.reference import Saying, page
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text

PAGE = Path(__file__).parents[3] / "docs" / "commands.md"


def saying(language: str) -> Saying:
    reader = Reader(language=language, zone="Europe/Paris", now=datetime(2026, 1, 5, tzinfo=UTC))
    return lambda said: say(said, reader)


def written() -> str:
    return page(saying("fr"), saying("en"))


def test_the_page_is_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_a_command_is_explained_with_an_example_where_it_takes_words(command: Command) -> None:
    for language in ("fr", "en"):
        said = saying(language)
        assert said(Text(f"command.{command.name}"))
        assert not command.takes or command.arguments
        for argument in command.arguments:
            assert said(Text(f"argument.{argument.name}"))
        if command.takes:
            assert "/" in said(Text(command.takes)) or ":" in said(Text(command.takes))


if __name__ == "__main__":
    PAGE.write_text(written(), encoding="utf-8")
