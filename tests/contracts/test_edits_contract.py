"""Who changed a field lately: latest first, once each, forgotten by age and by person."""

from __future__ import annotations

from datetime import timedelta

from bot.people.edits import Edited
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork
from tests.fakes.small_department import MONDAY

HOUR = timedelta(hours=1)


async def note(begin: UnitsOfWork, *edits: tuple[str, str, int]) -> None:
    async with begin() as uow:
        noted = [Edited(field=f, person=p, at=MONDAY + n * HOUR) for f, p, n in edits]
        await uow.edits.note(*noted)
        await uow.commit()


async def known(begin: UnitsOfWork, *fields: str) -> dict[str, list[str]]:
    async with begin() as uow:
        found = await uow.edits.of(fields)
    return {field: [one.person for one in edits] for field, edits in found.items()}


async def test_the_latest_of_each_person_is_kept_the_last_one_first(database: Database) -> None:
    begin = UnitsOfWork(database)
    await note(begin, ("zone/u", "ana", 0), ("zone/u", "ben", 1), ("region/u", "ben", 1))
    await note(begin, ("zone/u", "ana", 2), ("zone/u", "ana", 2))
    found = await known(begin, "zone/u", "region/u", "channel/u")
    assert found == {"zone/u": ["ana", "ben"], "region/u": ["ben"]}


async def test_what_is_old_is_forgotten(database: Database) -> None:
    begin = UnitsOfWork(database)
    await note(begin, ("zone/u", "ana", 0), ("zone/u", "ben", 1))
    async with begin() as uow:
        await uow.edits.forget(MONDAY + HOUR)
        await uow.commit()
    assert await known(begin, "zone/u") == {"zone/u": ["ben"]}


async def test_somebody_is_forgotten_with_what_was_theirs_and_nobody_else(
    database: Database,
) -> None:
    begin = UnitsOfWork(database)
    fields = ("zone/u", "home/p_1", "role/p_1/admin/u", "home/p_10", "home/px1")
    await note(begin, *((field, "ana", 0) for field in fields), ("zone/u", "p_1", 1))
    async with begin() as uow:
        await uow.edits.forget_person("p_1")
        await uow.commit()
    assert set(await known(begin, *fields)) == {"zone/u", "home/p_10", "home/px1"}
    assert (await known(begin, "zone/u"))["zone/u"] == ["ana"]
