"""Thirteen months, as the charter promises: then digests and team lists are gone; marks sooner."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.admin.service.retention import THIRTEEN_MONTHS
from bot.chat.incoming import CommandTyped
from bot.storage.tables import (
    digest_subjects,
    digests,
    inbox,
    outbox,
    publications,
    records,
    rounds,
)
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.world import World, world

DEPARTMENT = small_department(8)
WEEK = timedelta(weeks=1)


async def kept(w: World) -> tuple[int, int, int, int]:
    """Count team lists, digests, records and publications."""
    lists = select(func.count()).select_from(rounds).where(rounds.c.roster != "")
    loose = select(func.count()).where(digest_subjects.c.digest.not_in(select(digests.c.id)))
    async with w.lien.database.transaction() as connection:
        assert await connection.scalar(loose) == 0
        counts = [
            await connection.scalar(query) or 0
            for query in (
                lists,
                *(select(func.count()).select_from(t) for t in (digests, records, publications)),
            )
        ]
    lists_left, told, recorded, published = counts
    return lists_left, told, recorded, published


async def test_what_is_thirteen_months_old_is_forgotten_and_nothing_else(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.advance(MONDAY + 3 * WEEK)
        await w.type("admin", "calendrier fermer du 26/01/2026 au 30/03/2027")
        await w.advance(MONDAY + 5 * WEEK)
        lists, told, recorded, published = await kept(w)
        assert (lists, published) == (3, 3)
        opened, told_at = MONDAY + timedelta(days=3), MONDAY + timedelta(days=8)
        await w.advance(opened + THIRTEEN_MONTHS)
        assert await kept(w) == (lists, told, recorded, published)
        # Each is forgotten as it comes of age.
        await w.advance(opened + THIRTEEN_MONTHS + timedelta(days=1))
        assert await kept(w) == (2, told, recorded, 3)
        await w.advance(told_at + THIRTEEN_MONTHS + timedelta(days=1))
        assert (await kept(w))[3] == 2
        assert (await kept(w))[1] < told
        # The last list stays while there is no later one: what it promised still binds.
        await w.advance(MONDAY + THIRTEEN_MONTHS + 6 * WEEK)
        assert await kept(w) == (1, 0, 0, 0)
        await w.advance(MONDAY + THIRTEEN_MONTHS + 9 * WEEK)
        assert (await w.round()).week > 52


async def names_of(w: World) -> set[str]:
    async with w.lien.database.transaction() as connection:
        return {
            *await connection.scalars(select(outbox.c.id)),
            *await connection.scalars(select(inbox.c.event)),
        }


async def test_names_of_what_was_sent_and_heard_go_after_months_and_nothing_is_sent_twice(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("t1p2", "pause fin")
        await w.advance(MONDAY + 2 * WEEK)
        early = {name for name in await names_of(w) if "t1p3" in name or "event-0" in name}
        assert len(early) > 3
        await w.advance(MONDAY + 12 * WEEK)
        # At the end of March what is of January is still known.
        assert early <= await names_of(w)
        await w.advance(MONDAY + 16 * WEEK)
        assert not early & await names_of(w)
        assert any("t1p3" in name for name in await names_of(w))
        told = Counter(
            (d.kind, d.to, d.reader.now.date())
            for d in w.chat.delivered
            if d.kind in {"checkins.invitation", "checkins.reminder", "digest.posted"}
        )
        assert len(told) > 200
        assert set(told.values()) == {1}


async def test_a_machine_that_was_off_for_a_year_does_nothing_twice(
    tmp_path: Path, sqlite_url: str
) -> None:
    typed = CommandTyped(
        event="again", account=account("t1p2"), command="plus-tard", words="@Prénom13 Bonjour"
    )
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.lien.router(typed)
        await w.advance(MONDAY + timedelta(days=2))
    kept = len([d for d in w.chat.delivered if d.kind == "quiethours.kept"])
    async with world(tmp_path, sqlite_url, DEPARTMENT, chat=w.chat, at=MONDAY + 56 * WEEK) as later:
        await later.advance(MONDAY + 56 * WEEK + timedelta(days=3))
        await later.lien.router(typed)
        await later.advance(MONDAY + 57 * WEEK)
    assert kept == 1
    assert len([d for d in w.chat.delivered if d.kind == "quiethours.kept"]) == kept
