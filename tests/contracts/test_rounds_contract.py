from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from bot.checkins.model import Plan, Round, State
from bot.checkins.ports import StoredMemory
from bot.disclosure.audit import GENESIS, Certificate, Entry, chain
from bot.disclosure.roster import Policy, Roster, RosterPerson, RosterUnit
from bot.people.moments import WeeklyMoment
from bot.storage.engine import Database
from bot.storage.errors import AlreadyKept
from bot.storage.unit_of_work import UnitsOfWork

NOW = datetime(2026, 1, 8, 9, 30, tzinfo=UTC)
WEEK = timedelta(weeks=1)
ROUND = Round(
    id="north-2026W02",
    department="north",
    week=1,
    opens_at=NOW,
    reminds_at=NOW + timedelta(days=4),
    closes_at=NOW + timedelta(days=4, hours=6),
    digest_at=NOW + timedelta(days=5),
    rotating="temps",
    state="open",
)
ROSTER = Roster(
    units=(RosterUnit(id="north"), RosterUnit(id="t1", parent="north", merge="small")),
    people=(RosterPerson(id="ana", unit="t1", manages=("t1",), eligible=False),),
)
POLICY = Policy(profile="strict", k=6)


def certificates(count: int, previous: str = GENESIS) -> list[Entry]:
    chained: list[Entry] = []
    for week in range(count):
        certificate = Certificate(
            week=week,
            cell="t1",
            rule="direction",
            question="lien",
            atoms=(5, 7),
            outcome="released",
            inputs="ab",
        )
        chained.append(chain(chained[-1].hash if chained else previous, certificate))
    return chained


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def keep(begin: UnitsOfWork, *rounds: Round) -> None:
    async with begin() as uow:
        for one in rounds:
            await uow.rounds.add(one, ROSTER, POLICY)
        await uow.commit()


async def test_a_plan_replaces_the_one_before(begin: UnitsOfWork) -> None:
    plan = Plan(department="south", since=NOW, opens=WeeklyMoment(0, time(8, 5)))
    async with begin() as uow:
        await uow.rounds.save_plan(Plan(department="south", since=NOW))
        await uow.rounds.save_plan(plan)
        await uow.rounds.save_plan(Plan(department="north", since=NOW, is_running=False))
        await uow.commit()
    async with begin() as uow:
        found = await uow.rounds.plans()
    assert found == (Plan(department="north", since=NOW, is_running=False), plan)


async def test_a_round_comes_back_with_what_was_frozen(begin: UnitsOfWork) -> None:
    await keep(begin, ROUND)
    async with begin() as uow:
        assert await uow.rounds.find(ROUND.id) == ROUND
        assert await uow.rounds.frozen(ROUND.id) == (ROSTER, POLICY)
        assert await uow.rounds.find("south-2026W02") is None


async def test_a_week_never_opens_twice(begin: UnitsOfWork) -> None:
    await keep(begin, ROUND)
    with pytest.raises(AlreadyKept):
        await keep(begin, replace(ROUND, week=9))


async def test_the_first_and_the_latest_round_are_a_departments_own(begin: UnitsOfWork) -> None:
    second = replace(ROUND, id="north-2026W03", week=2, opens_at=NOW + WEEK)
    other = replace(ROUND, id="south-2026W01", department="south", opens_at=NOW - WEEK)
    await keep(begin, second, ROUND, other)
    async with begin() as uow:
        assert await uow.rounds.first("north") == ROUND
        assert await uow.rounds.latest("north") == second
        assert await uow.rounds.latest("west") is None


async def test_only_rounds_with_something_left_to_do_are_unfinished(begin: UnitsOfWork) -> None:
    states: tuple[State, ...] = ("open", "closing", "decided", "closed", "void", "skipped")
    rounds = [
        replace(ROUND, id=f"{state}", state=state, opens_at=NOW + n * WEEK)
        for n, state in enumerate(states)
    ]
    await keep(begin, *reversed(rounds))
    async with begin() as uow:
        assert await uow.rounds.unfinished() == tuple(rounds[:3])


async def test_a_round_moves_to_a_state_and_remembers_its_reminder(begin: UnitsOfWork) -> None:
    await keep(begin, ROUND)
    async with begin() as uow:
        await uow.rounds.mark(ROUND.id, "closing")
        await uow.rounds.mark_reminded(ROUND.id)
        await uow.commit()
    async with begin() as uow:
        assert await uow.rounds.find(ROUND.id) == replace(ROUND, state="closing", reminded=True)


async def test_certificates_stay_chained_across_rounds(begin: UnitsOfWork) -> None:
    first = certificates(3)
    second = certificates(2, first[-1].hash)
    async with begin() as uow:
        assert await uow.results.last_certificate() == ""
        await uow.results.publish(ROUND, [], first)
        assert await uow.results.last_certificate() == first[-1].hash
        await uow.results.publish(replace(ROUND, id="north-2026W03"), [], second)
        assert await uow.results.last_certificate() == second[-1].hash


async def test_a_round_publishes_once(begin: UnitsOfWork) -> None:
    async with begin() as uow:
        await uow.results.publish(ROUND, [], [])
        with pytest.raises(AlreadyKept):
            await uow.results.publish(ROUND, [], [])


async def test_of_an_earlier_memory_nothing_stays(begin: UnitsOfWork) -> None:
    first = StoredMemory(public="{}", sealed={"t1@1": b"one", "t2@1": b"two"})
    second = StoredMemory(public='{"week": 2}', sealed={"t1@1": b"three"})
    async with begin() as uow:
        assert await uow.results.memory("north") is None
        await uow.results.save_memory("north", first)
        await uow.results.save_memory("south", first)
        await uow.results.save_memory("north", second)
        await uow.commit()
    async with begin() as uow:
        assert await uow.results.memory("north") == second
        assert await uow.results.memory("south") == first
