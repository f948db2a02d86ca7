"""The set-up on a real homeserver: `lien run` as a process, and sixty people with clients."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeAlias

from tests.homeserver import Homeserver
from tests.matrix.person import Person
from tests.matrix.running import Running
from tests.scenarios.sixty.script import Fills, Named, Presses, Team, Types

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
ASKED = MONDAY + timedelta(days=10, hours=2)
POSTED = MONDAY + timedelta(days=15, hours=2)
TEAMS, SIZE = 5, 12
YES = {"fr": "oui", "en": "yes"}
AT_ONCE = 8

Do: TypeAlias = Callable[[Person], Awaitable[None]]


class OnMatrix:
    """`chat.Chat` over what people write in rooms.

    Args:
        admin: who sets Lien up, in `room`, alone with the bot.
        rooms: the team rooms, each with who reads it.
    """

    def __init__(
        self, running: Running, admin: Person, room: str, rooms: dict[str, list[Person]]
    ) -> None:
        self.language = running.language
        self._running = running
        self._admin = admin
        self._room = room
        self._rooms = rooms
        self._people = {p.user: p for people in rooms.values() for p in people}
        self.teams = tuple(
            Team(
                channel=Named(one, one),
                people=tuple(Named(person.user, person.user) for person in people),
            )
            for one, people in rooms.items()
        )

    async def types(self, move: Types) -> str:
        return await self._write(f"!lien {move.words}".rstrip(), move.told)

    async def fills(self, move: Fills) -> str:
        read = ""
        for value in move.values.values():
            read += await self._write(value)
        return read + await self._write(YES[self.language], move.told)

    async def presses(self, move: Presses) -> str:
        return await self._write("1", move.told)

    async def until_asked(self) -> None:
        await self._running.advance(ASKED)

    async def answers(self, person: str, charge: int, lien: int) -> str:
        who, bot = self._people[person], self._running.user
        await who.until(lambda: bool(self._heard(who)), "not invited")
        room = who.room_with(bot) or ""
        before = len(who.heard(room, bot))
        await who.say(room, f"{charge} {lien} -")
        await who.until(lambda: len(who.heard(room, bot)) > before, "not answered")
        return "\n".join(who.heard(room, bot))

    async def until_posted(self) -> None:
        await self._running.advance(POSTED)

    async def told(self, person: str = "") -> str:
        return "\n".join(self._heard(self._people[person] if person else self._admin))

    async def posted(self, team: Team) -> list[str]:
        room = team.channel.typed
        reader = self._rooms[room][0]
        # Announced and posted: what has left the bot is on its way to the reader.
        await reader.until(lambda: len(reader.heard(room, self._running.user)) > 1, "not posted")
        return reader.heard(room, self._running.user)

    async def _write(self, words: str, told: str = "") -> str:
        """Write to the bot; return what it answers, once it has said what is waited for."""
        bot = self._running.user
        before = len(self._admin.heard(self._room, bot))
        await self._admin.say(self._room, words)

        def answered() -> str:
            said = "\n".join(self._admin.heard(self._room, bot)[before:])
            return said.replace("\u00a0", " ").replace("\u202f", " ")

        await self._admin.until(lambda: bool(answered()) and told in answered(), words)
        return answered()

    def _heard(self, person: Person) -> list[str]:
        room = person.room_with(self._running.user)
        return person.heard(room, self._running.user) if room else []


@asynccontextmanager
async def on_matrix(
    server: Homeserver, folder: Path, bot: str, language: str
) -> AsyncIterator[OnMatrix]:
    """Bring sixty people and an admin onto the homeserver, and start `lien run` for them."""
    names = [f"{bot}-{t}-{n}" for t in range(TEAMS) for n in range(SIZE)]
    admin, *people = [Person(server, name, folder / name) for name in (f"{bot}-admin", *names)]
    server.register(bot)
    running = Running(
        server=server, name=bot, admin=admin.user, folder=folder / "lien", language=language
    )
    running.prepare(MONDAY)
    try:
        await running.start()
        await _together([admin, *people], lambda person: _arrive(person, server))
        rooms = {}
        for t in range(TEAMS):
            team = people[t * SIZE : (t + 1) * SIZE]
            others = [person.user for person in team]
            room = await admin.make_team(running.user, *others)
            rooms[room] = team
        for room, team in rooms.items():
            await admin.until_joined(room, running.user, *(person.user for person in team))
        own = await admin.write_to(running.user)
        await admin.until_joined(own, running.user)
        yield OnMatrix(running, admin, own, rooms)
        await running.stop()
    finally:
        await running.kill()
        await _together([admin, *people], lambda person: person.leave())


async def _arrive(person: Person, server: Homeserver) -> None:
    await asyncio.to_thread(server.register, person.name)
    await person.arrive()


async def _together(people: Iterable[Person], do: Do) -> None:
    """Do something for everybody, a few at a time."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(person: Person) -> None:
        async with room:
            await do(person)

    await asyncio.gather(*(one(person) for person in people))
