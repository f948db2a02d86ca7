"""Questions that invite to share, for somebody whose teams are asked at different rhythms."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.people.model import Directory
from bot.people.prompting import Prompting
from tests.fakes.small_department import MONDAY
from tests.scenarios.test_prompts import FIRST, WEEK, asked, department, moved, started, whom
from tests.scenarios.world import World


def two_rhythms(first: int, second: int) -> Directory:
    """Give each team a rhythm of its own, long ago."""
    plain = department()
    own = {
        unit: replace(plain.units[unit], prompting=Prompting(since=MONDAY - 9 * WEEK, weeks=weeks))
        for unit, weeks in (("t1", first), ("t2", second))
    }
    return replace(plain, units={**plain.units, **own})


def weeks_of(person: str, w: World) -> list[int]:
    """Count the weeks from the first question to each of somebody's."""
    return [(d.reader.now - FIRST) // WEEK for d in asked(w) if whom([d]) == [person]]


async def test_who_comes_from_a_slower_team_is_asked_no_sooner_than_it_would_have(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, two_rhythms(4, 2)) as w:
        await w.advance(FIRST + timedelta(hours=1))
        await moved(w, "t1p2", "t2")
        await w.advance(FIRST + 6 * WEEK)
        assert weeks_of("t2p2", w) == [0, 2, 4, 6]
        assert weeks_of("t1p2", w) == [0, 4, 6]


async def test_who_comes_to_a_slower_team_waits_as_long_as_it_does(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, two_rhythms(2, 3)) as w:
        await w.advance(FIRST + 2 * WEEK + timedelta(hours=1))
        await moved(w, "t1p2", "t2")
        await w.advance(FIRST + 6 * WEEK)
        assert weeks_of("t2p2", w) == [0, 3, 6]
        assert weeks_of("t1p2", w) == [0, 2, 6]


async def test_a_team_whose_rhythm_is_made_quicker_is_asked_by_the_new_one(
    tmp_path: Path, database_url: str
) -> None:
    async with started(tmp_path, database_url, two_rhythms(4, 4)) as w:
        await w.advance(FIRST + timedelta(hours=1))
        await w.type("admin", "planning partage Équipe 1 mercredi 14h toutes les 2 semaines")
        await w.advance(FIRST + 4 * WEEK)
        assert weeks_of("t1p2", w) == [0, 2, 4]
        assert weeks_of("t2p2", w) == [0, 4]
