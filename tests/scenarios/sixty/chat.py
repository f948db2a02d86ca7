"""What every chat lets its people do, and the set-up played in it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from tests.scenarios.sixty.reading import foreign
from tests.scenarios.sixty.script import Fills, Move, Presses, Team, Types, moves


class Chat(Protocol):
    """A chat where nobody has set Lien up; its admin is named by the configuration alone.

    What the admin does returns all that they read in answer, up to what the move is told.
    """

    language: str
    teams: tuple[Team, ...]

    async def types(self, move: Types) -> str:
        """Type something after `/lien`, in the conversation with the bot."""
        ...

    async def fills(self, move: Fills) -> str:
        """Fill in the form that is open, and send it."""
        ...

    async def presses(self, move: Presses) -> str:
        """Press the first button of the last answer."""
        ...

    async def until_asked(self) -> None:
        """Let time pass until the first check-in is open."""
        ...

    async def answers(self, person: str, charge: int, lien: int) -> str:
        """Answer the check-in as somebody, by name as typed; return all they read of it."""
        ...

    async def until_posted(self) -> None:
        """Let time pass until the round is closed and its digests are out."""
        ...

    async def told(self, person: str = "") -> str:
        """Return all that the bot wrote to somebody in private, to the admin by default."""
        ...

    async def posted(self, team: Team) -> list[str]:
        """Return what the bot posted in a team's channel, a text a message."""
        ...


async def set_up(
    chat: Chat, script_of: Callable[[str, Sequence[Team]], list[Move]] = moves
) -> list[tuple[Move, str]]:
    """Play a script as the admin, reading every answer; return each move with its answer."""
    assert sum(len(team.people) for team in chat.teams) >= PEOPLE
    script = script_of(chat.language, chat.teams)
    done = []
    for move in script:
        said = await _do(chat, move)
        done.append((move, said))
        assert move.told in _spaced(said), (move, said)
        assert foreign(said, chat.language, _own(chat, script)) == set(), (move, said)
    return done


async def live_a_week(chat: Chat) -> None:
    """Let everybody answer the first check-in, and read what comes of it."""
    await chat.until_asked()
    at_once = asyncio.Semaphore(ANSWERING_AT_ONCE)

    async def answer(person: str, charge: int) -> None:
        async with at_once:
            said = await chat.answers(person, charge=charge, lien=4)
        assert SEALED[chat.language] in _spaced(said), (person, said)

    people = [person.typed for team in chat.teams for person in team.people]
    await asyncio.gather(*(answer(person, 3 + n % 2) for n, person in enumerate(people)))
    await chat.until_posted()


async def assert_it_lives(chat: Chat) -> None:
    """Check that each team was told and has its digest, in the language of the department."""
    own = _own(chat, moves(chat.language, chat.teams))
    for team in chat.teams:
        announcement, *later = [_spaced(one) for one in await chat.posted(team)]
        assert HELLO[chat.language] in announcement
        (digest,) = later
        assert DIGEST[chat.language] in digest
        assert foreign(announcement + digest, chat.language, own) == set()
        for person in team.people[:2]:
            assert foreign(await chat.told(person.typed), chat.language, own) == set()
    assert foreign(await chat.told(), chat.language, own) == set()


PEOPLE = 60
ANSWERING_AT_ONCE = 6
HELLO = {"fr": "Bonjour à l'équipe", "en": "Hello, team"}
SEALED = {"fr": "scellée", "en": "sealed"}
DIGEST = {"fr": "bilan", "en": "digest"}


async def _do(chat: Chat, move: Move) -> str:
    match move:
        case Types():
            return await chat.types(move)
        case Fills():
            return await chat.fills(move)
        case Presses():
            return await chat.presses(move)


def _own(chat: Chat, script: Sequence[Move]) -> list[str]:
    typed = [
        text
        for move in script
        if not isinstance(move, Presses)
        for text in ([move.words] if isinstance(move, Types) else move.values.values())
    ]
    people = [person.typed for team in chat.teams for person in team.people]
    return [*typed, *people, *(team.channel.typed for team in chat.teams)]


def _spaced(text: str) -> str:
    """Write the narrow and the no-break spaces of a text the ordinary way."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
