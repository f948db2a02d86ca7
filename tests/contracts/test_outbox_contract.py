from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.chat.ids import ChannelId, MessageRef
from bot.chat.outgoing import Heading, Message, Quote
from bot.i18n.text import Moment, plain, text
from bot.outbox.model import Entry, ToChannel, ToPerson
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork

NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def entry(name: str, **changes: Any) -> Entry:
    made = Entry(
        id=name,
        kind="tests.entry",
        to=ToPerson("ana"),
        message=Message((Heading(text("tests.hello", name=name)),)),
        not_before=NOW,
    )
    return replace(made, **changes)


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def add(begin: UnitsOfWork, *entries: Entry) -> None:
    async with begin() as uow:
        await uow.outbox.add(*entries)
        await uow.commit()


async def claim(begin: UnitsOfWork, now: datetime = NOW, limit: int = 100) -> tuple[Entry, ...]:
    async with begin() as uow:
        claimed = await uow.outbox.claim(now, limit)
        await uow.commit()
    return claimed


async def release(begin: UnitsOfWork, claimed: Entry, at: datetime) -> None:
    async with begin() as uow:
        await uow.outbox.release(claimed, at, failed=True, is_uncertain=False)
        await uow.commit()


async def settle(begin: UnitsOfWork, *claimed: Entry) -> None:
    async with begin() as uow:
        for one in claimed:
            await uow.outbox.settle(one, "sent", MessageRef("local", "room", "1"))
        await uow.commit()


async def next_due(begin: UnitsOfWork) -> datetime | None:
    async with begin() as uow:
        return await uow.outbox.next_due()


def ids(entries: Sequence[Entry]) -> list[str]:
    return [one.id for one in entries]


async def test_an_entry_comes_back_as_it_was_added(begin: UnitsOfWork) -> None:
    added = entry(
        "whole",
        to=ToChannel(ChannelId("slack", "T1", "C1"), MessageRef("slack", "C1", "12.5")),
        message=Message((Quote(plain("Bonjour"), text("by", at=Moment(NOW))),)),
        not_after=NOW + MINUTE,
        collapse_key="c",
        if_waiting="keep",
        order_key="o",
        any_hour=True,
        due_at=NOW - MINUTE,
    )
    await add(begin, added)
    async with begin() as uow:
        assert await uow.outbox.find("whole") == added
    assert await claim(begin) == (added,)


async def test_an_id_is_added_once_even_after_it_left(begin: UnitsOfWork) -> None:
    await add(begin, entry("a"), entry("a"))
    await settle(begin, *await claim(begin))
    await add(begin, entry("a"))
    assert await claim(begin) == ()


async def test_an_id_that_was_removed_is_not_added_again(begin: UnitsOfWork) -> None:
    await add(begin, entry("a"), entry("b"))
    async with begin() as uow:
        await uow.outbox.remove("a", "unknown")
        await uow.commit()
    await add(begin, entry("a"))
    assert ids(await claim(begin)) == ["b"]


async def test_an_id_is_known_while_it_waits_and_after_it_left(begin: UnitsOfWork) -> None:
    await add(begin, entry("a"), entry("b"), entry("c"))
    await settle(begin, *(await claim(begin, limit=1)))
    async with begin() as uow:
        await uow.outbox.remove("c")
        assert await uow.outbox.known("a", "b", "c", "d") == {"a", "b", "c"}
        assert await uow.outbox.known() == set()
        await uow.commit()


async def test_due_entries_are_claimed_earliest_first_and_once(begin: UnitsOfWork) -> None:
    later = entry("later", not_before=NOW + MINUTE)
    await add(begin, entry("b"), entry("a"), later, entry("early", not_before=NOW - MINUTE))
    assert ids(await claim(begin, limit=2)) == ["early", "b"]
    assert ids(await claim(begin)) == ["a"]
    assert await claim(begin) == ()
    assert await next_due(begin) == NOW + MINUTE


async def test_of_an_order_key_all_that_are_due_are_taken_in_their_order(
    begin: UnitsOfWork,
) -> None:
    later = entry("later", order_key="o", not_before=NOW + MINUTE)
    await add(begin, later, *(entry(f"now{n}", order_key="o") for n in range(3)))
    assert ids(await claim(begin)) == ["now0", "now1", "now2"]
    # Nothing overtakes what is being sent, nor is anything to be done about it.
    assert await claim(begin, NOW + MINUTE) == ()
    assert await next_due(begin) is None


