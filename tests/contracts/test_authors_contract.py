"""What is promised of acting in people's own names, on the fake and on Slack's."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.chat.ids import AccountId, MessageRef
from bot.chat.ports import Authors, Withdrawals
from bot.clock import SimulatedClock
from bot.errors import Refused
from tests.fakes.authors import RecordingAuthors
from tests.fakes.slack_desk import SlackDesk, slack_desk

NOW = datetime(2026, 1, 8, 20, 40, tzinfo=UTC)
MORNING = NOW + timedelta(hours=11)
LEA, KARIM = AccountId("slack", "T1", "U1"), AccountId("slack", "T1", "U2")
PLACE = "D1"
WORDS = "À demain & <merci>, @slack/T1/U2 !\nOn en reparle."


@dataclass
class Bench:
    """An implementation, and what a test needs of the chat behind it."""

    authors: Authors
    withdrawals: Withdrawals
    move_to: Callable[[datetime], None]
    link: Callable[[AccountId], Awaitable[None]]
    post: Callable[[AccountId], MessageRef]
    is_shown: Callable[[MessageRef], bool]


def fake_bench() -> Bench:
    clock = SimulatedClock(NOW)
    fake = RecordingAuthors(clock)

    async def link(account: AccountId) -> None:
        fake.linked.add(account)

    def post(account: AccountId) -> MessageRef:
        ref = MessageRef("slack", PLACE, f"{len(fake.posted)}.5")
        fake.posted[ref] = account
        return ref

    return Bench(fake, fake, clock.move_to, link, post, fake.posted.__contains__)


def slack_bench(desk: SlackDesk) -> Bench:
    place = desk.slack.team.channels[PLACE]

    def post(account: AccountId) -> MessageRef:
        ts = desk.slack.team.ts()
        place.messages.append({"type": "message", "user": account.user, "text": "x", "ts": ts})
        return MessageRef("slack", PLACE, ts)

    def is_shown(ref: MessageRef) -> bool:
        return place.find(ref.message) is not None

    return Bench(desk.authors, desk.withdrawals, desk.move_to, desk.link, post, is_shown)


@pytest_asyncio.fixture(params=["fake", "slack"])
async def bench(
    request: pytest.FixtureRequest, tmp_path: Path, sqlite_url: str
) -> AsyncIterator[Bench]:
    if request.param == "fake":
        yield fake_bench()
        return
    async with slack_desk(tmp_path, sqlite_url, SimulatedClock(NOW)) as desk:
        yield slack_bench(desk)


async def test_nobody_is_linked_until_they_agreed_and_nobody_else_with_them(bench: Bench) -> None:
    assert not await bench.authors.has_linked(LEA)
    await bench.link(LEA)
    assert await bench.authors.has_linked(LEA)
    assert not await bench.authors.has_linked(KARIM)


async def test_an_address_to_agree_at_is_another_every_time(bench: Bench) -> None:
    first, second = [await bench.authors.link_address(LEA) for _ in range(2)]

    assert first
    assert second
    assert first != second


async def test_nothing_is_done_in_the_name_of_whoever_did_not_agree(bench: Bench) -> None:
    with pytest.raises(Refused):
        await bench.authors.schedule(LEA, PLACE, WORDS, MORNING)
    with pytest.raises(Refused):
        await bench.authors.scheduled(LEA)


async def test_words_come_back_as_they_were_written_the_next_message_first(bench: Bench) -> None:
    await bench.link(LEA)
    for hours in (2, 0, 1):
        await bench.authors.schedule(
            LEA, PLACE, f"{WORDS}{hours}", MORNING + timedelta(hours=hours)
        )

    found = await bench.authors.scheduled(LEA)

    assert [one.words for one in found] == [f"{WORDS}{hours}" for hours in range(3)]
    assert [one.at for one in found] == [MORNING + timedelta(hours=hours) for hours in range(3)]


async def test_what_was_scheduled_carries_no_words_back(bench: Bench) -> None:
    await bench.link(LEA)
    kept = await bench.authors.schedule(LEA, PLACE, WORDS, MORNING)

    assert kept.words == ""
    assert (kept.place, kept.at) == (PLACE, MORNING)


async def test_everybody_sees_what_waits_in_their_own_name_alone(bench: Bench) -> None:
    await bench.link(LEA)
    await bench.link(KARIM)
    await bench.authors.schedule(LEA, PLACE, WORDS, MORNING)

    assert await bench.authors.scheduled(KARIM) == ()


async def test_a_message_taken_back_waits_no_more_and_only_once(bench: Bench) -> None:
    await bench.link(LEA)
    kept = await bench.authors.schedule(LEA, PLACE, WORDS, MORNING)
    await bench.authors.unschedule(LEA, kept)

    assert await bench.authors.scheduled(LEA) == ()
    with pytest.raises(Refused):
        await bench.authors.unschedule(LEA, kept)


async def test_a_message_within_a_minute_of_its_time_is_not_taken_back(bench: Bench) -> None:
    await bench.link(LEA)
    kept = await bench.authors.schedule(LEA, PLACE, WORDS, MORNING)
    bench.move_to(MORNING - timedelta(seconds=59))

    with pytest.raises(Refused):
        await bench.authors.unschedule(LEA, kept)
    assert len(await bench.authors.scheduled(LEA)) == 1


async def test_a_message_that_was_posted_waits_no_more(bench: Bench) -> None:
    await bench.link(LEA)
    await bench.authors.schedule(LEA, PLACE, WORDS, MORNING)
    bench.move_to(MORNING)

    assert await bench.authors.scheduled(LEA) == ()


async def test_nothing_is_scheduled_in_the_past_or_beyond_a_hundred_and_twenty_days(
    bench: Bench,
) -> None:
    await bench.link(LEA)
    for at in (NOW - timedelta(minutes=1), NOW + timedelta(days=120, minutes=1)):
        with pytest.raises(Refused):
            await bench.authors.schedule(LEA, PLACE, WORDS, at)
    await bench.authors.schedule(LEA, PLACE, WORDS, NOW + timedelta(days=120))


async def test_whoever_takes_their_permission_back_is_not_linked_any_more(bench: Bench) -> None:
    await bench.link(LEA)
    await bench.authors.unlink(LEA)
    await bench.authors.unlink(LEA)

    assert not await bench.authors.has_linked(LEA)
    with pytest.raises(Refused):
        await bench.authors.schedule(LEA, PLACE, WORDS, MORNING)


async def test_a_message_of_ones_own_is_withdrawn_and_again_changes_nothing(bench: Bench) -> None:
    message = bench.post(LEA)
    assert not await bench.withdrawals.can_withdraw(LEA, message)
    await bench.link(LEA)

    assert await bench.withdrawals.can_withdraw(LEA, message)
    for _ in range(2):
        await bench.withdrawals.withdraw(LEA, message)
    assert not bench.is_shown(message)


async def test_a_message_of_somebody_elses_stays(bench: Bench) -> None:
    await bench.link(LEA)
    message = bench.post(KARIM)

    with pytest.raises(Refused):
        await bench.withdrawals.withdraw(LEA, message)
    assert bench.is_shown(message)
