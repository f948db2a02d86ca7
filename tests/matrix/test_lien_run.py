"""The whole product as it is started, on a real homeserver, by what people type and see."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from tests.homeserver import Homeserver
from tests.matrix.cast import Arrive
from tests.matrix.person import Person
from tests.matrix.running import Running, asked, insisted, set_up
from tests.matrix.test_week import by_poll

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
DAY = MONDAY + timedelta(days=3, hours=1)
EVENING = MONDAY + timedelta(days=3, hours=12)
MORNING = EVENING + timedelta(hours=14)
AFTER_DIGEST = MONDAY + timedelta(days=8, hours=2)
COMMENT = "qzvx-trop-de-reunions"
KILLS = int(os.environ.get("LIEN_SOAK_KILLS", "3"))
"""How often bot or homeserver are killed, about; `make soak` asks for 30, with 60 people."""
PEOPLE, HELD = 2 * KILLS, KILLS * 4 // 3


@asynccontextmanager
async def department(
    server: Homeserver, folder: Path, bot: str, admin: Person, people: list[Person]
) -> AsyncIterator[tuple[Running, str]]:
    """Start Lien and set it up for a team; give the process and the team's room."""
    server.register(bot)
    running = Running(server=server, name=bot, admin=admin.user, folder=folder / "lien")
    running.prepare(MONDAY)
    await running.start()
    try:
        others = [person.user for person in people]
        team = await admin.make_team(running.user, *others)
        await admin.until_joined(team, running.user, *others)
        await set_up(admin, running, team)
        yield running, team
        await running.stop()
    finally:
        await running.kill()


async def room_of(person: Person, bot: str) -> str:
    """Wait for the invitation to answer and return the room it came in."""

    def invited() -> bool:
        room = person.room_with(bot)
        return bool(room and person.heard(room, bot))

    await person.until(invited, "no invitation")
    return person.room_with(bot) or ""


def kept_by(server: Homeserver, words: str) -> list[str]:
    """Name the homeserver's files that hold some words."""
    return [
        path.name
        for path in server.folder.rglob("*")
        if path.is_file() and words.encode() in path.read_bytes()
    ]


async def test_a_week_from_environment_variables_alone_leaves_nothing_with_the_homeserver(
    homeserver: Homeserver, arrive: Arrive, fresh_name: str, tmp_path: Path
) -> None:
    anca, *team = [await arrive(name) for name in ("anca", *["agent"] * 6)]
    async with department(homeserver, tmp_path, fresh_name, anca, team) as (running, room):
        await running.advance(EVENING)
        for n, person in enumerate(team):
            own = await room_of(person, running.user)
            if person in team[4:]:
                await by_poll(person, own, running)
                continue
            said = await asked(person, own, running.user, f"{n % 5 + 1} 2 - : {COMMENT}")
            assert "scellée" in said
            assert COMMENT not in said
        changed, erased = team[0], team[1]
        own = await room_of(changed, running.user)
        assert "scellée" in await asked(changed, own, running.user, "2 2 3")
        assert "Changer ma réponse" in changed.heard(own, running.user)[-1]
        own = await room_of(erased, running.user)
        assert "effacé" in await asked(erased, own, running.user, "L'effacer")
        assert not any(
            "pas le droit" in said
            for person in team
            for said in person.heard(person.room_with(running.user) or "", running.user)
        )
        author, reader = team[0], team[1]
        own = await room_of(author, running.user)
        kept = f"!plus-tard {reader.user} bon courage pour demain"
        assert "Je garde ce message" in await asked(author, own, running.user, kept)
        await running.advance(MORNING)
        own = await room_of(reader, running.user)
        await reader.until(
            lambda: any("bon courage" in w for w in reader.heard(own, running.user)), "not held"
        )
        await running.advance(AFTER_DIGEST)
        await anca.until(
            lambda: any("bilan" in w for w in anca.heard(room, running.user)), "no digest"
        )
        log = running.log()

    assert "round.closed" in log
    assert not any(person.user in log or person.name in log for person in (anca, *team))
    assert COMMENT not in log
    assert kept_by(homeserver, COMMENT) == []
    assert kept_by(homeserver, "bon courage") == []
    assert kept_by(homeserver, "m.reaction") == []


async def test_kills_of_bot_and_homeserver_lose_nothing_and_say_nothing_twice(
    homeserver: Homeserver, arrive: Arrive, fresh_name: str, tmp_path: Path
) -> None:
    chance = random.Random(7)  # noqa: S311 - which is killed when, the same every time
    anca, *team = [await arrive(name) for name in ("anca", *["agent"] * PEOPLE)]
    async with department(homeserver, tmp_path, fresh_name, anca, team) as (running, _):
        bot = running.user
        holds = [f"message gardé numéro {n}." for n in range(HELD)]
        told: dict[str, str] = {}

        async def answer(person: Person) -> None:
            told[person.user] = await room_of(person, bot)
            await insisted(person, told[person.user], bot, "4 2 3")

        async def keep(n: int) -> None:
            author, reader = team[n % PEOPLE], team[(n + 1) % PEOPLE]
            own = told[author.user]
            said = await insisted(author, own, bot, f"!plus-tard {reader.user} {holds[n]}")
            # Killed after it was kept and before that was said, it says that it was.
            assert "Je garde ce message" in said or "C'est déjà fait" in said

        async with running.flowing(DAY):
            for n in range(KILLS):
                busy = [asyncio.create_task(answer(person)) for person in team[n::KILLS]]
                await asyncio.sleep(chance.uniform(0.05, 0.6))
                if n % 2 == 0:
                    await kill(chance.choice(("bot", "homeserver")), running)
                await asyncio.gather(*busy)
        async with running.flowing(EVENING):
            for n in range(HELD):
                keeping = asyncio.create_task(keep(n))
                await asyncio.sleep(chance.uniform(0.02, 0.3))
                if n % 3 == 0:
                    await kill("bot" if n % 2 else "homeserver", running)
                await keeping
        async with running.flowing(MORNING):
            await asyncio.sleep(0.5)
            await kill("bot", running)
            for n, words in enumerate(holds):
                reader = team[(n + 1) % PEOPLE]
                own = told[reader.user]
                await reader.until(partial(heard, reader, own, bot, words), words)
        await running.advance(AFTER_DIGEST)

        for person in team:
            assert count(person, told[person.user], bot, "est scellée. Vous") == 1
            assert person.dark == []
        for n, words in enumerate(holds):
            reader = team[(n + 1) % PEOPLE]
            assert count(reader, told[reader.user], bot, words) == 1
        assert len({person.room_with(bot) for person in team}) == PEOPLE


async def kill(which: str, running: Running) -> None:
    """Kill one of the two without warning, and start it again."""
    if which == "bot":
        await running.kill()
        await running.start()
    else:
        running.server.kill()
        running.server.start()
        await asyncio.to_thread(running.server.wait)


def heard(person: Person, room: str, bot: str, words: str) -> bool:
    return count(person, room, bot, words) > 0


def count(person: Person, room: str, bot: str, words: str) -> int:
    """Count the messages of the bot that hold some words."""
    return sum(words in said.replace("\u00a0", " ") for said in person.heard(room, bot))
