"""How fast the invitations of a big round leave, beside the rate that Slack's double allows.

    python -m benchmarks.slack_round [--people N] [--rate R]

The double takes so many posts a second in the whole workspace and asks for a pause beyond; the
bot is not told how many.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from bot.adapters.slack.pacing import Pace
from tests.fakes.small_department import MONDAY
from tests.scenarios.slack_world import SlackWorld, slack_world

OPEN = MONDAY + timedelta(days=3, hours=2)
TEAM = 50


async def measure(folder: Path, people: int, rate: float) -> None:
    """Open one round and time its invitations."""
    async with slack_world(folder, sizes=(TEAM,) * (people // TEAM)) as world:
        world.connection.chat.pace = Pace
        world.slack.api.team_rate = rate
        begun = time.perf_counter()
        await world.advance(OPEN)
        # What was asked to wait is tried again on the simulated clock.
        while _invited(world) < people:
            await world.advance(world.clock.now() + timedelta(seconds=31))
        seconds = time.perf_counter() - begun
        print(
            f"{_invited(world):,} invitations in {seconds:.0f} s, {people / seconds:.1f}/s; "
            f"the double takes {rate:.0f}/s: {people / seconds / rate:.0%} of it (aim 95 %), "
            f"{world.slack.api.throttled} times asked to wait"
        )


def _invited(world: SlackWorld) -> int:
    channels = world.slack.team.channels.values()
    return sum(len(c.messages) for c in channels if c.is_im)


def main() -> None:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--rate", type=float, default=40)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), asked.people, asked.rate))


if __name__ == "__main__":
    main()
