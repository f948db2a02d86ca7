"""Digests on a real database: made once, read the same by everyone, drawn once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat.outgoing import Choices, Message, Note, Paragraph, Picture, Quote, Reply
from bot.chat.transcript import transcribe
from bot.checkins.model import Round
from bot.digest.service import POSTED, DigestService
from bot.digest.subject import ENCADREMENT
from bot.disclosure.released import Record, Verbatim
from bot.errors import OperatorError, UserError
from bot.i18n.text import Text, text
from bot.outbox.model import Entry, ToChannel, ToPerson
from bot.people.model import Directory, RoleGrant
from bot.scheduling import own_moment
from bot.storage.engine import Database
from bot.storage.pictures import SqlPictures
from bot.storage.unit_of_work import UnitsOfWork
from tests.fakes.small_department import channel, small_department
from tests.releases import moved, reader, silent, team

NOW = datetime(2026, 1, 13, 8, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)
PEOPLE = small_department(9, 8, 3, 4)
VERBATIMS = tuple(Verbatim(text=f"{n:03} mots écrits par quelqu'un") for n in range(60))


@dataclass
class Drawings:
    """Draws by writing down what it was given."""

    asked: list[str] = field(default_factory=list)
    is_broken: bool = False

    async def __call__(self, drawing: str) -> bytes:
        if self.is_broken:
            raise OperatorError("drawing a chart failed")
        self.asked.append(drawing)
        return f"picture {len(self.asked)}".encode()


@dataclass
class Desk:
    """The service under test with what it stands on."""

    begin: UnitsOfWork
    service: DigestService
    drawings: Drawings

    async def people(self, directory: Directory) -> None:
        async with self.begin() as uow:
            await uow.people.save_units(*directory.units.values())
            await uow.people.save_people(*directory.people.values())
            await uow.people.grant(*directory.grants)
            await uow.commit()

    async def publish(self, week: int, *records: Record) -> None:
        at = NOW + (week - 1) * WEEK
        decided = Round(
            id=f"dept-2026W{week:02}",
            department="dept",
            week=week,
            opens_at=at,
            reminds_at=at,
            closes_at=at,
            digest_at=at,
            rotating="temps",
            state="decided",
        )
        async with self.begin() as uow:
            await uow.results.publish(decided, records, [])
            await uow.commit()

    async def queued(self) -> tuple[Entry, ...]:
        async with self.begin() as uow:
            return await uow.outbox.claim(NOW + 60 * WEEK, 100)

    async def directory(self) -> Directory:
        async with self.begin() as uow:
            return await uow.people.directory()

    async def ask(self, person: str, words: str = "") -> Message:
        directory = await self.directory()
        return shown(await self.service.last(directory.people[person], directory, words))

    async def more(self, person: str, value: str) -> Message:
        directory = await self.directory()
        return shown(await self.service.more(directory.people[person], directory, value))


@pytest.fixture
async def desk(database: Database) -> Desk:
    begin, drawings = UnitsOfWork(database), Drawings()
    service = DigestService(
        unit_of_work=begin,
        draw=drawings,
        pictures=SqlPictures(database),
        own_moment=own_moment,
        question=lambda name, language: f"{name} {language}",
    )
    made = Desk(begin, service, drawings)
    await made.people(PEOPLE)
    return made


def shown(reply: Reply) -> Message:
    assert reply.message is not None
    return reply.message


def picture(message: Message) -> Picture:
    (found,) = [part for part in message.parts if isinstance(part, Picture)]
    return found


def quotes(message: Message) -> list[str]:
    said = [p.words for p in message.parts if isinstance(p, Quote)]
    return [str(words.args["words"]) for words in said if isinstance(words, Text)]


def next_page(message: Message) -> list[str]:
    return [p.buttons[0].value for p in message.parts if isinstance(p, Choices)]


def addressed(entries: Sequence[Entry]) -> list[str]:
    return sorted(
        to.person if isinstance(to := entry.to, ToPerson) else f"#{to.channel.channel}"
        for entry in entries
    )


async def test_a_digest_waits_for_its_hour_and_goes_to_the_team_and_its_manager(
    desk: Desk,
) -> None:
    await desk.publish(1, moved(1, "up", "steady"))

    assert await desk.service.run_due(NOW - WEEK) == NOW
    assert await desk.queued() == ()
    assert await desk.service.run_due(NOW) is None
    entries = await desk.queued()
    assert addressed(entries) == ["#t1", "t1p1"]
    assert {(e.kind, e.not_before) for e in entries} == {(POSTED, NOW)}
    assert entries[0].message == entries[1].message


async def test_a_round_is_reported_once(desk: Desk) -> None:
    await desk.publish(1, moved(1, "up", "steady"))
    await desk.service.run_due(NOW)
    await desk.service.run_due(NOW + WEEK)

    assert len(await desk.queued()) == 2


async def test_a_merged_digest_reaches_every_unit_and_nobody_twice(desk: Desk) -> None:
    await desk.people(replace(PEOPLE, grants=(*PEOPLE.grants, RoleGrant("t3p1", "manager", "t4"))))
    merged = team(1, *moved(1, "up", "up").items, unit="dept", cell=("t3", "t4"))
    await desk.publish(1, merged)
    await desk.service.run_due(NOW)

    assert addressed(await desk.queued()) == ["#t3", "#t4", "t3p1", "t4p1"]


async def test_the_managers_digest_goes_to_the_managers_alone(desk: Desk) -> None:
    await desk.publish(1, team(1, *moved(1, "up", "up").items, unit="dept", cell=ENCADREMENT))
    await desk.service.run_due(NOW)

    assert addressed(await desk.queued()) == ["t1p1", "t2p1", "t3p1", "t4p1"]


async def test_somebody_who_paused_the_bot_gets_no_digest_but_can_ask_for_it(desk: Desk) -> None:
    paused = replace(PEOPLE.people["t1p1"], paused_until=date(2026, 1, 13))
    await desk.people(replace(PEOPLE, people={**PEOPLE.people, "t1p1": paused}))
    await desk.publish(1, moved(1, "up", "up"))
    await desk.service.run_due(NOW)

    assert addressed(await desk.queued()) == ["#t1"]
    assert "Équipe 1" in transcribe(await desk.ask("t1p1"), reader())


async def test_a_manager_back_from_leave_finds_the_latest_digest_only(desk: Desk) -> None:
    for week in (1, 2):
        await desk.publish(week, moved(week, "up", "up"))
        await desk.service.run_due(NOW + (week - 1) * WEEK)
    entries = await desk.queued()

    assert addressed(entries) == ["#t1", "#t1", "t1p1"]
    assert [e.not_before for e in entries if isinstance(e.to, ToPerson)] == [NOW + WEEK]


async def test_the_team_and_its_manager_read_the_same_again_and_again(desk: Desk) -> None:
    await desk.publish(1, moved(1, "up", "steady", *VERBATIMS[:2]))
    await desk.service.run_due(NOW)
    posted = next(e for e in await desk.queued() if e.to == ToChannel(channel("t1")))
    renamed = replace(PEOPLE.units["t1"], name="Autrement")
    await desk.people(replace(PEOPLE, units={**PEOPLE.units, "t1": renamed}))

    assert await desk.ask("t1p1") == await desk.ask("t1p4") == posted.message


async def test_a_digest_speaks_the_language_of_its_unit_whoever_reads_it(desk: Desk) -> None:
    english = replace(PEOPLE.units["t1"], language="en")
    await desk.people(replace(PEOPLE, units={**PEOPLE.units, "t1": english}))
    await desk.publish(1, moved(1, "up", "steady"))
    await desk.service.run_due(NOW)
    (entry, _) = await desk.queued()

    assert "Workload is heavier" in transcribe(entry.message, reader("fr"))
    assert "Workload: 13 Jan, heavier" in transcribe(entry.message, reader("fr"))


async def test_before_the_first_digest_one_is_told_when_it_comes(desk: Desk) -> None:
    assert (await desk.ask("t1p4")).parts == (Paragraph(text("digest.none_yet")),)


async def test_a_manager_reads_every_unit_they_manage_and_can_name_one(desk: Desk) -> None:
    await desk.people(replace(PEOPLE, grants=(*PEOPLE.grants, RoleGrant("t1p1", "manager", "t2"))))
    await desk.publish(1, moved(1, "up", "up"), replace(moved(1, "down", "up"), unit="t2"))
    await desk.service.run_due(NOW)

    both = transcribe(await desk.ask("t1p1"), reader())
    assert (both.count("Équipe 1"), both.count("Équipe 2")) == (1, 1)
    named = transcribe(await desk.ask("t1p1", "équipe 2"), reader())
    assert (named.count("Équipe 1"), named.count("Équipe 2")) == (0, 1)
    with pytest.raises(UserError, match="no_such_team"):
        await desk.ask("t2p4", "équipe 1")


async def test_a_manager_of_many_units_is_told_how_to_read_the_others(desk: Desk) -> None:
    grants = (*PEOPLE.grants, *(RoleGrant("t1p1", "manager", f"t{n}") for n in (2, 3, 4)))
    await desk.people(replace(PEOPLE, grants=grants))
    for n in range(1, 5):
        record = replace(moved(1, "steady", "steady", *VERBATIMS[:8]), unit=f"t{n}")
        await desk.publish(n, replace(record, week=n))
        await desk.service.run_due(NOW + n * WEEK)

    parts = (await desk.ask("t1p1")).parts
    assert len(parts) <= 40
    assert parts[-1] == Note(text("digest.others"))


async def test_comments_that_had_no_room_are_one_press_away_for_the_team_only(desk: Desk) -> None:
    await desk.publish(1, moved(1, "up", "up", *VERBATIMS))
    await desk.service.run_due(NOW)
    page = await desk.ask("t1p4")
    read = quotes(page)
    (value,) = next_page(page)
    with pytest.raises(UserError, match="not_yours"):
        await desk.more("t2p4", value)
    while following := next_page(page):
        page = await desk.more("t1p4", following[0])
        read += quotes(page)

    assert len(read) == len(set(read)) == len(VERBATIMS)
    with pytest.raises(UserError, match="not_yours"):
        await desk.more("t1p4", "no such digest:3")


async def test_a_picture_is_drawn_when_it_is_first_asked_and_then_kept(desk: Desk) -> None:
    await desk.publish(1, moved(1, "up", "steady"))
    await desk.service.run_due(NOW)
    name = picture(await desk.ask("t1p1")).name
    await desk.publish(2, moved(2, "down", "steady"))
    await desk.service.run_due(NOW + WEEK)

    assert [await desk.service.read(name) for _ in range(2)] == [b"picture 1"] * 2
    assert await desk.service.read(f"{name}@small") == b"picture 2"
    wide, small = desk.drawings.asked
    assert "plus légère que" not in wide
    assert ('"form": "wide"' in wide, '"form": "small"' in small) == (True, True)


async def test_a_picture_that_cannot_be_drawn_leaves_its_words(desk: Desk) -> None:
    await desk.publish(1, moved(1, "up", "steady"))
    await desk.service.run_due(NOW)
    drawn = picture(await desk.ask("t1p1"))
    desk.drawings.is_broken = True

    assert await desk.service.read(drawn.name) is None
    assert "plus lourde" in str(drawn.alt.args["words"])
    assert await desk.service.read("digest/unknown") is None


async def test_nothing_is_drawn_where_nothing_was_published(desk: Desk) -> None:
    await desk.publish(1, silent(1, "quiet"))
    await desk.service.run_due(NOW)

    assert not [p for p in (await desk.ask("t1p4")).parts if isinstance(p, Picture)]
