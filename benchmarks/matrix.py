"""Matrix beside a trivial bot on bare nio, on one homeserver, in one run.

Echo: how long somebody waits for the answer to a command, encrypted. Check-in: new direct rooms a
second, from nothing to a first message, encrypted.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from nio import AsyncClient, AsyncClientConfig, MatrixRoom, RoomCreateResponse, RoomMessageText

from bot import logs
from bot.clock import SystemClock
from bot.storage.migrations import upgrade
from tests.fakes.small_department import MONDAY, small_department
from tests.homeserver import PASSWORD, Homeserver, running_homeserver
from tests.matrix.person import Person
from tests.matrix.whole import on_homeserver, settle_in, whole

ROOMS = 200
ECHOES = 100
ECHO_AIM, ROOMS_AIM = 1.3, 0.8
THURSDAY = MONDAY + timedelta(days=3, hours=2, minutes=30)


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@asynccontextmanager
async def trivial_bot(server: Homeserver, folder: Path) -> AsyncIterator[AsyncClient]:
    """Echo with nio alone, as its documentation shows it."""
    server.register("nio")
    config = AsyncClientConfig(store_sync_tokens=True)
    client = AsyncClient(
        server.address, server.user("nio"), store_path=str(made(folder)), config=config
    )
    await client.login(PASSWORD)

    async def echo(room: MatrixRoom, event: RoomMessageText) -> None:
        if event.sender != client.user_id:
            content = {"msgtype": "m.text", "body": f"> {event.body}"}
            await client.room_send(
                room.room_id, "m.room.message", content, ignore_unverified_devices=True
            )

    client.add_event_callback(echo, RoomMessageText)
    syncing = asyncio.create_task(client.sync_forever(timeout=30_000, full_state=True))
    await client.synced.wait()
    yield client
    syncing.cancel()
    await asyncio.gather(syncing, return_exceptions=True)
    await client.close()


async def first_message(client: AsyncClient, user: str) -> str:
    """Open an encrypted direct room and send its first message, with nio alone."""
    encryption = {
        "type": "m.room.encryption",
        "state_key": "",
        "content": {"algorithm": "m.megolm.v1.aes-sha2"},
    }
    made = await client.room_create(is_direct=True, invite=[user], initial_state=[encryption])
    assert isinstance(made, RoomCreateResponse), made
    # nio rings no bell when it hears of the room.
    while made.room_id not in client.rooms or not client.rooms[made.room_id].encrypted:  # noqa: ASYNC110
        await asyncio.sleep(0.002)
    # Left to itself, nio would share the key with members alone, and nobody could read this.
    client.rooms[made.room_id].members_synced = True
    if client.should_query_keys:
        await client.keys_query()
    content = {"msgtype": "m.text", "body": "Bonjour. " * 100}
    await client.room_send(made.room_id, "m.room.message", content, ignore_unverified_devices=True)
    return str(made.room_id)


async def round_trip(person: Person, room: str, bot: str, words: str) -> float:
    before = len(person.heard(room, bot))
    begun = time.perf_counter()
    await person.say(room, words)
    await person.until(lambda: len(person.heard(room, bot)) > before, words)
    return time.perf_counter() - begun


async def with_a_device(server: Homeserver, name: str, folder: Path) -> str:
    """Make somebody who has logged in once, and gone."""
    server.register(name)
    client = AsyncClient(server.address, server.user(name), store_path=str(made(folder)))
    await client.login(PASSWORD)
    await client.keys_upload()
    await client.close()
    return server.user(name)


async def measure(server: Homeserver, folder: Path) -> None:
    server.register("lien")
    server.register("lea")
    everyone = [await with_a_device(server, f"p{n}", folder / f"p{n}") for n in range(ROOMS)]
    lea = await Person(server, "lea", folder / "lea").arrive()
    database = f"sqlite:///{folder / 'lien.db'}"
    await upgrade(database)
    async with (
        trivial_bot(server, folder / "nio") as nio,
        whole(folder, database, server, "lien") as lien,
    ):
        names = dict(zip((f"t1p{n}" for n in range(1, ROOMS + 1)), everyone, strict=True))
        names["admin"] = lea.user
        directory = on_homeserver(small_department(ROOMS), names, {})
        await settle_in(lien.lien, replace(directory, grants=()))

        begun = time.perf_counter()
        for user in everyone:
            await first_message(nio, user)
        bare = ROOMS / (time.perf_counter() - begun)
        begun = time.perf_counter()
        await lien.advance(THURSDAY)
        ours = ROOMS / (time.perf_counter() - begun)

        await lea.until(lambda: lea.room_with(lien.user) is not None)
        mine, theirs = lea.room_with(lien.user) or "", await lea.write_to(nio.user_id)
        await nio.join(theirs)
        await lea.until_joined(theirs, nio.user_id)
        for room, bot in ((theirs, nio.user_id), (mine, lien.user)):
            await round_trip(lea, room, bot, "!lien charte")
        times: dict[str, list[float]] = {"bare": [], "ours": []}
        for _ in range(ECHOES):
            times["bare"].append(await round_trip(lea, theirs, nio.user_id, "!lien charte"))
            times["ours"].append(await round_trip(lea, mine, lien.user, "!lien charte"))
    await lea.leave()
    medians = {name: statistics.median(taken) * 1000 for name, taken in times.items()}
    print("\nMatrix, encrypted, beside a trivial bot on bare nio and the same homeserver")
    ratio = medians["ours"] / medians["bare"]
    print(
        f"  answer to a command, p50: {medians['ours']:.0f} ms, bare {medians['bare']:.0f} ms: "
        f"{ratio:.2f} x (aim: at most {ECHO_AIM} x)"
    )
    print(
        f"  check-in to {ROOMS} new direct rooms: {ours:.1f}/s, bare {bare:.1f}/s: "
        f"{ours / bare:.0%} (aim: at least {ROOMS_AIM:.0%})"
    )


def main() -> None:
    logs.configure(clock=SystemClock(), level="error")
    with running_homeserver() as server:
        folder = server.folder / "bench"
        folder.mkdir()
        asyncio.run(measure(server, folder))


if __name__ == "__main__":
    main()
