"""Holds, digests, pictures and events: what is kept comes back, and only while it should."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.ids import ChannelId, MessageRef
from bot.checkins.model import Round
from bot.digest.ports import Digest, Published
from bot.disclosure.released import Band, Direction, Number, Record, Theme, Verbatim, Withheld
from bot.outbox.model import ToChannel, ToPerson
from bot.quiethours.ports import Draft, Hold, SealedWords
from bot.storage.engine import Database
from bot.storage.errors import AlreadyKept
from bot.storage.pictures import SqlPictures
from bot.storage.unit_of_work import UnitsOfWork

NOW = datetime(2026, 1, 8, 21, 40, tzinfo=UTC)
WEEK = timedelta(weeks=1)
HOLD = Hold(
    id="h1",
    author="ana",
    to=ToChannel(ChannelId("local", "demo", "team")),
    written_at=NOW,
    due_at=NOW + timedelta(hours=11),
    words=SealedWords(b"\x00words\xff"),
)
DRAFT = Draft(MessageRef("matrix", "!room:here", "$event"))
TEAM = Record(
    week=1,
    unit="t1",
    cell=(),
    items=(
        Direction(question="charge", value="up"),
        Band(question="lien", value="middle", weeks=(1, 4)),
        Number(question="charge", value=3.5, size_class="30-49"),
        Withheld(question="temps", reason="too_few"),
        Theme(value="horaires", level="some"),
        Verbatim(text="« Trop d’appels »"),
    ),
)
CELL = Record(week=1, unit="north", cell=("t2", "t3"), items=())
ROUND = Round(
    id="north-2026W02",
    department="north",
    week=1,
    opens_at=NOW,
    reminds_at=NOW,
    closes_at=NOW,
    digest_at=NOW,
    rotating="temps",
    state="closing",
)
DIGEST = Digest(
    id="north-2026W02/t1",
    round_id=ROUND.id,
    unit="t1",
    week=1,
    digest_at=NOW,
    record=TEAM,
    text="Cette semaine…",
    picture="north-2026W02/t1",
)


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def publish(begin: UnitsOfWork, decided: Round, *records: Record) -> None:
    async with begin() as uow:
        await uow.results.publish(decided, records, [])
        await uow.commit()


async def save(begin: UnitsOfWork, *digests: Digest) -> None:
    async with begin() as uow:
        await uow.digests.save(ROUND.id, digests)
        await uow.commit()


async def test_an_event_is_noted_once_by_any_process(begin: UnitsOfWork, database_url: str) -> None:
    other = Database(database_url)
    async with begin() as uow:
        assert await uow.inbox.mark("Ev1")
        assert not await uow.inbox.mark("Ev1")
        await uow.commit()
    async with UnitsOfWork(other)() as uow:
        assert not await uow.inbox.mark("Ev1")
        assert await uow.inbox.mark("Ev2")
    await other.close()
    async with begin() as uow:
        assert await uow.inbox.mark("Ev2")


async def test_holds_are_kept_until_removed_the_one_due_first_first(begin: UnitsOfWork) -> None:
    sooner = replace(HOLD, id="h2", to=ToPerson("ben"), due_at=NOW)
    async with begin() as uow:
        await uow.holds.add(HOLD)
        await uow.holds.add(sooner)
        await uow.holds.add(replace(HOLD, id="h3", author="ben", words=DRAFT))
        await uow.commit()
    async with begin() as uow:
        assert await uow.holds.by_author("ana") == (sooner, HOLD)
        (draft,) = await uow.holds.by_author("ben")
        assert draft.words == DRAFT
        await uow.holds.remove("h1")
        assert await uow.holds.find("h1") is None
        assert await uow.holds.find("h2") == sooner


async def test_rounds_await_their_digest_earliest_first(begin: UnitsOfWork) -> None:
    later = replace(ROUND, id="north-2026W03", week=2, digest_at=NOW + WEEK)
    await publish(begin, later)
    await publish(begin, ROUND, TEAM, CELL)
    async with begin() as uow:
        assert await uow.digests.unreported() == (
            Published(
                round_id=ROUND.id,
                department="north",
                week=1,
                digest_at=NOW,
                records=(CELL, TEAM),
            ),
            Published(
                round_id=later.id, department="north", week=2, digest_at=NOW + WEEK, records=()
            ),
        )
    await save(begin, DIGEST)
    async with begin() as uow:
        assert [one.round_id for one in await uow.digests.unreported()] == [later.id]


async def test_a_history_is_of_one_cell_up_to_a_week(begin: UnitsOfWork) -> None:
    for week in (2, 1, 3):
        decided = replace(ROUND, id=f"north-{week}", week=week)
        await publish(begin, decided, replace(TEAM, week=week), replace(CELL, week=week))
    async with begin() as uow:
        assert await uow.digests.history("t1", (), 2) == (TEAM, replace(TEAM, week=2))
        assert [r.week for r in await uow.digests.history("north", ("t2", "t3"), 3)] == [1, 2, 3]
        assert await uow.digests.history("north", (), 3) == ()


async def test_a_digest_never_changes_once_kept(begin: UnitsOfWork) -> None:
    await save(begin, DIGEST)
    await save(begin, DIGEST)
    with pytest.raises(AlreadyKept):
        await save(begin, replace(DIGEST, text="Autre chose"))
    async with begin() as uow:
        assert await uow.digests.find(DIGEST.id) == DIGEST
        assert await uow.digests.find("unknown") is None


async def test_the_latest_digest_is_about_the_unit_or_a_cell_it_is_part_of(
    begin: UnitsOfWork,
) -> None:
    of_cell = replace(DIGEST, id="cell", unit="north", record=CELL)
    newer = replace(DIGEST, id="newer", digest_at=NOW + WEEK)
    await save(begin, DIGEST, of_cell, newer)
    async with begin() as uow:
        assert await uow.digests.latest("t1") == newer
        assert await uow.digests.latest("t3") == of_cell
        assert await uow.digests.latest("north") is None


async def test_a_unit_of_a_cell_is_given_the_digest_in_its_own_words(begin: UnitsOfWork) -> None:
    mine = replace(DIGEST, id="z", unit="t3", record=CELL, text="English")
    theirs = replace(DIGEST, id="a", unit="t2", record=CELL)
    await save(begin, theirs, mine)
    async with begin() as uow:
        assert await uow.digests.latest("t3") == mine
        assert await uow.digests.latest("t2") == theirs


async def test_the_first_picture_of_a_name_stays(database: Database) -> None:
    pictures = SqlPictures(database)
    assert await pictures.read("chart") is None
    await pictures.write("chart", b"\x89PNG one")
    await pictures.write("chart", b"\x89PNG two")
    assert await pictures.read("chart") == b"\x89PNG one"
