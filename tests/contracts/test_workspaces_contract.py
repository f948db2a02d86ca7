"""Tokens, states of consent and departures: kept, given once, and gone when they should be."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork
from bot.workspaces.model import Departure, Holder
from bot.workspaces.service.states import GOOD_FOR, States

NOW = datetime(2026, 1, 8, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
BOT = Holder(chat="slack", workspace="T1")
ANA = Holder(chat="slack", workspace="T1", user="U1")


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def save(begin: UnitsOfWork, *holders: Holder, sealed: bytes = b"\x00old\xff") -> None:
    async with begin() as uow:
        for holder in holders:
            await uow.grants.save(holder, sealed)
        await uow.commit()


async def claim(begin: UnitsOfWork, now: datetime) -> bool:
    async with begin() as uow:
        is_ours = await uow.grants.claim(BOT, now, now + MINUTE)
        await uow.commit()
    return is_ours


async def test_a_token_comes_back_as_it_was_kept_until_it_is_removed(begin: UnitsOfWork) -> None:
    await save(begin, BOT, ANA)
    await save(begin, BOT, sealed=b"new")

    async with begin() as uow:
        assert await uow.grants.find(BOT) == b"new"
        assert await uow.grants.find(ANA) == b"\x00old\xff"
        await uow.grants.remove(BOT)
        assert await uow.grants.find(BOT) is None


async def test_a_token_may_be_longer_than_any_column_of_another_program(begin: UnitsOfWork) -> None:
    await save(begin, BOT, sealed=bytes(5_000))

    async with begin() as uow:
        assert await uow.grants.find(BOT) == bytes(5_000)


async def test_holders_are_listed_by_workspace_the_bot_first(begin: UnitsOfWork) -> None:
    elsewhere = Holder(chat="slack", workspace="T2")
    await save(begin, elsewhere, ANA, BOT)

    async with begin() as uow:
        assert await uow.grants.holders("slack") == (BOT, ANA, elsewhere)
        assert await uow.grants.holders("slack", "T1") == (BOT, ANA)
        assert await uow.grants.holders("matrix") == ()


async def test_a_renewal_is_one_processs_turn_until_it_is_over(
    database: Database, begin: UnitsOfWork
) -> None:
    await save(begin, BOT)
    other = Database(database.url.render_as_string(hide_password=False))
    elsewhere = UnitsOfWork(other)

    turns = await asyncio.gather(*(claim(side, NOW) for side in [begin, elsewhere] * 10))
    later = await claim(elsewhere, NOW + MINUTE)
    await other.close()

    assert turns.count(True) == 1
    assert later


async def test_a_renewed_token_can_be_renewed_again(begin: UnitsOfWork) -> None:
    await save(begin, BOT)
    await claim(begin, NOW)

    async with begin() as uow:
        assert await uow.grants.renew(BOT, b"next")
        await uow.commit()

    assert await claim(begin, NOW)


async def test_a_token_forgotten_while_it_was_renewed_stays_forgotten(begin: UnitsOfWork) -> None:
    async with begin() as uow:
        assert not await uow.grants.renew(BOT, b"next")
        assert await uow.grants.find(BOT) is None


async def test_a_state_is_good_once_however_many_bring_it_back(
    database: Database, begin: UnitsOfWork
) -> None:
    other = Database(database.url.render_as_string(hide_password=False))
    here, there = States(unit_of_work=begin), States(unit_of_work=UnitsOfWork(other))
    states = [await here.new(f"purpose {n}", NOW) for n in range(20)]

    taken = await asyncio.gather(
        *(side.take(state, NOW) for state in states for side in (here, there))
    )
    await other.close()

    assert sorted(filter(None, taken)) == sorted(f"purpose {n}" for n in range(20))


async def test_a_state_that_is_over_or_made_up_is_good_for_nothing(begin: UnitsOfWork) -> None:
    states = States(unit_of_work=begin)
    state = await states.new("install", NOW)

    assert await states.take(state, NOW + GOOD_FOR) is None
    assert await states.take("made up", NOW) is None
    assert await states.take("\ud800", NOW) is None


async def test_states_nobody_brought_back_are_forgotten_as_they_end(begin: UnitsOfWork) -> None:
    states = States(unit_of_work=begin)
    assert await states.run_due(NOW) is None
    first = await states.new("link slack/T1/U1", NOW)
    second = await states.new("install", NOW + MINUTE)

    assert await states.run_due(NOW) == NOW + GOOD_FOR
    assert await states.run_due(NOW + GOOD_FOR) == NOW + GOOD_FOR + MINUTE
    assert await states.take(first, NOW) is None
    assert await states.take(second, NOW) == "install"


async def test_a_departure_noted_twice_keeps_its_first_date(begin: UnitsOfWork) -> None:
    async with begin() as uow:
        for days in (30, 60):
            await uow.departures.add(
                Departure(chat="slack", workspace="T1", erase_at=NOW + timedelta(days=days))
            )
        assert [d.erase_at for d in await uow.departures.waiting()] == [NOW + timedelta(days=30)]
        await uow.departures.remove("slack", "T1")
        assert await uow.departures.waiting() == ()
