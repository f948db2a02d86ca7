from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SimulatedClock, SystemClock
from bot.errors import OperatorError
from bot.running import run_until_stopped
from bot.scheduling import Alarm, SteeredTime
from bot.settings.model import Settings
from tests.waiting import until

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)


async def test_what_is_queued_while_the_services_look_is_not_left_for_a_minute() -> None:
    looks = 0
    seen_again = asyncio.Event()

    async def service(now: datetime) -> datetime | None:  # noqa: ARG001 - as every service is asked
        nonlocal looks
        looks += 1
        if looks == 1:
            alarm.wake()
            # The scheduler has to find this one still running.
            await asyncio.sleep(0)
        else:
            seen_again.set()
        return None

    alarm = Alarm(SystemClock(), [service])
    alarm.start()
    await asyncio.wait_for(seen_again.wait(), 5)
    await alarm.stop()


async def test_steered_time_does_what_is_due_on_the_way_and_says_how_far_it_came(
    tmp_path: Path,
) -> None:
    done: list[datetime] = []

    async def hourly(now: datetime) -> datetime:
        if not done or now >= done[-1] + timedelta(hours=1):
            done.append(now)
        return done[-1] + timedelta(hours=1)

    file = tmp_path / "now"
    file.write_text(MONDAY.isoformat(), encoding="utf-8")
    clock = SimulatedClock(MONDAY)
    steered = SteeredTime(clock, [hourly], file)
    steered.start()
    later = MONDAY + timedelta(hours=3)
    file.write_text(later.isoformat(), encoding="utf-8")
    reached = tmp_path / "now.reached"

    async def has_come() -> bool:
        return reached.exists() and datetime.fromisoformat(reached.read_text()) >= later

    await until(has_come)
    await steered.stop()
    assert done == [MONDAY + timedelta(hours=n) for n in range(4)]
    assert clock.now() == later


async def test_nobody_plays_with_time_where_people_are(tmp_path: Path) -> None:
    settings = Settings(slack_bot_token="xoxb-1")
    with pytest.raises(OperatorError, match="for tests"):
        await run_until_stopped(settings, tmp_path, "all", tmp_path / "now")
