"""What was typed, read as one of the commands there are."""

from __future__ import annotations

from dataclasses import dataclass

from bot.admin.model import COMMANDS, Command, folded


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with whatever was written behind it."""

    command: Command
    words: str


def read_command(door: str, words: str) -> Typed | None:
    """Read what was typed after `/lien` or `/plus-tard`; None for a word that is no command.

    The longest command that fits wins, so `planning liste` is not `planning` with a word.
    """
    if door == "plus-tard":
        words = f"plus-tard {words}"
    typed = words.split()
    for length in (3, 2, 1):
        head = folded(" ".join(typed[:length]))
        for command in COMMANDS:
            if len(typed) >= length and head in {folded(word) for word in command.words}:
                after = _after(words, length)
                return Typed(command if after else _meant_alone(command), after)
    return None


def _meant_alone(command: Command) -> Command:
    return next((other for other in COMMANDS if other.name == command.alone), command)


def _after(words: str, count: int) -> str:
    """Return what follows the first words, line breaks kept: it can be somebody's message."""
    parts = words.split(maxsplit=count)
    return parts[count] if len(parts) > count else ""
