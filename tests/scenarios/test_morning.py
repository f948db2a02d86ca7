"""The morning: what was kept arrives together, in order, as fast as its chat takes it."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.chat.incoming import CommandTyped
from bot.chat.outgoing import InChannel, Quote
from bot.chat.ports import Delivery
from bot.chat.transcript import transcribe
from bot.errors import Refused, Throttled, Unknown, Unreachable
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import account, channel
from tests.fakes.strict_chat import StrictChat
from tests.scenarios.test_holds import DEPARTMENT, EVENING, MORNING, PARIS, hold
from tests.scenarios.world import World, world

HOUR = timedelta(hours=1)
AUTHORS = ("t1p2", "t1p3", "t1p4", "t1p5", "t1p6")


def kept(w: World) -> list[Delivery]:
    return [d for d in w.chat.delivered if d.kind == "quiethours.kept"]


def said(delivery: Delivery) -> str:
    return transcribe(delivery.message, delivery.reader)


def numbers(w: World) -> list[int]:
    return [int(n) for d in kept(w) for n in re.findall(r"n° (\d+)", said(d))]


def at(delivery: Delivery) -> datetime:
    return delivery.reader.now.astimezone(PARIS)


def copied(folder: Path) -> dict[Path, bytes]:
    files = [*folder.glob("lien.db*"), *(folder / "keys" / "hold").iterdir()]
    return {path: path.read_bytes() for path in files}


def put_back(folder: Path, copy: dict[Path, bytes]) -> None:
    for path in folder.glob("lien.db*"):
        path.unlink()
    for path, content in copy.items():
        path.write_bytes(content)


@pytest.mark.parametrize(
    ("filler", "deliveries", "last"),
    [("", 25, MORNING), ("é" * 2_900, 500, MORNING + timedelta(minutes=80))],
    ids=["short", "long"],
)
async def test_five_hundred_messages_for_one_channel_are_all_taken_in_their_order(
    tmp_path: Path, sqlite_url: str, filler: str, deliveries: int, last: datetime
) -> None:
    chat = StrictChat(members_of={channel("t1"): ()})
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING, chat=chat) as w:
        for n in range(500):
            typed = CommandTyped(
                event=f"evening/{n}",
                account=account(AUTHORS[n % 5]),
                command="plus-tard",
                words=f"#t1 n° {n} {filler}",
            )
            assert await w.lien.router(typed) is not None
        await w.advance(MORNING - timedelta(seconds=1))
        assert kept(w) == []
        await w.advance(MORNING + 6 * HOUR)
        assert chat.refused == 0
        assert numbers(w) == list(range(500))
        assert len(kept(w)) == deliveries
        assert at(kept(w)[-1]) == last
        assert [d for d in chat.delivered if d.kind == "quiethours.returned"] == []


async def test_several_authors_are_read_together_each_with_their_name_and_one_line(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom11 n° 0", author="t1p2")
        await hold(w, "@Prénom11 n° 1", author="t1p3")
        await hold(w, "@Prénom11 n° 2", author="t1p2")
        await hold(w, "@Prénom14 n° 3", author="t1p2")
        await w.advance(MORNING)
        first, second = kept(w)
        assert said(first).splitlines() == [
            "3 messages, gardés jusqu'à vos horaires. Aucune réponse n'était attendue avant.",
            "« n° 0 » — Prénom12",
            "« n° 1 » — Prénom13",
            "« n° 2 » — Prénom12",
        ]
        assert said(second).startswith("Un message de Prénom12, gardé")


async def test_what_cannot_wait_leaves_alone_and_does_not_say_it_was_kept(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom11 n° 0")
        urgent = await hold(w, "@Prénom11 n° 1")
        await w.press("t1p2", "quiethours.send_now", urgent)
        (delivered,) = kept(w)
        assert at(delivered) == EVENING
        assert said(delivered).startswith("Un message de Prénom12.")
        await w.advance(MORNING)
        assert numbers(w) == [1, 0]


async def test_an_answer_can_stand_under_what_arrived_in_a_channel(
    tmp_path: Path, sqlite_url: str
) -> None:
    chat = RecordingChat(members_of={channel("t1"): ()})
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING, chat=chat) as w:
        await hold(w, "#t1 n° 0")
        await hold(w, "#t1 n° 1")
        await w.advance(MORNING)
        (delivered,) = kept(w)
        # One message of the channel itself, not a thread: what answers it stands under it.
        assert delivered.to == InChannel(channel("t1"))
        ref = await chat.find(replace(delivered, key=delivered.covers[0], covers=()))
        assert ref == await chat.find(delivered)


@pytest.mark.parametrize("idempotent", [True, False])
async def test_a_morning_of_unknown_outcome_is_known_again_and_never_doubled(
    tmp_path: Path, sqlite_url: str, *, idempotent: bool
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        w.chat.capabilities = replace(w.chat.capabilities, idempotent_send=idempotent)
        for n in range(45):
            await hold(w, f"@Prénom11 n° {n}", author=AUTHORS[n % 5])
        w.chat.fail_next(Unknown("dropped"), "after")
        w.chat.fail_next(Unknown("dropped"), "before")
        await w.advance(MORNING + HOUR)
        assert numbers(w) == list(range(45))
        assert len(kept(w)) == 3


async def test_what_failed_keeps_what_its_author_wrote_after_it_waiting(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        for n in range(6):
            await hold(w, f"@Prénom11 n° {n} " + "é" * 2_500)
        w.chat.fail_next(Unreachable("away"))
        w.chat.fail_next(Throttled(600))
        await w.advance(MORNING + HOUR)
        assert numbers(w) == list(range(6))


async def test_of_a_morning_the_chat_refuses_each_message_is_tried_by_itself(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        for n in range(3):
            await hold(w, f"@Prénom11 n° {n}")
        w.chat.fail_next(Refused("one of them is too much"))
        w.chat.fail_next(Refused("this one"))
        await w.advance(MORNING)
        assert numbers(w) == [1, 2]
        (returned,) = [d for d in w.chat.delivered if d.kind == "quiethours.returned"]
        assert "n° 0" in said(returned)


async def test_an_earlier_copy_of_the_database_says_nothing_twice(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        for n in range(3):
            await hold(w, f"@Prénom11 n° {n}")
        chat = w.chat
    copy = copied(tmp_path)
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING, chat=chat) as w:
        # After the copy one more joins those that leave together.
        w._events = count(100)
        await hold(w, "@Prénom11 n° 3")
        await w.advance(MORNING)
        assert numbers(w) == [0, 1, 2, 3]
    put_back(tmp_path, copy)
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=MORNING + HOUR, chat=chat) as w:
        await w.settle()
        assert numbers(w) == [0, 1, 2, 3]


@pytest.mark.parametrize("hours_down", [0, 4])
async def test_after_a_morning_down_it_arrives_late_once_with_a_word_of_excuse(
    tmp_path: Path, database_url: str, hours_down: int
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom11 n° 0")
        await hold(w, "@Prénom11 n° 1")
    back = MORNING + hours_down * HOUR
    async with world(tmp_path, database_url, DEPARTMENT, at=back) as w:
        await w.advance(back + HOUR)
        (delivered,) = kept(w)
        assert ("en retard, par ma faute" in said(delivered)) == (hours_down > 0)


async def test_down_all_day_the_word_of_excuse_comes_the_next_morning(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom11 n° 0")
    night = MORNING.replace(hour=20)
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=night) as w:
        await w.settle()
        assert kept(w) == []
        await w.advance(MORNING + 26 * HOUR)
        (delivered,) = kept(w)
        assert at(delivered) == MORNING + 24 * HOUR
        assert "en retard, par ma faute" in said(delivered)


async def test_away_since_it_was_kept_is_not_late(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        await hold(w, "@Prénom11 n° 0")
        await w.type("t1p1", "absence du 7 au 8 janvier")
        await w.advance(MORNING + 50 * HOUR)
        (delivered,) = kept(w)
        assert at(delivered) == MORNING + 48 * HOUR
        assert "retard" not in said(delivered)
        assert [p.by for p in delivered.message.parts if isinstance(p, Quote)]
