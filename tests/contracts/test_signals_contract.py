"""Weak signals as every database keeps them: a box of slips, then a file, nothing in between."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.sharing.ports import Filed, Slip
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork

BATCH, LATER = "2026-W02", "2026-W03"
FIRST, SECOND = Slip(b"\x01" * 16, b"sealed one"), Slip(b"\x02" * 16, b"sealed two")
FILED = Filed("0a" * 16, "north", b"\xaa" * 32, b"\x00filed\xff")
OTHER = Filed("0b" * 16, "north", b"\xbb" * 32, b"other")
ELSEWHERE = Filed("0c" * 16, "south", b"\xaa" * 32, b"elsewhere")


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def put(begin: UnitsOfWork, department: str, batch: str, *slips: Slip) -> list[bool]:
    async with begin() as uow:
        kept = [await uow.signals.put(department, batch, slip) for slip in slips]
        await uow.commit()
    return kept


async def test_slips_come_back_by_their_random_names_not_as_they_came(begin: UnitsOfWork) -> None:
    assert await put(begin, "north", BATCH, SECOND, FIRST) == [True, True]
    async with begin() as uow:
        assert await uow.signals.waiting("north", BATCH) == (FIRST, SECOND)
        assert await uow.signals.waiting("north", LATER) == ()
        assert await uow.signals.waiting("south", BATCH) == ()


async def test_a_slip_put_twice_stays_as_it_was_first_whatever_the_batch(
    begin: UnitsOfWork,
) -> None:
    again = replace(FIRST, sealed=b"another")
    assert await put(begin, "north", BATCH, FIRST, again) == [True, False]
    assert await put(begin, "north", LATER, again) == [False]
    assert await put(begin, "south", BATCH, again) == [True]
    async with begin() as uow:
        assert await uow.signals.waiting("north", BATCH) == (FIRST,)


async def test_batches_are_counted_by_department(begin: UnitsOfWork) -> None:
    await put(begin, "south", BATCH, FIRST)
    await put(begin, "north", LATER, FIRST)
    await put(begin, "north", BATCH, SECOND)
    async with begin() as uow:
        assert await uow.signals.batches() == (
            ("north", BATCH, 1),
            ("north", LATER, 1),
            ("south", BATCH, 1),
        )


async def test_a_release_empties_its_batch_and_files_what_came_of_it(begin: UnitsOfWork) -> None:
    await put(begin, "north", BATCH, FIRST, SECOND)
    await put(begin, "south", BATCH, FIRST)
    async with begin() as uow:
        await uow.signals.release("north", BATCH, [OTHER, FILED])
        await uow.commit()
    async with begin() as uow:
        assert await uow.signals.batches() == (("south", BATCH, 1),)
        assert await uow.signals.all("north") == (FILED, OTHER)
        assert await uow.signals.all("south") == ()


async def test_a_release_that_is_not_committed_leaves_the_box_as_it_was(
    begin: UnitsOfWork,
) -> None:
    await put(begin, "north", BATCH, FIRST)
    async with begin() as uow:
        await uow.signals.release("north", BATCH, [FILED])
    async with begin() as uow:
        assert await uow.signals.waiting("north", BATCH) == (FIRST,)
        assert await uow.signals.all("north") == ()


async def test_a_signal_saved_again_takes_the_place_of_what_had_its_id(
    begin: UnitsOfWork,
) -> None:
    changed = replace(FILED, sealed=b"decided")
    async with begin() as uow:
        for one in (FILED, OTHER, changed):
            await uow.signals.save(one)
        await uow.commit()
    async with begin() as uow:
        assert await uow.signals.find(FILED.id) == changed
        assert await uow.signals.all("north") == (changed, OTHER)
        assert await uow.signals.find("0f" * 16) is None


async def test_a_receipt_finds_its_signal_in_its_own_department_alone(begin: UnitsOfWork) -> None:
    async with begin() as uow:
        for one in (FILED, OTHER, ELSEWHERE):
            await uow.signals.save(one)
        await uow.commit()
    async with begin() as uow:
        assert await uow.signals.by_receipt("north", FILED.receipt) == FILED
        assert await uow.signals.by_receipt("south", ELSEWHERE.receipt) == ELSEWHERE
        assert await uow.signals.by_receipt("south", OTHER.receipt) is None


def test_nothing_of_a_signal_is_shown_when_it_is_printed() -> None:
    for one in (FIRST, FILED):
        assert "sealed" not in repr(one)
        assert "filed" not in repr(one)
