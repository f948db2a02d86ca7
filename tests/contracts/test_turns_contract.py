from __future__ import annotations

from datetime import UTC, datetime

from bot.sharing.prompts import Turn
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork

NOW = datetime(2026, 1, 7, 13, tzinfo=UTC)


async def test_a_turn_is_kept_in_place_of_the_one_before(database: Database) -> None:
    begin = UnitsOfWork(database)
    async with begin() as uow:
        assert await uow.turns.all() == {}
        await uow.turns.save("t1", Turn(asked=("a",), last=NOW))
        await uow.turns.save("t2", Turn())
        await uow.turns.save("t1", Turn(asked=("a", "é"), last=NOW))
        await uow.commit()
    async with begin() as uow:
        assert await uow.turns.all() == {"t1": Turn(asked=("a", "é"), last=NOW), "t2": Turn()}


async def test_a_turn_that_was_not_committed_is_not_kept(database: Database) -> None:
    begin = UnitsOfWork(database)
    async with begin() as uow:
        await uow.turns.save("t1", Turn(asked=("a",), last=NOW))
    async with begin() as uow:
        assert await uow.turns.all() == {}
