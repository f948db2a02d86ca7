from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from sqlalchemy import text

from bot.errors import OperatorError
from bot.storage.ballot_box import SealedBallotBox
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork
from tests.rounds import ballot, empty, mark, open_round, said

ROUND = "north-2026W02"


@pytest_asyncio.fixture
async def box(database: Database) -> AsyncIterator[SealedBallotBox]:
    await open_round(database, ROUND, people=8)
    opened = SealedBallotBox(database)
    yield opened
    await opened.close()


async def test_a_box_is_prepared_with_a_dummy_for_everyone(box: SealedBallotBox) -> None:
    assert said(await box.take(ROUND)) == dict.fromkeys(range(8), b"dummy")
    await box.prepare(ROUND, [ballot(1, b"again")])
    assert said(await box.take(ROUND)) == {1: b"again"}


async def test_a_ballot_replaces_the_one_in_its_slot(box: SealedBallotBox) -> None:
    assert await box.put(ROUND, ballot(3, b"first"))
    assert await box.put(ROUND, ballot(3, b"second"))
    assert said(await box.take(ROUND)) == dict.fromkeys(range(8), b"dummy") | {3: b"second"}


async def test_of_two_ballots_that_come_together_the_later_counts(box: SealedBallotBox) -> None:
    versions = [b"%d" % n for n in range(40)]
    puts = [box.put(ROUND, ballot(slot, words)) for words in versions for slot in range(8)]
    assert all(await asyncio.gather(*puts))
    assert said(await box.take(ROUND)) == dict.fromkeys(range(8), versions[-1])


async def test_nothing_is_kept_for_an_unknown_slot_or_round(box: SealedBallotBox) -> None:
    answers = await asyncio.gather(
        box.put(ROUND, ballot(99, b"x")),
        box.put("south-2026W02", ballot(1, b"x")),
        box.put(ROUND, ballot(1, b"kept")),
    )
    assert tuple(answers) == (False, False, True)
    assert said(await box.take(ROUND)) == dict.fromkeys(range(8), b"dummy") | {1: b"kept"}
    assert await box.take("south-2026W02") == ()


@pytest.mark.parametrize("state", ["closing", "decided", "closed", "void", "skipped"])
async def test_nothing_is_kept_once_the_round_is_not_open(
    box: SealedBallotBox, database: Database, state: str
) -> None:
    await mark(database, ROUND, state)  # type: ignore[arg-type] # one of its five words
    assert not await box.put(ROUND, ballot(1, b"late"))
    assert said(await box.take(ROUND)) == dict.fromkeys(range(8), b"dummy")


async def test_no_ballot_comes_behind_the_mark_of_closing(
    box: SealedBallotBox, database_url: str
) -> None:
    closing = Database(database_url)
    puts = [asyncio.create_task(box.put(ROUND, ballot(n % 8, b"%d" % n))) for n in range(64)]
    async with UnitsOfWork(closing)() as uow:
        await uow.rounds.mark(ROUND, "closing")
        more = [asyncio.create_task(box.put(ROUND, ballot(n % 8, b"late"))) for n in range(64)]
        await asyncio.sleep(0)
        await uow.commit()
    taken = await SealedBallotBox(closing).take(ROUND)
    await closing.close()
    kept = [n for n, is_kept in enumerate(await asyncio.gather(*puts)) if is_kept]
    assert said(taken) == dict.fromkeys(range(8), b"dummy") | {n % 8: b"%d" % n for n in kept}
    assert not any(await asyncio.gather(*more))
    assert await box.take(ROUND) == taken


async def test_a_transaction_that_stores_answers_writes_ballots_only(postgres_url: str) -> None:
    writing = Database(postgres_url)
    await open_round(writing, ROUND, people=2)
    counts = text("SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_user_tables")

    async def written() -> dict[str, int]:
        async with writing.bare() as connection:
            await connection.execute(text("SELECT pg_stat_force_next_flush()"))
            return {row[0]: row[1] for row in await connection.execute(counts)}

    before = await written()
    assert await SealedBallotBox(writing).put(ROUND, ballot(1, b"x"))
    after = await written()
    await writing.close()
    assert {name for name in after if after[name] != before[name]} == {"ballots"}


async def test_a_caller_that_is_cancelled_disturbs_no_other(box: SealedBallotBox) -> None:
    puts = [asyncio.create_task(box.put(ROUND, ballot(n, b"new"))) for n in range(8)]
    await asyncio.sleep(0)
    for task in puts[::2]:
        task.cancel()
    answers = await asyncio.gather(*puts, return_exceptions=True)
    assert answers[1::2] == [True] * 4
    kept = said(await box.take(ROUND))
    assert all(kept[n] == b"new" for n in range(1, 8, 2))
    assert len(kept) == 8


async def test_a_failure_reaches_every_caller_and_the_box_goes_on(
    box: SealedBallotBox, database: Database
) -> None:
    async with database.transaction() as connection:
        await connection.execute(text("ALTER TABLE ballots RENAME TO elsewhere"))
        await connection.commit()
    failed = await asyncio.gather(
        *(box.put(ROUND, ballot(n, b"lost")) for n in range(4)), return_exceptions=True
    )
    assert [type(error) for error in failed] == [OperatorError] * 4
    async with database.transaction() as connection:
        await connection.execute(text("ALTER TABLE elsewhere RENAME TO ballots"))
        await connection.commit()
    assert await box.put(ROUND, ballot(1, b"kept"))
    assert said(await box.take(ROUND)) == dict.fromkeys(range(8), b"dummy") | {1: b"kept"}


async def test_closing_the_box_keeps_what_has_come(box: SealedBallotBox) -> None:
    puts = [asyncio.create_task(box.put(ROUND, ballot(n, b"new"))) for n in range(8)]
    await asyncio.sleep(0)
    await box.close()
    assert all(task.done() and task.result() for task in puts)
    with pytest.raises(RuntimeError, match="closed"):
        await box.put(ROUND, ballot(1))


async def test_a_put_inside_a_transaction_fails_instead_of_waiting_for_ever(
    box: SealedBallotBox, database: Database
) -> None:
    async with UnitsOfWork(database)():
        with pytest.raises(RuntimeError, match="in a transaction already"):
            await box.put(ROUND, ballot(1))


async def test_scrubbing_keeps_the_ballots_of_other_rounds(
    box: SealedBallotBox, database: Database
) -> None:
    await open_round(database, "south-2026W02", people=3)
    await box.put("south-2026W02", ballot(2, b"theirs"))
    await mark(database, ROUND, "closing")
    await empty(database, ROUND)
    await box.scrub()
    assert await box.take(ROUND) == ()
    expected = {0: b"dummy", 1: b"dummy", 2: b"theirs"}
    assert said(await box.take("south-2026W02")) == expected
    assert await box.put("south-2026W02", ballot(0, b"more"))
