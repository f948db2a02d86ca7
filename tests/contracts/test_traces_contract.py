"""Marks and names of sent messages: dated by the month, forgotten by age, never what waits."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from bot.chat.outgoing import Message, Paragraph
from bot.i18n.text import plain
from bot.outbox.model import Entry, ToPerson
from bot.storage import tables
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork
from tests.fakes.small_department import MONDAY


def entry(name: str) -> Entry:
    message = Message((Paragraph(plain("Bonjour")),))
    return Entry(id=name, kind="t", to=ToPerson("ana"), message=message, not_before=MONDAY)


async def act(database: Database, month: str, *names: str) -> None:
    """Hear of events, send messages of the same names, and date them."""
    async with UnitsOfWork(database)() as uow:
        for name in names:
            await uow.inbox.mark(name)
        await uow.outbox.add(*(entry(name) for name in names))
        for claimed in await uow.outbox.claim(MONDAY, 100):
            await uow.outbox.settle(claimed, "sent", None)
        await uow.traces.date(month)
        await uow.commit()


async def known(database: Database) -> tuple[list[str], list[str]]:
    async with database.transaction() as connection:
        events = await connection.scalars(select(tables.inbox.c.event).order_by("event"))
        names = await connection.scalars(select(tables.outbox.c.id).order_by("id"))
        return list(events), list(names)


async def forget(database: Database, before: str, months: int) -> int:
    async with UnitsOfWork(database)() as uow:
        forgotten = await uow.traces.forget(before, months)
        await uow.commit()
    return forgotten


async def test_what_is_older_goes_and_the_rest_stays(database: Database) -> None:
    for month in ("2026-01", "2026-02", "2026-03", "2026-04"):
        await act(database, month, f"a{month}", f"b{month}")
    assert await forget(database, "2026-02", 3) == 4
    left = [f"{x}{m}" for x in "ab" for m in ("2026-02", "2026-03", "2026-04")]
    assert await known(database) == (left, left)
    async with UnitsOfWork(database)() as uow:
        assert not await uow.inbox.mark("a2026-02")
        assert await uow.inbox.mark("a2026-01")


async def test_the_last_months_in_which_anything_happened_stay(database: Database) -> None:
    for month in ("2025-01", "2025-02", "2025-03"):
        await act(database, month, month)
    assert await forget(database, "2027-05", 3) == 0
    await act(database, "2027-05", "2027-05")
    assert await forget(database, "2027-05", 3) == 2
    assert (await known(database))[0] == ["2025-02", "2025-03", "2027-05"]


async def test_what_waits_or_is_being_sent_has_no_month_and_stays(database: Database) -> None:
    waits = replace(entry("waits"), not_before=MONDAY + timedelta(days=400))
    async with UnitsOfWork(database)() as uow:
        await uow.outbox.add(entry("leaves"), waits)
        await uow.outbox.claim(MONDAY, 1)
        await uow.traces.date("2020-01")
        await uow.commit()
    for month in ("2026-01", "2026-02", "2026-03"):
        await act(database, month, month)
    assert await forget(database, "2026-03", 1) == 4
    async with database.transaction() as connection:
        found = await connection.execute(select(tables.outbox.c.id, tables.outbox.c.month))
        kept = {row.id: row.month for row in found}
    assert kept == {"waits": None, "leaves": None, "2026-03": "2026-03"}


async def test_a_date_once_given_stays(database: Database) -> None:
    await act(database, "2026-01", "a")
    await act(database, "2026-02", "b")
    async with database.transaction() as connection:
        found = await connection.execute(select(tables.inbox.c.event, tables.inbox.c.month))
        assert {row.event: row.month for row in found} == {"a": "2026-01", "b": "2026-02"}


async def test_left_before_it_was_kept_nothing_is_forgotten(database: Database) -> None:
    for month in ("2026-01", "2026-02", "2026-03"):
        await act(database, month, month)
    before = await known(database)
    async with UnitsOfWork(database)() as uow:
        await uow.traces.forget("2026-03", 1)
    assert await known(database) == before
