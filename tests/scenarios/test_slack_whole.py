"""The week of a department in Slack, from an empty folder and a few environment variables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import pytest

from bot.adapters.slack.manifest import EVENTS_PATH
from tests.doubles.slack.double import SIGNING_SECRET
from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.team import Channel, User
from tests.processes import Running
from tests.scenarios.slack_world import free_port, words
from tests.waiting import until

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
OPENS = MONDAY + timedelta(days=3, minutes=35)
EVENING = MONDAY + timedelta(days=1, hours=12, minutes=40)
TEAMS = ("Enfance Nord", "PMI Les Tilleuls", "Insertion Plateau", "Autonomie Est")
SIZE = 15


class Office:
    """A Slack workspace of sixty people and an admin, and the bot's process."""

    def __init__(self, slack: SlackDouble, folder: Path) -> None:
        self.slack = slack
        self.admin = slack.team.add_user("Yvonne Petit")
        self.teams: dict[str, tuple[Channel, list[User]]] = {}
        for name in TEAMS:
            people = [slack.team.add_user(f"Agent{n} {name.split()[0]}") for n in range(SIZE)]
            slug = name.lower().replace(" ", "-")
            self.teams[name] = slack.team.add_channel(slug, [*people, self.admin]), people
        way = (
            {"SLACK_APP_TOKEN": slack.app_token}
            if slack.mode == "socket"
            else {"SLACK_SIGNING_SECRET": SIGNING_SECRET, "LIEN_HTTP_PORT": str(free_port())}
        )
        if slack.mode == "http":
            slack.requests.url = f"http://127.0.0.1:{way['LIEN_HTTP_PORT']}{EVENTS_PATH}"
        self.lien = Running(
            folder,
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_API_URL": slack.url,
                "LIEN_ADMINS": f"slack/{slack.team.id}/{self.admin.id}",
                **way,
            },
            MONDAY,
        )

    async def start(self) -> None:
        await self.lien.start()
        if self.slack.mode == "socket":
            await self.slack.sockets.connected.wait()
        await self.lien.until_ready()

    async def advance(self, to: datetime) -> None:
        self.slack.moves_to(to.timestamp())
        await self.lien.advance(to)

    async def types(self, text: str, user: User | None = None) -> dict[str, Any]:
        answer = await self.slack.types(user or self.admin, "/lien", text)
        (said,) = answer.said
        return said

    def everyone(self) -> list[User]:
        return [user for _, people in self.teams.values() for user in people]


async def set_up(office: Office) -> None:
    """Do what the admin does: one form, then a line a team."""
    await office.slack.types(office.admin, "/lien", "")
    await office.slack.submits(
        office.admin, name="Protection", contacts="Médecine préventive : poste 45 21"
    )
    for name, (channel, people) in office.teams.items():
        await office.types(f"équipe créer {name} <#{channel.id}|{channel.name}>")
        preview = await office.types(f"équipe importer {name}")
        await office.slack.presses(office.admin, preview, "admin.take_in")
        await office.types(f"équipe encadrement <@{people[0].id}|x> {name}")
    await office.types("planning checkin jeudi 9h30")


async def answer_all(office: Office) -> None:
    for n, user in enumerate(office.everyone()):
        invitation = office.slack.direct(user)[-1]
        await office.slack.presses(user, invitation, "checkins.answer")
        await office.slack.submits(user, charge=f"={3 + n % 2}", lien="=4")


@pytest.mark.parametrize(("mode", "weeks"), [("socket", 5), ("http", 2)])
async def test_a_department_of_sixty_lives_its_weeks_in_slack(
    tmp_path: Path, mode: Literal["socket", "http"], weeks: int
) -> None:
    async with SlackDouble(mode=mode) as slack:
        slack.team.now = MONDAY.timestamp()
        office = Office(slack, tmp_path)
        await office.start()
        try:
            await set_up(office)
            _, (_, lea, karim, *_) = office.teams[TEAMS[0]]

            await office.advance(EVENING)
            kept = await slack.types(lea, "/plus-tard", f"<@{karim.id}|karim> On se voit demain ?")
            assert kept.said
            assert slack.direct(karim) == []
            await office.advance(EVENING + timedelta(days=1))
            (arrived,) = slack.direct(karim)
            assert "On se voit demain" in words(arrived)

            for week in range(weeks):
                await office.advance(OPENS + timedelta(weeks=week))
                await answer_all(office)
            await office.advance(OPENS + timedelta(weeks=weeks))
        finally:
            code = await office.lien.stop()
        assert code == 0

        channel, people = office.teams[TEAMS[0]]
        digests = [words(m) for m in channel.messages]
        assert len(digests) == weeks
        # The same digest in private to whoever manages the team.
        assert set(digests) <= {words(m) for m in slack.direct(people[0])}
        assert any(m["blocks"][0]["type"] for m in channel.messages)
        logged = office.lien.logged()
        assert "On se voit demain" not in logged
        assert "Traceback" not in logged


async def test_a_forged_or_stale_request_changes_nothing(tmp_path: Path) -> None:
    async with SlackDouble(mode="http") as slack:
        office = Office(slack, tmp_path)
        await office.start()
        try:
            body = "command=%2Flien&text=&team_id=T1&user_id=U1&trigger_id=1.2.3"
            form = {"Content-Type": "application/x-www-form-urlencoded"}
            wrong = await slack.requests.post(
                body, {**form, **slack.requests.signed(body, secret="another")}
            )
            stale = await slack.requests.post(
                body, {**form, **slack.requests.signed(body, at=1_500_000_000)}
            )
            bare = await slack.requests.post(body, form)
        finally:
            await office.lien.stop()
        assert [status for status, _ in (wrong, stale, bare)] == [401, 401, 401]


async def test_an_event_delivered_again_acts_once_and_a_refresh_loses_nothing(
    tmp_path: Path,
) -> None:
    async with SlackDouble() as slack:
        slack.team.now = MONDAY.timestamp()
        office = Office(slack, tmp_path)
        await office.start()
        try:
            await set_up(office)
            lea = office.teams[TEAMS[0]][1][1]
            event = {"type": "message", "user": lea.id, "text": "bonjour", "ts": slack.team.ts()}
            event |= {"channel": slack.team.direct(lea.id).id, "channel_type": "im"}
            name = await slack.happens(event)

            async def is_answered() -> bool:
                return len(slack.direct(lea)) == 1

            await until(is_answered)
            await slack.happens(event, again=name)
            await slack.sockets.refresh()

            async def is_back() -> bool:
                return bool(slack.sockets.open)

            await until(is_back)
            help_page = await slack.types(lea, "/lien", "aide")
            await office.lien.settle()
            assert help_page.said
            assert len(slack.direct(lea)) == 1
        finally:
            await office.lien.stop()
