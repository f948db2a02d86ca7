"""Shares are kept for a stated time, then neither database nor keys have anything of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.admin.service.retention import THIRTEEN_MONTHS
from bot.chat.outgoing import Reply
from bot.sharing import practice_views, reader_views
from bot.sharing.model import week_of
from bot.sharing.service.counting import hour_of
from bot.sharing.service.papers import Safe
from bot.storage.keyring import FileKeyring
from bot.storage.tables import missed_codes
from tests.scenarios.test_sharing import (
    MONDAY_AT_TEN,
    WEDNESDAY,
    buttons,
    fill,
    form_of,
    practice,
    signal,
    started,
    stored,
)
from tests.scenarios.world import World

WEEK = timedelta(weeks=1)
RELEASED = MONDAY_AT_TEN + timedelta(minutes=1)
WRONG = "0000-0000-0000-0000"


def keys(folder: Path, prefix: str = "signals") -> set[str]:
    root = folder / "keys"
    return {str(path.relative_to(root)) for path in (root / prefix).rglob("*") if path.is_file()}


def ready(w: World) -> set[str]:
    """Name the keys that are there before anybody shares: of codes, and of the week's box."""
    return {"signals/dept/receipts", f"signals/dept/box/{week_of(w.clock.now().date())}"}


async def three_signals(w: World) -> list[str]:
    """Write enough to be released on Monday; the first is the one that matters."""
    facts = {"t1p3": "Midi sauté", "t1p4": "Accès lent", "t2p3": "Appels courts"}
    codes = [await signal(w, who, fact) for who, fact in facts.items()]
    await w.advance(RELEASED)
    return codes


async def decide(w: World, *, doors: int = 3, **values: str) -> None:
    """Decide on so many of the open signals, those listed last first."""
    shown = await w.type("t2p2", "signaux")
    found = [b for b in buttons(shown.message) if b.action == reader_views.HANDLE]
    for door in found[-doors:]:
        handle = form_of(await w.press("t2p2", door.action, door.value))
        await fill(w, "t2p2", handle, **values)


async def later(w: World, moment: datetime) -> None:
    """Find everything as it is after a long time off: nothing in between was looked at."""
    w.clock.move_to(moment)
    await w.settle()


async def follow(w: World, code: str) -> Reply:
    return await w.type("t1p3", f"suivi {code}")