async def test_what_failed_is_not_overtaken_by_what_comes_after_it(begin: UnitsOfWork) -> None:
    await add(begin, entry("first", order_key="o"), entry("other", order_key="p"))
    claimed = await claim(begin)
    await add(begin, entry("second", order_key="o"))
    await release(begin, claimed[0], NOW + MINUTE)
    assert await claim(begin) == ()
    assert await next_due(begin) == NOW + MINUTE
    assert ids(await claim(begin, NOW + MINUTE)) == ["first", "second"]


async def test_what_cannot_wait_overtakes_what_is_due_later(begin: UnitsOfWork) -> None:
    await add(
        begin, *(entry(f"e{n}", order_key="o", not_before=NOW + 9 * MINUTE) for n in range(3))
    )
    async with begin() as uow:
        assert await uow.outbox.reschedule("e2", NOW, any_hour=True)
        await uow.commit()
    claimed = await claim(begin)
    assert ids(claimed) == ["e2"]
    await settle(begin, *claimed)
    assert ids(await claim(begin, NOW + 9 * MINUTE)) == ["e0", "e1"]


async def test_a_newer_entry_replaces_the_one_waiting_under_its_key(begin: UnitsOfWork) -> None:
    await add(begin, entry("old", collapse_key="c"))
    await add(begin, entry("new", collapse_key="c"), entry("newest", collapse_key="c"))
    assert ids(await claim(begin)) == ["newest"]
    await add(begin, entry("old", collapse_key="c"))
    assert await claim(begin) == ()


async def test_an_entry_gives_way_when_told_to_keep_the_one_waiting(begin: UnitsOfWork) -> None:
    await add(begin, entry("old", collapse_key="c"))
    await add(begin, entry("new", collapse_key="c", if_waiting="keep"))
    assert ids(await claim(begin)) == ["old"]


async def test_an_entry_being_sent_is_never_replaced(begin: UnitsOfWork) -> None:
    await add(begin, entry("old", collapse_key="c"))
    claimed = await claim(begin)
    await add(begin, entry("new", collapse_key="c"))
    await settle(begin, *claimed)
    assert ids(await claim(begin)) == ["new"]


@pytest.mark.parametrize(("if_waiting", "stays"), [("replace", "new"), ("keep", "old")])
async def test_an_entry_given_back_meets_the_newer_one_of_its_key(
    begin: UnitsOfWork, if_waiting: str, stays: str
) -> None:
    await add(begin, entry("old", collapse_key="c"))
    (claimed,) = await claim(begin)
    await add(begin, entry("new", collapse_key="c", if_waiting=if_waiting))
    await release(begin, claimed, NOW)
    assert ids(await claim(begin)) == [stays]


async def test_a_failed_attempt_is_counted_and_due_again(begin: UnitsOfWork) -> None:
    await add(begin, entry("a"))
    (claimed,) = await claim(begin)
    await release(begin, claimed, NOW + MINUTE)
    assert await claim(begin) == ()
    again = replace(claimed, not_before=NOW + MINUTE, attempts=1, due_at=NOW)
    assert await claim(begin, NOW + MINUTE) == (again,)


async def test_a_settled_entry_cannot_be_given_back(begin: UnitsOfWork) -> None:
    await add(begin, entry("a"))
    (claimed,) = await claim(begin)
    await settle(begin, claimed)
    await release(begin, claimed, NOW)
    assert await claim(begin) == ()


async def test_of_a_settled_entry_only_id_kind_and_outcome_are_kept(
    begin: UnitsOfWork, database: Database
) -> None:
    await add(begin, entry("a", collapse_key="c", order_key="o", not_after=NOW + MINUTE))
    await settle(begin, *await claim(begin))
    async with database.transaction() as connection:
        row = (await connection.execute(select(tables.outbox))).one()
    kept = {name: value for name, value in row._mapping.items() if value is not None}
    assert kept == {"id": "a", "kind": "tests.entry", "outcome": "sent"}


async def test_what_a_stopped_process_had_claimed_is_recovered_as_uncertain(
    begin: UnitsOfWork, database_url: str
) -> None:
    stopped = Database(database_url)
    await add(UnitsOfWork(stopped), entry("a"), entry("b"))
    assert ids(await claim(UnitsOfWork(stopped), limit=1)) == ["a"]
    await stopped.close()
    async with begin() as uow:
        assert await uow.outbox.recover() == 1
        await uow.commit()
    recovered = {one.id: one.is_uncertain for one in await claim(begin)}
    assert recovered == {"a": True, "b": False}


