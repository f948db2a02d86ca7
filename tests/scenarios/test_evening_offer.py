"""Writing late in a channel that chose to offer it: asked once, in private, and never again."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.incoming import MessagePosted
from bot.chat.outgoing import Choices, Reply
from bot.chat.transcript import transcribe
from bot.clock import SimulatedClock
from bot.quiethours.nudge_views import AGAIN, KEEP_POSTED, LEAVE, NEVER
from tests.fakes.authors import RecordingAuthors
from tests.fakes.small_department import account, channel, small_department
from tests.scenarios.world import World, world

PARIS = ZoneInfo("Europe/Paris")
AFTERNOON = datetime(2026, 1, 6, 15, 0, tzinfo=PARIS)
EVENING = datetime(2026, 1, 6, 21, 40, tzinfo=PARIS)
MORNING = datetime(2026, 1, 7, 8, 30, tzinfo=PARIS)
DEPARTMENT = small_department(8)
LEA, KARIM = account("t1p2"), account("t1p3")
TEAM = channel("t1")


async def post(
    w: World, by: AccountId, words: str = "Trop tard", *, n: int = 1, where: ChannelId = TEAM
) -> Reply | None:
    return await w.lien.router(
        MessagePosted(
            event=f"posted/{by.user}/{n}",
            account=by,
            message=MessageRef("local", where.channel, f"{by.user}/{n}"),
            words=words,
            channel=where,
        )
    )


async def switch_on(w: World, clock: SimulatedClock) -> None:
    await w.type("admin", "équipe soir Équipe 1 oui")
    await w.advance(EVENING)
    assert clock.now() == EVENING


def offered(reply: Reply | None) -> dict[str, str]:
    assert reply is not None
    assert reply.message is not None
    (choices,) = [p for p in reply.message.parts if isinstance(p, Choices)]
    return {button.action: button.value for button in choices.buttons}


def announced(w: World) -> list[str]:
    return [
        transcribe(d.message, d.reader)
        for d in w.chat.delivered
        if d.kind == "quiethours.announced"
    ]


async def test_nothing_is_offered_where_nobody_turned_it_on(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(EVENING)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        assert await post(w, LEA) is None


async def test_turned_on_it_is_announced_in_the_channel_once(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(AFTERNOON)
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock) as w:
        w.chat.members_of[TEAM] = ()
        await w.type("admin", "équipe soir équipe 1 oui")
        await w.type("admin", "équipe soir équipe 1 oui")
        (said,) = announced(w)
        assert "n'en enregistre aucun" in said
        await w.type("admin", "équipe soir équipe 1 non")
        assert len(announced(w)) == 2
        assert "oui ou par non" in w.said(await w.type("admin", "équipe soir équipe 1 peut-être"))
        assert "t1p2" not in w.said(await w.type("t1p2", "équipe soir équipe 1 oui"))
        assert len(announced(w)) == 2


async def test_a_late_message_is_kept_when_its_author_says_so(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(AFTERNOON)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        w.chat.members_of[TEAM] = ()
        await switch_on(w, clock)
        reply = await post(w, LEA)
        assert list(offered(reply)) == [KEEP_POSTED, LEAVE, NEVER]
        assert reply is not None
        assert "jusqu'à demain 8\u00a0h\u00a030" in w.said(reply)
        kept = await w.press("t1p2", KEEP_POSTED, offered(reply)[KEEP_POSTED])
        assert "quelqu'un a pu le lire" in w.said(kept)
        (waiting,) = authors.waiting[LEA]
        assert (waiting.words, waiting.at) == ("Trop tard", MORNING)


async def test_one_is_asked_once_an_evening_and_each_person_for_themselves(
    tmp_path: Path, database_url: str
) -> None:
    clock = SimulatedClock(AFTERNOON)
    authors = RecordingAuthors(clock, linked={LEA, KARIM})
    async with world(tmp_path, database_url, DEPARTMENT, clock=clock, authors=authors) as w:
        w.chat.members_of[TEAM] = ()
        await switch_on(w, clock)
        assert await post(w, LEA, n=1) is not None
        assert await post(w, LEA, n=2) is None
        assert await post(w, KARIM) is not None
        await w.advance(EVENING + timedelta(hours=4))
        assert await post(w, LEA, n=3) is None
    # Still once, whoever restarts.
    async with world(tmp_path, database_url, DEPARTMENT, clock=clock, authors=authors) as w:
        assert await post(w, LEA, n=4) is None
        await w.advance(EVENING + timedelta(days=1))
        assert await post(w, LEA, n=5) is not None


async def test_who_was_asked_cannot_be_told_once_the_evening_is_over(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(AFTERNOON)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        w.chat.members_of[TEAM] = ()
        await switch_on(w, clock)
        await post(w, LEA)
        assert len(list((tmp_path / "keys").rglob("evening/*"))) == 1
        await w.advance(EVENING + timedelta(days=4))
        assert list((tmp_path / "keys").rglob("evening/*")) == []


async def test_during_working_hours_nothing_is_offered(tmp_path: Path, sqlite_url: str) -> None:
    clock = SimulatedClock(AFTERNOON)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        w.chat.members_of[TEAM] = ()
        await w.type("admin", "équipe soir équipe 1 oui")
        assert await post(w, LEA) is None


async def test_who_declines_is_never_asked_again_until_they_say_so(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(AFTERNOON)
    authors = RecordingAuthors(clock, linked={LEA})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        w.chat.members_of[TEAM] = ()
        await switch_on(w, clock)
        await post(w, LEA)
        assert "plus" in w.said(await w.press("t1p2", NEVER))
        await w.advance(EVENING + timedelta(days=1))
        assert await post(w, LEA, n=2) is None
        await w.press("t1p2", AGAIN)
        assert await post(w, LEA, n=3) is not None


@pytest.mark.parametrize("action", [KEEP_POSTED, LEAVE])
async def test_an_offer_that_is_over_changes_nothing(
    tmp_path: Path, sqlite_url: str, action: str
) -> None:
    clock = SimulatedClock(AFTERNOON)
    authors = RecordingAuthors(clock, linked={LEA, KARIM})
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        w.chat.members_of[TEAM] = ()
        await switch_on(w, clock)
        name = offered(await post(w, LEA))[KEEP_POSTED]
        # Somebody else's press, with the value of another's button, keeps nothing.
        assert "plus ce message" in w.said(await w.press("t1p3", KEEP_POSTED, name))
        await w.advance(EVENING + timedelta(hours=3))
        await w.press("t1p2", action, name)
        assert authors.waiting == {}


async def test_where_it_could_not_be_taken_back_nobody_is_asked(
    tmp_path: Path, sqlite_url: str
) -> None:
    clock = SimulatedClock(AFTERNOON)
    authors = RecordingAuthors(clock, linked=set())
    async with world(tmp_path, sqlite_url, DEPARTMENT, clock=clock, authors=authors) as w:
        w.chat.members_of[TEAM] = ()
        await switch_on(w, clock)
        assert await post(w, LEA) is None


async def test_strangers_talking_in_a_channel_are_left_alone(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT, at=EVENING) as w:
        assert await post(w, account("nobody")) is None