async def test_a_closed_signal_can_be_followed_for_half_a_year_then_it_is_gone(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        codes = await three_signals(w)
        await decide(w, state="closed", reason="Un relais est en place.")
        assert keys(tmp_path) == {*ready(w), "signals/dept/filed/2026-W03"}
        await later(w, RELEASED + 25 * WEEK)
        assert "Un relais est en place." in w.said(await follow(w, codes[0]))
        await later(w, RELEASED + 26 * WEEK)
        assert "Je ne connais pas ce code" in w.said(await follow(w, codes[0]))
        assert keys(tmp_path) == ready(w)
        async with w.lien.unit_of_work() as uow:
            assert await uow.signals.all("dept") == ()


async def test_the_key_of_a_week_stays_while_one_of_its_signals_does(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        codes = await three_signals(w)
        await decide(w, doors=1, state="closed", reason="Vu.")  # "Midi sauté", by its words
        await later(w, RELEASED + 27 * WEEK)
        assert "Je ne connais pas ce code" in w.said(await follow(w, codes[0]))
        assert "reçu" in w.said(await follow(w, codes[1]))
        assert "signals/dept/filed/2026-W03" in keys(tmp_path)


async def test_a_signal_nobody_closed_is_erased_after_thirteen_months(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        codes = await three_signals(w)
        await later(w, RELEASED + THIRTEEN_MONTHS - WEEK)
        assert "reçu" in w.said(await follow(w, codes[0]))
        await later(w, RELEASED + THIRTEEN_MONTHS + WEEK)
        assert "Je ne connais pas ce code" in w.said(await follow(w, codes[0]))
        assert keys(tmp_path) == ready(w)


async def test_a_signal_opened_again_is_not_counted_from_its_first_end(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        codes = await three_signals(w)
        safe = Safe(keyring=FileKeyring(tmp_path / "keys"))
        shown = await w.type("t2p2", "signaux")
        doors = [b for b in buttons(shown.message) if b.action == reader_views.HANDLE]
        for state in ("closed", "action"):
            for door in doors:
                handle = form_of(await w.press("t2p2", door.action, door.value))
                await fill(w, "t2p2", handle, state=state, reason="Vu.")
        async with w.lien.unit_of_work() as uow:
            read = await safe.read_all("dept", await uow.signals.all("dept"))
        assert [one.ended for _, one in read] == ["", "", ""]
        await later(w, RELEASED + 27 * WEEK)
        assert "une action est en cours" in w.said(await follow(w, codes[0]))


async def test_a_week_whose_key_is_lost_takes_no_other_with_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with started(tmp_path, sqlite_url) as w:
        codes = await three_signals(w)
        later_code = await signal(w, "t1p5", "Courriels en congés")
        await w.advance(RELEASED + 2 * WEEK)
        await FileKeyring(tmp_path / "keys").destroy("signals/dept/filed/2026-W03")
        shown = w.said(await w.type("t2p2", "signaux"))
        assert "Courriels en congés" in shown
        assert "Midi sauté" not in shown
        lost = await follow(w, codes[0])
        assert lost.is_refusal
        assert "Courriels" not in w.said(lost)
        assert "reçu" in w.said(await follow(w, later_code))
        await later(w, RELEASED + 30 * WEEK)
        assert "reçu" in w.said(await follow(w, later_code))


async def test_a_card_nobody_renewed_is_said_to_be_old_for_half_a_year_then_erased(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", "Quokkalin et zébrophone à jeudi.", signed="yes")
        await practice(w, "t1p4", "Un jeudi sans réunion.", signed="yes")
        await later(w, WEDNESDAY + 60 * WEEK)
        found = await w.type("t1p4", "pratique chercher réunion")
        (renew,) = [b for b in buttons(found.message) if b.action == practice_views.RENEW]
        await w.press("t2p5", renew.action, renew.value)
        await later(w, WEDNESDAY + 77 * WEEK)
        old = w.said(await w.type("t1p4", "pratique chercher quokkalin"))
        assert "plus d'un an" in old
        await later(w, WEDNESDAY + 79 * WEEK)
        assert "Aucune fiche" in w.said(await w.type("t1p4", "pratique chercher quokkalin"))
        assert "Un jeudi" in w.said(await w.type("t1p4", "pratique chercher jeudi"))
        if database_url.startswith("sqlite"):
            left = stored(tmp_path)
            assert b"quokkalin" not in left.lower()
            assert b"ebrophone" not in left


async def test_slips_that_nobody_could_read_do_not_wait_for_ever(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await signal(w, "t1p3", "Midi sauté")
        async with w.lien.unit_of_work() as uow:
            await uow.people.remove_people("t1p2", "t2p2")
            await uow.commit()
        await later(w, RELEASED + THIRTEEN_MONTHS - 2 * WEEK)
        async with w.lien.unit_of_work() as uow:
            assert len(await uow.signals.batches()) == 1
        await later(w, RELEASED + THIRTEEN_MONTHS + WEEK)
        async with w.lien.unit_of_work() as uow:
            assert await uow.signals.batches() == ()
        assert keys(tmp_path) == ready(w)


async def test_wrong_codes_are_remembered_over_a_restart_and_nobody_with_them(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        for _ in range(10):
            await w.type("t1p5", f"suivi {WRONG}")
        assert "Trop d'essais" in w.said(await w.type("t1p5", f"suivi {WRONG}"))
        assert "Je ne connais pas" in w.said(await w.type("t1p4", f"suivi {WRONG}"))
    async with started(tmp_path, database_url) as w:
        for who in ("t1p5", "t1p3"):
            assert "Trop d'essais" in w.said(await w.type(who, f"suivi {WRONG}"))
        async with w.lien.database.transaction() as connection:
            rows = (await connection.execute(select(missed_codes))).all()
        assert [tuple(row) for row in rows] == [("dept", "2026-01-07T09", 11)]
        await w.advance(WEDNESDAY + timedelta(hours=1, minutes=1))
        assert "Je ne connais pas" in w.said(await w.type("t1p5", f"suivi {WRONG}"))
        await w.advance(WEDNESDAY + timedelta(hours=4))
        async with w.lien.database.transaction() as connection:
            assert (await connection.execute(select(missed_codes))).all() == []


async def test_erasing_a_workspace_erases_its_shares_and_their_keys(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", "Quokkalin à jeudi.", signed="yes")
        await three_signals(w)
        await signal(w, "t1p3", "Encore midi sauté")
        await w.type("t1p5", f"suivi {WRONG}")
        assert len(keys(tmp_path)) == 3
        await w.lien.workspaces.leaving.left("local", "test", w.clock.now())
        await later(w, w.clock.now() + timedelta(days=31))
        assert keys(tmp_path) == set()
        async with w.lien.unit_of_work() as uow:
            assert await uow.cards.count("dept") == 0
            assert await uow.cards.search("dept", "quokkalin", 5) == ()
            assert await uow.signals.all("dept") == ()
            assert await uow.signals.batches() == ()
        if database_url.startswith("sqlite"):
            assert b"quokkalin" not in stored(tmp_path).lower()


@pytest.mark.parametrize("name", ["signals/gone/receipts", "signals/gone/filed/2026-W01"])
async def test_keys_of_a_department_that_another_account_erased_are_destroyed(
    tmp_path: Path, sqlite_url: str, name: str
) -> None:
    async with started(tmp_path, sqlite_url) as w:
        await FileKeyring(tmp_path / "keys").create(name, bytes(32))
        await w.settle()
        assert keys(tmp_path) == ready(w)


def test_an_hour_is_named_in_utc() -> None:
    assert hour_of(WEDNESDAY) == "2026-01-07T09"
    assert hour_of(datetime(2026, 1, 1, 0, 30, tzinfo=WEDNESDAY.tzinfo), ago=1) == "2025-12-31T22"