async def test_a_machine_does_not_recover_what_a_living_one_is_sending(postgres_url: str) -> None:
    living, starting = Database(postgres_url), Database(postgres_url)
    await add(UnitsOfWork(living), entry("a"))
    await claim(UnitsOfWork(living))
    async with UnitsOfWork(starting)() as uow:
        assert await uow.outbox.recover() == 0
    await living.close()
    recovered = 0
    for _ in range(1000):  # the server needs a moment to notice what was closed
        async with UnitsOfWork(starting)() as uow:
            recovered = await uow.outbox.recover()
        if recovered:
            break
    await starting.close()
    assert recovered == 1


async def test_a_waiting_entry_can_be_moved_found_and_removed(begin: UnitsOfWork) -> None:
    await add(begin, entry("a", not_before=NOW + MINUTE))
    async with begin() as uow:
        assert await uow.outbox.reschedule("a", NOW, any_hour=True)
        await uow.commit()
    assert await next_due(begin) == NOW
    async with begin() as uow:
        assert await uow.outbox.find("a") == entry("a", any_hour=True)
        await uow.outbox.remove("a")
        assert await uow.outbox.find("a") is None
        await uow.commit()
    assert await next_due(begin) is None


async def test_a_claimed_entry_can_be_neither_moved_nor_found_nor_removed(
    begin: UnitsOfWork,
) -> None:
    await add(begin, entry("a"))
    (claimed,) = await claim(begin)
    async with begin() as uow:
        assert not await uow.outbox.reschedule("a", NOW + MINUTE, any_hour=False)
        assert await uow.outbox.find("a") is None
        await uow.outbox.remove("a")
        await uow.commit()
    await release(begin, claimed, NOW)
    assert ids(await claim(begin)) == ["a"]


async def test_more_entries_than_a_statement_can_carry_are_added_and_claimed(
    begin: UnitsOfWork,
) -> None:
    many = [entry(f"e{n}", collapse_key=f"c{n}") for n in range(6_000)]
    await add(begin, *many)
    await add(begin, *many[:10], *(replace(one, id=f"new/{one.id}") for one in many))
    assert ids(await claim(begin, limit=10_000)) == [f"new/{one.id}" for one in many]


async def test_a_round_of_messages_is_counted_as_it_leaves(begin: UnitsOfWork) -> None:
    later = NOW + MINUTE
    await add(
        begin,
        *(entry(f"round/r1/{n}") for n in range(4)),
        entry("round/r1/late", not_before=later),
        entry("round/r10/x"),
        entry("round/r1"),
    )
    async with begin() as uow:
        claimed = await uow.outbox.claim(NOW, 2)
        await uow.outbox.settle(claimed[0], "sent", MessageRef("local", "place", "1"))
        await uow.outbox.settle(claimed[1], "refused", None)
        counted = [await uow.outbox.leaving("round/r1/", at) for at in (NOW, later)]

    assert [(far.sent, far.due) for far in counted] == [(1, 2), (1, 3)]


async def test_what_waits_for_a_channel_goes_to_another_due_again_when_it_was(
    begin: UnitsOfWork,
) -> None:
    old, new = ChannelId("slack", "T1", "C1"), ChannelId("slack", "T1", "C2")
    under = ToChannel(old, MessageRef("slack", "C1", "12.5"))
    await add(begin, entry("put-off", to=ToChannel(old)), entry("answer", to=under))
    await add(begin, entry("elsewhere", to=ToChannel(ChannelId("slack", "T1", "C3"))))
    (put_off,) = [one for one in await claim(begin) if one.id == "put-off"]
    await release(begin, put_off, NOW + MINUTE * 60)
    async with begin() as uow:
        assert await uow.outbox.move(old, new) == 1
        await uow.commit()
    (moved,) = await claim(begin)
    assert (moved.id, moved.to) == ("put-off", ToChannel(new))


async def test_what_is_being_sent_to_a_channel_is_not_moved(begin: UnitsOfWork) -> None:
    old, new = ChannelId("slack", "T1", "C1"), ChannelId("slack", "T1", "C2")
    await add(begin, entry("sending", to=ToChannel(old)))
    (sending,) = await claim(begin)
    async with begin() as uow:
        assert await uow.outbox.move(old, new) == 0
        await uow.commit()
    await release(begin, sending, NOW)
    assert [one.to for one in await claim(begin)] == [ToChannel(old)]
