"""Good practice without a name: sealed beside signals, shuffled with them, and only then shown."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.outgoing import Reply
from bot.chat.ports import Delivery
from bot.chat.transcript import transcribe
from bot.people.model import RoleGrant
from bot.storage.engine import Database
from bot.storage.keyring import FileKeyring
from bot.storage.outbox import SqlOutbox
from bot.storage.sharing import SqlCards, SqlSignals
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import channel, small_department
from tests.scenarios.test_sharing import (
    MONDAY_AT_TEN,
    PARIS,
    fill,
    form_of,
    practice,
    signal,
    started,
    stored,
)
from tests.scenarios.test_sharing_retention import RELEASED, WEEK, keys
from tests.scenarios.world import World, world

UNREAD = "Zanzibarbouillotte le jeudi"


def posted(w: World) -> list[Delivery]:
    return [d for d in w.chat.delivered if d.kind == "sharing.practice"]


def texts(w: World) -> set[str]:
    return {transcribe(d.message, d.reader) for d in posted(w)}


async def without_readers(w: World) -> None:
    async with w.lien.unit_of_work() as uow:
        directory = await uow.people.directory()
        await uow.people.revoke(*(one for one in directory.grants if one.role == "referent"))
        await uow.commit()


def boxes(folder: Path) -> set[str]:
    """Name the batches whose keys are there."""
    return {key.rpartition("/")[2] for key in keys(folder) if "/box/" in key}


async def send(w: World, who: str, words: str) -> Reply:
    look = form_of(await fill(w, who, form_of(await w.type(who, "pratique")), words=words))
    reply = await fill(w, who, look)
    await w.settle()
    return reply


async def three_shares(w: World) -> str:
    """Share a signal and two practices, enough to leave on Monday; return the signal's code."""
    code = await signal(w, "t1p3", "Midi sauté en permanence")
    await practice(w, "t1p4", UNREAD)
    await practice(w, "t2p3", "Un jeudi sans réunion.")
    return code


