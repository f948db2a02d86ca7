from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admin.model import COMMANDS, Command, folded
from bot.admin.typed import read_command


@pytest.mark.parametrize("command", COMMANDS, ids=lambda c: c.name)
def test_every_word_of_a_command_is_read_whatever_its_case_and_accents(command: Command) -> None:
    for word in command.words:
        for typed in (word, word.upper(), folded(word)):
            read = read_command("lien", typed)
            assert read is not None
            assert read.command.name == (command.alone or command.name)
            behind = read_command("lien", f"{typed} @Karim")
            assert behind is not None
            assert command.name != "erase" or behind.command == command


def test_no_two_commands_share_a_word() -> None:
    words = [folded(word) for command in COMMANDS for word in command.words]
    assert len(words) == len(set(words))


def test_the_longest_command_wins() -> None:
    read = read_command("lien", "planning liste")
    assert read is not None
    assert (read.command.name, read.words) == ("schedule_list", "")


def test_what_follows_a_command_is_kept_as_it_was_written() -> None:
    read = read_command("plus-tard", "@Karim Bonjour,\n  on en parle ?")
    assert read is not None
    assert (read.command.name, read.words) == ("later", "@Karim Bonjour,\n  on en parle ?")


def test_the_list_of_kept_messages_has_its_own_door() -> None:
    read = read_command("plus-tard", "liste")
    assert read is not None
    assert read.command.name == "later_list"


def test_an_unknown_word_is_no_command() -> None:
    assert read_command("lien", "bonjour") is None


@given(st.text())
def test_no_text_breaks_the_reading(typed: str) -> None:
    read = read_command("lien", typed)
    assert read is None or read.words in typed
