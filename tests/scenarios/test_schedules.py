"""The rhythm and the calendar of a department: moved, skipped, shut, and never asked twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.outgoing import Choices, Facts, Private
from bot.checkins.model import Round
from tests.fakes.small_department import MONDAY, account, small_department
from tests.scenarios.world import World, world

THURSDAY = MONDAY + timedelta(days=3, hours=2)
DEPARTMENT = small_department(8, 8)
PARIS = ZoneInfo("Europe/Paris")


def invited(w: World) -> set[str]:
    return {
        d.to.account.user
        for d in w.chat.delivered
        if d.kind == "checkins.invitation" and isinstance(d.to, Private)
    }


async def test_reminder_close_and_digest_are_moved_by_command(
    tmp_path: Path, sqlite_url: str
) -> None:
    said = ""
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        for typed in (
            "planning clôture mardi 17h",
            "planning rappel mardi 9h",
            "planning digest mercredi 10h",
        ):
            said = w.said(await w.type("admin", typed)).replace("\u00a0", " ")
        assert "Rappel à tout le monde : mardi 13 janvier à 9 h" in said
        assert "Clôture : mardi 13 janvier à 17 h" in said
        assert "Bilan : mercredi 14 janvier à 10 h" in said


@pytest.mark.parametrize(
    ("typed", "pressed"), [("planning checkin 10h", 2), ("planning checkin mercredi", 1)]
)
async def test_half_a_moment_is_asked_back_and_pressed(
    tmp_path: Path, sqlite_url: str, typed: str, pressed: int
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        asked = await w.type("admin", typed)
        assert asked.message is not None
        (choices,) = [p for p in asked.message.parts if isinstance(p, Choices)]
        assert len(choices.buttons) == 5
        button = choices.buttons[pressed]
        refused = await w.press("t1p2", button.action, button.value)
        assert refused.is_refusal
        answer = await w.press("admin", button.action, button.value)
        assert answer.message is not None
        assert any(isinstance(p, Facts) for p in answer.message.parts)
        async with w.lien.unit_of_work() as uow:
            (plan,) = await uow.rounds.plans()
        assert plan.opens.weekday == 2


@pytest.mark.parametrize(
    "typed",
    [
        "calendrier fermer du 5 janvier au 9 janvier",
        "calendar close from 8 January to 8 January",
        "planning sauter cette semaine",
        "schedule skip this week",
    ],
)
async def test_a_week_the_department_is_shut_or_on_a_break_is_left_out(
    tmp_path: Path, sqlite_url: str, typed: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        assert not (await w.type("admin", typed)).is_refusal
        await w.advance(THURSDAY)
        assert invited(w) == set()
        said = w.said(await w.type("t1p2", "planning")).replace("\u00a0", " ")
        assert "Questions : jeudi 15 janvier" in said or "Questions : jeudi 9 h 30" in said
        await w.advance(THURSDAY + timedelta(weeks=1))
        assert len(invited(w)) == len(DEPARTMENT.people)


async def test_a_break_taken_back_asks_again(tmp_path: Path, sqlite_url: str) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        await w.type("admin", "planning sauter cette semaine")
        assert "Équipe" in w.said(await w.type("admin", "équipe liste"))
        assert "sans questions" in w.said(await w.type("admin", "calendrier"))
        await w.type("admin", "planning reprendre jeudi 8 janvier")
        await w.advance(THURSDAY)
        assert len(invited(w)) == len(DEPARTMENT.people)


async def test_a_team_skips_a_week_uninvited_and_can_still_answer(
    tmp_path: Path, database_url: str
) -> None:
    async with world(tmp_path, database_url, DEPARTMENT) as w:
        await w.type("admin", "planning sauter Équipe 1 cette semaine")
        await w.advance(THURSDAY)
        team = {p.id for p in DEPARTMENT.members("t1")}
        assert not team & invited(w)
        assert {p.id for p in DEPARTMENT.members("t2")} <= invited(w)
        assert (await w.answer("t1p2", charge="3")).is_refusal is False
        await w.advance(THURSDAY + timedelta(days=4))
        reminded = {d.to for d in w.chat.delivered if d.kind == "checkins.reminder"}
        assert Private(account("t2p2")) in reminded
        await w.advance(THURSDAY + timedelta(weeks=1))
        assert team <= invited(w)


async def test_a_team_reads_its_digest_when_it_chose_to_its_manager_with_it(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with world(tmp_path, sqlite_url, DEPARTMENT) as w:
        chosen = w.said(await w.type("admin", "planning digest mercredi 14h pour Équipe 1"))
        assert "mercredi à 14" in chosen
        await w.advance(THURSDAY + timedelta(days=5, hours=3))  # Tuesday noon
        read = [d for d in w.chat.delivered if d.kind == "digest.posted"]
        early = len(read)
        await w.advance(THURSDAY + timedelta(days=6, hours=8))  # Wednesday evening
        late = [d for d in w.chat.delivered if d.kind == "digest.posted"][early:]
        assert late
        assert {d.reader.now.astimezone(PARIS).hour for d in late} == {14}
        assert {d.to for d in late} == {Private(account("t1p1"))}
        assert Private(account("t1p1")) not in {d.to for d in read}
        assert Private(account("t2p1")) in {d.to for d in read}


MOMENTS = st.tuples(
    st.sampled_from(["lundi", "mardi", "mercredi", "jeudi", "vendredi"]),
    st.integers(0, 23),
    st.integers(0, 6),  # days until the next change
)


@settings(max_examples=8, deadline=None)
@given(st.lists(MOMENTS, min_size=1, max_size=5))
async def test_a_rhythm_changed_at_any_time_never_opens_a_week_twice(
    changes: list[tuple[str, int, int]],
) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/lien.db"
        # The clocks go back on 25 October 2026, inside what is played.
        begin = datetime(2026, 10, 12, 7, tzinfo=PARIS)
        async with world(Path(folder), url, small_department(3), at=begin) as w:
            for day, hour, later in changes:
                await w.type("admin", f"planning checkin {day} {hour}h")
                await w.advance(w.clock.now() + timedelta(days=later, hours=5))
            await w.advance(w.clock.now() + timedelta(weeks=2))
            found = await rounds(w)
    weeks = [one.opens_at.astimezone(PARIS).isocalendar()[:2] for one in found]
    assert len(weeks) == len(set(weeks))


async def rounds(w: World) -> list[Round]:
    async with w.lien.unit_of_work() as uow:
        week = await uow.rounds.latest("dept")
        first = await uow.rounds.first("dept")
        if week is None or first is None:
            return []
        found: list[Round] = []
        year, number, _ = first.opens_at.astimezone(PARIS).isocalendar()
        for n in range(12):
            one = await uow.rounds.find(f"dept-{year}W{number + n:02d}")
            if one is not None:
                found.append(one)
        assert len(found) == await uow.rounds.count("dept")
    return found
