"""The process is killed again and again while messages leave: each arrives once, none is lost.

Small here; `make soak` plays it whole: 30 kills, a round of 500, a morning of 200 held messages.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.team import User
from tests.scenarios.slack_world import words
from tests.scenarios.test_slack_whole import EVENING, MONDAY, OPENS, Office
from tests.waiting import until

IS_WHOLE = os.environ.get("LIEN_SOAK") == "1"
KILLS, PEOPLE, HELD = (30, 500, 200) if IS_WHOLE else (4, 40, 16)
STEP = timedelta(seconds=31)


async def crowd(office: Office, people: int) -> list[User]:
    """Set one team up, of many people."""
    slack = office.slack
    users = [slack.team.add_user(f"Agent{n:03d} Nord") for n in range(people)]
    channel = slack.team.add_channel("enfance-nord-bis", users)
    await slack.types(office.admin, "/lien", "")
    await slack.submits(
        office.admin, name="Protection", contacts="Médecine préventive : poste 45 21"
    )
    await office.types(f"équipe créer Nord <#{channel.id}|nord>")
    preview = await office.types("équipe importer Nord")
    await slack.presses(office.admin, preview, "admin.take_in")
    await office.types("planning checkin jeudi 9h30")
    return users


async def killed_while_sending(office: Office, chance: random.Random, total: int) -> int:
    """Kill the process at random moments of its work until all has left; return how many times."""
    slack = office.slack

    def shown() -> int:
        return sum(len(c.messages) for c in slack.team.channels.values() if c.is_im)

    start, kills = shown(), 0
    for n in range(KILLS):
        faults = slack.api.faults["chat.postMessage"]
        faults.extend(chance.choices(["drop before", "drop after", "", "500"], k=2))
        after = start + round(total * (n + 1) / (KILLS + 1))

        async def so_many(after: int = after) -> bool:
            return shown() >= after

        # What failed waits half a minute; time goes on while the process works.
        for _ in range(200):
            office.lien.tell(office.lien.at + STEP)
            slack.moves_to(office.lien.at.timestamp())
            try:
                await until(so_many, seconds=0.5)
            except AssertionError:
                continue
            break
        else:
            raise AssertionError(f"{shown() - start} of {total} left, and then nothing more")
        office.lien.kill()
        await office.lien.ended()
        kills += 1
        await office.start()
    return kills


async def finished(office: Office) -> None:
    """Let an hour pass, so that whatever waited for another try has left."""
    office.slack.api.faults["chat.postMessage"].clear()
    for _ in range(8):
        await office.advance(office.lien.at + timedelta(minutes=8))


async def test_a_round_killed_again_and_again_invites_everyone_once(tmp_path: Path) -> None:
    chance = random.Random(7)  # noqa: S311 - a test must be repeatable
    async with SlackDouble() as slack:
        slack.team.now = MONDAY.timestamp()
        office = Office(slack, tmp_path)
        await office.start()
        try:
            users = await crowd(office, PEOPLE)
            office.lien.tell(OPENS)
            kills = await killed_while_sending(office, chance, PEOPLE)
            await finished(office)
        finally:
            await office.lien.stop()
        invited = Counter(
            user.id
            for user in users
            for message in slack.direct(user)
            if "checkins.answer" in str(message)
        )
        assert kills == KILLS
        assert [user.id for user in users if invited[user.id] != 1] == []


async def test_a_morning_killed_again_and_again_delivers_every_held_message_once(
    tmp_path: Path,
) -> None:
    chance = random.Random(11)  # noqa: S311 - a test must be repeatable
    async with SlackDouble() as slack:
        slack.team.now = MONDAY.timestamp()
        office = Office(slack, tmp_path)
        await office.start()
        try:
            users = await crowd(office, PEOPLE)
            await office.advance(EVENING)
            names = [f"message-{n:03d}" for n in range(HELD)]
            for n, name in enumerate(names):
                author, reader = users[n % PEOPLE], users[(n * 7 + 1) % PEOPLE]
                kept = await slack.types(author, "/plus-tard", f"<@{reader.id}|x> {name}")
                assert kept.said
            office.lien.tell(EVENING + timedelta(hours=12))
            await killed_while_sending(office, chance, HELD)
            await finished(office)
        finally:
            await office.lien.stop()
        said = " ".join(words(m) for user in users for m in slack.direct(user))
        assert [name for name in names if said.count(name) != 1] == []
        await asyncio.to_thread(_nothing_left, tmp_path, names)


def _nothing_left(folder: Path, names: list[str]) -> None:
    found = [
        p.name for p in folder.rglob("*") if p.is_file() and names[0].encode() in p.read_bytes()
    ]
    assert found == []
