"""One process, two chats, one team with people on each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path

from bot.adapters.slack.connection import SlackConnection
from bot.adapters.slack.pacing import Pace
from bot.chat.ids import AccountId
from bot.clock import SimulatedClock
from bot.settings.model import Settings
from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.team import User
from tests.fakes.small_department import MONDAY, small_department
from tests.homeserver import Homeserver
from tests.matrix.cast import Arrive
from tests.matrix.test_week import THURSDAY, by_text, invited
from tests.matrix.whole import Whole, on_homeserver, settle_in, whole
from tests.scenarios.slack_world import words

ON_SLACK = ("t1p1", "t1p2", "t1p3", "t1p4", "t1p5", "admin")
ON_MATRIX = ("t1p6", "t1p7")


async def test_a_team_on_two_chats_is_asked_answers_and_reads_one_digest(
    homeserver: Homeserver, arrive: Arrive, tmp_path: Path, sqlite_url: str, fresh_name: str
) -> None:
    people = {name: await arrive(name) for name in ON_MATRIX}
    homeserver.register(fresh_name)
    async with SlackDouble(mode="socket") as slack:
        users = {name: slack.team.add_user(name) for name in ON_SLACK}
        connection = slack_connection(slack)
        async with whole(tmp_path, sqlite_url, homeserver, fresh_name, connection) as lien:
            writer = people["t1p6"]
            team = await writer.make_team(lien.user, people["t1p7"].user)
            await writer.until_joined(team, lien.user)
            names = {name: person.user for name, person in people.items()}
            directory = on_homeserver(small_department(7), names, {"t1": team})
            for name, user in users.items():
                account = AccountId("slack", slack.team.id, user.id)
                moved = replace(directory.people[name], accounts=(account,))
                directory = replace(directory, people={**directory.people, name: moved})
            await settle_in(lien.lien, directory)

            for week in range(2):
                await advance(lien, slack, week)
                for user in users.values():
                    await answers_in_slack(slack, user)
                for person in people.values():
                    room = await invited(person, lien, week + 1)
                    await by_text(person, room, lien, "3 4 -", week + 1)
            await advance(lien, slack, 2)

            await writer.until(lambda: len(writer.heard(team, lien.user)) >= 2, "no digests")
            in_slack = " ".join(words(m) for m in slack.direct(users["t1p1"]))
            for digest in writer.heard(team, lien.user):
                heading, *_ = digest.split("\n")
                assert "bilan du" in heading
                assert heading in in_slack

            room = await invited(writer, lien)
            await writer.say(room, "!plus-tard @Prénom12 On en reparle demain ?")
            await writer.until(
                lambda: any("Je garde" in said for said in writer.heard(room, lien.user)), "kept"
            )
            await advance(lien, slack, 2, hours=24)
            told = [words(message) for message in slack.direct(users["t1p2"])]
            assert any("On en reparle demain ?" in said for said in told)


def slack_connection(slack: SlackDouble) -> SlackConnection:
    settings = Settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token,
        slack_api_url=slack.url,
    )
    connection = SlackConnection(settings, SimulatedClock(MONDAY))
    connection.chat.pace = partial(Pace, interval=0, channel_seconds=0)
    return connection


async def advance(lien: Whole, slack: SlackDouble, week: int, hours: int = 0) -> None:
    at = THURSDAY + timedelta(weeks=week, hours=hours)
    slack.team.now = at.timestamp()
    await lien.advance(at)


async def answers_in_slack(slack: SlackDouble, user: User) -> None:
    await slack.presses(user, slack.direct(user)[-1], "checkins.answer")
    await slack.submits(user, charge="=3", lien="=4")