async def test_a_practice_without_a_name_is_nowhere_until_monday_at_ten_then_in_its_channel_once(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        said = w.said(await send(w, "t1p3", UNREAD))
        assert "attend, scellée" in said
        assert "Équipe 1" in said
        assert "lundi prochain si au moins trois partages attendent" in said
        await signal(w, "t1p4", "Midi sauté en permanence")
        await send(w, "t2p3", "Un jeudi sans réunion.")
        assert posted(w) == []
        assert "pas encore de fiche" in w.said(await w.type("t1p4", "pratique chercher jeudi"))
        if database_url.startswith("sqlite"):
            assert b"anzibarbouillotte" not in stored(tmp_path)

        await w.advance(RELEASED)

        assert {d.to.channel.channel for d in posted(w)} == {"t1", "t2"}  # type: ignore[union-attr]
        assert len(posted(w)) == 2
        assert "Un jeudi sans" in w.said(await w.type("t1p4", "pratique chercher jeudi"))
        for said in texts(w):
            assert "une personne de l'équipe" in said
            assert "Prénom" not in said
        (told,) = {d.kind for d in w.chat.delivered if d.kind.startswith("sharing.arr")}
        assert told == "sharing.arrived"
        assert "Midi sauté" in w.said(await w.type("t2p2", "signaux"))
        assert boxes(tmp_path) == {"2026-W03"}  # empty: that of the week, made before it is needed
        await w.advance(RELEASED + 3 * WEEK)
        assert len(posted(w)) == 2


async def test_a_card_bears_the_week_in_which_it_appeared_and_an_id_of_its_own(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        look = await practice(w, "t1p3", UNREAD)
        await w.advance(RELEASED + WEEK)
        async with w.lien.unit_of_work() as uow:
            (card,) = await uow.cards.since("dept", "2026-W01")
        assert (card.week, card.review) == ("2026-W04", "2027-W03")
        assert card.id != look.context


async def test_no_file_beside_the_database_tells_when_something_was_shared(
    tmp_path: Path, sqlite_url: str
) -> None:
    def dates() -> dict[Path, int]:
        return {path: path.stat().st_ctime_ns for path in (tmp_path / "keys").rglob("*")}

    async with started(tmp_path, sqlite_url) as w:
        await w.settle()
        for monday in (MONDAY_AT_TEN - WEEK, MONDAY_AT_TEN):
            before = dates()
            await practice(w, "t1p3", UNREAD)
            await signal(w, "t1p4", "Midi sauté")
            assert dates() == before
            await w.advance(monday + WEEK + timedelta(hours=2))


async def test_a_third_share_that_comes_after_monday_at_ten_waits_for_the_next(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", UNREAD)
        await w.advance(RELEASED)
        for who in ("t1p4", "t2p3", "t2p4"):
            await practice(w, who, f"Un jeudi sans réunion, {who[1]} {who[3]}.")
        await w.advance(MONDAY_AT_TEN + WEEK - timedelta(minutes=1))
        assert posted(w) == []
    async with started(tmp_path, database_url) as w:  # nor does a restart let it go
        await w.advance(MONDAY_AT_TEN + WEEK - timedelta(minutes=1))
        assert posted(w) == []
        await w.advance(RELEASED + WEEK)
        assert len(posted(w)) == 4


async def test_weeks_in_which_clocks_change_begin_like_others(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with started(tmp_path, sqlite_url) as w:
        for changes, following in (((3, 29), "2026-W14"), ((10, 25), "2026-W44")):
            sunday = datetime(2026, *changes, 12, tzinfo=PARIS)
            w.clock.move_to(sunday - WEEK)
            async with asyncio.timeout(60):
                await w.advance(sunday + timedelta(days=2))
            assert boxes(tmp_path) == {following}


async def test_slips_of_practices_and_of_signals_are_of_one_size(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", UNREAD)
        await signal(w, "t1p4", "Midi sauté", idea="Un relais")
        async with w.lien.unit_of_work() as uow:
            ((department, batch, count),) = await uow.signals.batches()
            slips = await uow.signals.waiting(department, batch)
        assert count == 2
        assert len({(len(slip.slot), len(slip.sealed)) for slip in slips}) == 1


async def test_who_saw_a_form_in_the_chat_finds_its_slip_nowhere(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        opened = form_of(await w.type("t1p4", "signal"))
        look = form_of(await fill(w, "t1p4", opened, fact="Midi sauté"))
        await fill(w, "t1p4", look)
        shown = [look.context, (await practice(w, "t1p3", UNREAD)).context]
        async with w.lien.unit_of_work() as uow:
            ((department, batch, _),) = await uow.signals.batches()
            slips = await uow.signals.waiting(department, batch)
        assert len({slip.slot for slip in slips}) == 2
        assert {slip.slot.hex() for slip in slips}.isdisjoint(shown)
        if database_url.startswith("sqlite"):
            assert not any(bytes.fromhex(one) in stored(tmp_path) for one in shown)


async def test_a_practice_without_a_name_sent_twice_appears_once(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        look = await practice(w, "t1p3", UNREAD)
        again = await fill(w, "t1p3", look)
        assert "attend, scellée" in w.said(again)
        await w.advance(RELEASED + WEEK)
        assert len(posted(w)) == 1


async def test_practices_appear_without_readers_while_signals_stay_sealed_for_the_next_pair(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        code = await three_shares(w)
        async with w.lien.unit_of_work() as uow:
            ((_, batch, _),) = await uow.signals.batches()
            before = {slip.slot for slip in await uow.signals.waiting("dept", batch)}
        await without_readers(w)

        await w.advance(RELEASED)

        assert len(posted(w)) == 2
        told = [d for d in w.chat.delivered if d.kind == "sharing.nobody_reads"]
        assert ["1 signal attend" in transcribe(d.message, d.reader) for d in told] == [True]
        async with w.lien.unit_of_work() as uow:
            ((_, following, left),) = await uow.signals.batches()
            after = {slip.slot for slip in await uow.signals.waiting("dept", following)}
        assert (left, following > batch, before & after) == (1, True, set())
        assert boxes(tmp_path) == {following}
        assert "Personne ne l'a encore lu" in w.said(await w.type("t1p3", f"suivi {code}"))

        for who in ("t1p2", "t2p2"):
            await w.type("admin", f"équipe référent @local/test/{who}")
        await w.advance(RELEASED + 2 * WEEK)
        assert "Midi sauté" in w.said(await w.type("t2p2", "signaux"))
        assert "reçu" in w.said(await w.type("t1p3", f"suivi {code}"))
        assert len(posted(w)) == 2


@pytest.mark.parametrize(
    ("part", "step"),
    [
        (SqlSignals, "release"),
        (SqlCards, "add"),
        (SqlOutbox, "add"),
        (Database, "bare"),
        (FileKeyring, "destroy"),
    ],
)
async def test_wherever_a_release_breaks_off_nothing_is_lost_nor_appears_twice(
    tmp_path: Path,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    part: type[object],
    step: str,
) -> None:
    def breaks_off(*_: object) -> None:
        raise ConnectionError(step)

    async with started(tmp_path, database_url) as w:
        code = await three_shares(w)
        w.clock.move_to(RELEASED)
        with monkeypatch.context() as broken:
            broken.setattr(part, step, breaks_off)
            with pytest.raises(ConnectionError):
                await w.settle()
    async with started(tmp_path, database_url) as w:
        await w.advance(RELEASED + WEEK)
        assert len(posted(w)) == 2
        assert len([d for d in w.chat.delivered if d.kind == "sharing.arrived"]) == 2
        assert "reçu" in w.said(await w.type("t1p3", f"suivi {code}"))
        async with w.lien.unit_of_work() as uow:
            assert await uow.cards.count("dept") == 2
            assert await uow.signals.batches() == ()
        assert boxes(tmp_path) == {"2026-W04"}


async def test_practices_alone_wake_no_reader(tmp_path: Path, database_url: str) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t1p3", UNREAD)
        await w.advance(RELEASED + WEEK)
        assert len(posted(w)) == 1
        assert [d.kind for d in w.chat.delivered if d.kind == "sharing.arrived"] == []


async def test_in_a_team_of_three_it_appears_one_floor_up(
    tmp_path: Path, database_url: str
) -> None:
    small = small_department(8, 3)
    pair = (RoleGrant("t1p2", "referent", "dept"), RoleGrant("t1p3", "referent", "dept"))
    directory = type(small)(units=small.units, people=small.people, grants=(*small.grants, *pair))
    chat = RecordingChat(members_of={channel(u): () for u in ("dept", "t1", "t2")})
    at = datetime(2026, 1, 7, 10, 0, tzinfo=PARIS)
    async with world(tmp_path, database_url, directory, at=at, chat=chat) as w:
        assert "Département" in w.said(await send(w, "t2p2", UNREAD))
        await practice(w, "t2p3", "Un jeudi sans réunion.", signed="yes")
        await w.advance(RELEASED + WEEK)
        assert [d.to.channel.channel for d in posted(w)] == ["t2", "dept"]  # type: ignore[union-attr]


async def test_of_a_team_that_went_away_it_appears_in_the_department(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url) as w:
        await practice(w, "t2p3", UNREAD)
        async with w.lien.unit_of_work() as uow:
            directory = await uow.people.directory()
            await uow.people.remove_people(*(p.id for p in directory.homed("t2")))
            await uow.people.remove_units("t2")
            await uow.commit()
        await w.advance(RELEASED + WEEK)
        assert [d.to.channel.channel for d in posted(w)] == ["dept"]  # type: ignore[union-attr]
