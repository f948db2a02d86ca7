"""How soon a click and a sent form are acknowledged in Slack, beside bolt that only acknowledges.

    python -m benchmarks.slack [--turns N] [--folder FOLDER]

Both sides take the same signed requests in the same process, 200 in flight, in turns. The floor
checks the signature, finds its listener and acknowledges. Lien's side does the whole of it: reads
who it is, acts, seals, commits to SQLite, writes the answer.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.running import pause_shortly
from tests.doubles.slack.double import SIGNING_SECRET
from tests.doubles.slack.people import SlackDouble
from tests.fakes.small_department import MONDAY
from tests.scenarios.slack_world import SlackWorld, slack_world

IN_FLIGHT, REQUESTS = 200, 1000
OPEN = MONDAY + timedelta(days=3, hours=2)


@dataclass(frozen=True)
class Times:
    """Milliseconds from the request to its acknowledgement."""

    p50: float
    p99: float
    rate: float


async def timed(ask: Callable[[int], Awaitable[None]]) -> Times:
    """Send requests with so many in flight."""
    taken: list[float] = []
    numbers = iter(range(REQUESTS))

    async def lane() -> None:
        for n in numbers:
            begun = time.perf_counter()
            await asyncio.sleep(0)  # its turn comes after those that came before
            await ask(n)
            taken.append((time.perf_counter() - begun) * 1000)

    begun = time.perf_counter()
    await asyncio.gather(*(lane() for _ in range(IN_FLIGHT)))
    rate = REQUESTS / (time.perf_counter() - begun)
    return Times(median(taken), quantiles(taken, n=100)[98], rate)


def signed(payload: dict[str, object], double: SlackDouble) -> AsyncBoltRequest:
    """Sign an interaction as Slack does."""
    body = urlencode({"payload": json.dumps(payload)})
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        **double.requests.signed(body),
    }
    return AsyncBoltRequest(body=body, headers={k: [v] for k, v in headers.items()})


async def _anyone(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)


def floor_app(double: SlackDouble) -> AsyncApp:
    """Make a Bolt that acknowledges and does nothing."""
    app = AsyncApp(
        client=AsyncWebClient(base_url=double.url),
        authorize=_anyone,
        signing_secret=SIGNING_SECRET,
        process_before_response=True,
    )

    async def only_ack(ack: Callable[[], Awaitable[None]]) -> None:
        await ack()

    app.action(re.compile("checkins.skip"))(only_ack)
    app.view("checkins.answer")(only_ack)
    return app


async def payloads(world: SlackWorld) -> dict[str, list[dict[str, object]]]:
    """Give a click and a sent form of everybody, as Slack sends them."""
    slack = world.slack
    clicks: list[dict[str, object]] = []
    forms: list[dict[str, object]] = []
    for person, user in world.users.items():
        if person == "admin":
            continue
        (invitation,) = slack.direct(user)
        await slack.presses(user, invitation, "checkins.answer")
        place = slack.team.direct(user.id)
        clicks.append(slack.click(user, invitation, "checkins.skip", place))
        forms.append(slack.sending(user, charge="=3", lien="=4"))
    return {"click": clicks, "form": forms}


async def measure(folder: Path, turns: int) -> None:
    async with slack_world(folder, mode="http", sizes=(12,) * 10) as world:
        await world.advance(OPEN)
        lien = world.connection.routes[0].handler.__self__._bolt  # type: ignore[attr-defined]  # noqa: SLF001 - from the inside, as the floor
        floor = floor_app(world.slack)
        everybody = await payloads(world)
        pause_shortly()  # as `lien run` does once it has started
        for name, made in everybody.items():
            ratios: list[float] = []
            shown: list[Times] = []
            for _ in range(turns):
                requests = [signed(made[n % len(made)], world.slack) for n in range(REQUESTS)]

                async def ask(app: AsyncApp, n: int, requests: list[AsyncBoltRequest]) -> None:
                    answer = await app.async_dispatch(requests[n])
                    assert answer.status == 200, answer.status

                bare = await timed(lambda n, r=requests: ask(floor, n, r))  # type: ignore[misc]
                whole = await timed(lambda n, r=requests: ask(lien, n, r))  # type: ignore[misc]
                await world.connection.finish()  # what follows an acknowledgement is not timed
                ratios.append(whole.p50 / bare.p50)
                shown += [bare, whole]
            floors, wholes = shown[::2], shown[1::2]
            worst = [times.p99 for times in wholes]
            print(
                f"{name}: p50 {median(t.p50 for t in wholes):.1f} ms, "
                f"p99 {min(worst):.0f} to {max(worst):.0f} ms by turn (aim < 100); "
                f"bare bolt p50 {median(t.p50 for t in floors):.1f} ms; "
                f"ratio of p50 {median(ratios):.2f} (aim 2.5), {IN_FLIGHT} in flight"
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(measure(Path(folder), asked.turns))


if __name__ == "__main__":
    main()
