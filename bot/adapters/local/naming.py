"""Finds the accounts behind names, as a chat does that completes them: "@Nadia" is somebody."""

from __future__ import annotations

from dataclasses import replace

from bot.adapters.local.stage import Cast
from bot.chat.incoming import CommandTyped, FormSubmitted, Incoming


def named(incoming: Incoming, cast: Cast) -> Incoming:
    """Write the account for each name in a command to the bot, and in a form's field for a name.

    A message somebody hands over with `/plus-tard` is left as it was written.
    """
    match incoming:
        case CommandTyped(command="lien"):
            return replace(incoming, words=_in_words(incoming.words, cast))
        case FormSubmitted():
            values = {name: _whole(value, cast) for name, value in incoming.values.items()}
            return replace(incoming, values=values)
        case _:
            return incoming


def _in_words(words: str, cast: Cast) -> str:
    return " ".join(_whole(word, cast) for word in words.split(" "))


def _whole(value: str, cast: Cast) -> str:
    """Return the account or the channel a value is the name of, and else the value itself."""
    wanted = value.strip()[1:].casefold()
    if value.strip().startswith("@"):
        people = [p for p in cast.personas if p.name.casefold() == wanted]
        return f"@{people[0].account}" if len(people) == 1 else value
    if value.strip().startswith("#"):
        channels = [c for c in cast.channels if c.name.casefold() == wanted]
        return f"#{channels[0].id}" if len(channels) == 1 else value
    return value
