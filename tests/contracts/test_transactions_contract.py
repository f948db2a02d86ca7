from __future__ import annotations

import asyncio
from datetime import timedelta
from itertools import count

import pytest
from sqlalchemy import func, select, text

from bot.errors import OperatorError
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def kept(database: Database) -> int:
    async with database.transaction() as connection:
        return await connection.scalar(select(func.count()).select_from(tables.inbox)) or 0


async def test_what_is_committed_is_kept(begin: UnitsOfWork, database_url: str) -> None:
    async with begin() as uow:
        await uow.inbox.mark("a")
        await uow.commit()
    again = Database(database_url)
    assert await kept(again) == 1
    await again.close()


async def test_leaving_without_a_commit_undoes_everything(
    begin: UnitsOfWork, database: Database
) -> None:
    async def fail() -> None:
        async with begin() as uow:
            await uow.inbox.mark("b")
            raise ZeroDivisionError

    async with begin() as uow:
        await uow.inbox.mark("a")
    with pytest.raises(ZeroDivisionError):
        await fail()
    assert await kept(database) == 0


async def test_a_cancelled_unit_of_work_undoes_everything_and_lets_the_next_begin(
    begin: UnitsOfWork, database: Database
) -> None:
    begun = asyncio.Event()

    async def stuck() -> None:
        async with begin() as uow:
            await uow.inbox.mark("a")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(stuck())
    await begun.wait()
    task.cancel()
    (ended,) = await asyncio.gather(task, return_exceptions=True)
    assert isinstance(ended, asyncio.CancelledError)
    assert await kept(database) == 0


async def test_being_cancelled_in_the_middle_of_a_statement_leaves_a_usable_database(
    begin: UnitsOfWork, database: Database
) -> None:
    async def mark_for_ever() -> None:
        async with begin() as uow:
            for n in count():
                await uow.inbox.mark(f"{n}")

    for milliseconds in range(1, 30):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(mark_for_ever(), milliseconds / 1000)
    assert await kept(database) == 0


async def test_being_cancelled_while_reading_leaves_no_lock_behind(database_url: str) -> None:
    database = Database(database_url, patience=timedelta(seconds=2))

    async def read_for_ever() -> None:
        async with database.transaction() as connection:
            await connection.execute(tables.inbox.insert().values(event="a"))
            while True:
                await connection.execute(select(tables.inbox))

    remembered: list[BaseException | None] = []  # a traceback keeps what was in hand alive
    for turns in range(200):
        reading = asyncio.create_task(read_for_ever())
        for _ in range(turns):
            await asyncio.sleep(0)
        reading.cancel()
        remembered += await asyncio.gather(reading, return_exceptions=True)
        assert await kept(database) == 0
    assert {type(error) for error in remembered} == {asyncio.CancelledError}
    await database.close()


async def test_a_unit_of_work_is_over_once_committed(begin: UnitsOfWork) -> None:
    uow = begin()
    with pytest.raises(RuntimeError, match="has not begun"):
        await uow.commit()
    async with uow:
        await uow.commit()
        with pytest.raises(RuntimeError, match="is over"):
            await uow.inbox.mark("a")
    async with uow:
        assert await uow.inbox.mark("a")


async def test_waiting_for_ones_own_transaction_fails_at_once(begin: UnitsOfWork) -> None:
    async with begin():
        with pytest.raises(RuntimeError, match="in a transaction already"):
            async with begin():
                raise AssertionError


async def test_transactions_of_two_processes_take_turns(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(3)]

    async def count_up(database: Database) -> None:
        for _ in range(5):
            async with database.transaction() as connection:
                seen = await connection.scalar(select(func.count()).select_from(tables.inbox))
                await connection.execute(tables.inbox.insert().values(event=f"{seen}"))
                await connection.commit()

    await asyncio.gather(*(count_up(one) for one in databases))
    assert await kept(databases[0]) == 15
    for one in databases:
        await one.close()


async def test_a_writer_that_never_ends_is_an_operators_problem(database_url: str) -> None:
    holding = Database(database_url)
    waiting = Database(database_url, patience=timedelta(milliseconds=50))
    async with holding.transaction() as connection:
        await connection.execute(tables.inbox.insert().values(event="a"))
        with pytest.raises(OperatorError, match="another program holds it"):
            await kept(waiting)
    assert await kept(waiting) == 0
    await waiting.close()
    await holding.close()


async def test_missing_tables_are_told_with_what_to_do(empty_database_url: str) -> None:
    database = Database(empty_database_url)
    with pytest.raises(OperatorError, match="run `lien db upgrade`"):
        await kept(database)
    await database.close()


async def test_errors_never_quote_what_was_to_be_kept(database: Database) -> None:
    with pytest.raises(OperatorError) as caught:
        async with database.transaction() as connection:
            await connection.execute(text("SELECT * FROM nowhere WHERE x = :x"), {"x": "canary"})
    told = [caught.value, caught.value.__cause__]
    assert not any("canary" in str(error) for error in told)
