"""The set-up in Slack: `lien run` as a process, and the double of Slack around it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.doubles.slack.double import Answer
from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.team import Channel, User
from tests.processes import Running
from tests.scenarios.sixty.script import Fills, Named, Presses, Team, Types
from tests.scenarios.slack_world import words
from tests.waiting import until

MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
ASKED = MONDAY + timedelta(days=10, minutes=35)
POSTED = MONDAY + timedelta(days=15, hours=1)
TEAMS, SIZE = 5, 12
LOCALES = {"fr": "fr-FR", "en": "en-GB"}


class InSlack:
    """`chat.Chat` over what people can do in Slack."""

    def __init__(self, slack: SlackDouble, folder: Path, language: str) -> None:
        self.slack = slack
        self.language = language
        locale = LOCALES[language]
        self._admin = slack.team.add_user("Yvonne Petit", locale=locale)
        self._users: dict[str, User] = {}
        self._channels: dict[str, Channel] = {}
        self.teams = tuple(self._team(f"team-{t}", locale) for t in range(TEAMS))
        self._last: dict[str, Any] = {}
        self.lien = Running(
            folder,
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": slack.url,
                "LIEN_ADMINS": f"slack/{slack.team.id}/{self._admin.id}",
                "LIEN_LOCALE": language,
            },
            MONDAY,
        )

    def _team(self, name: str, locale: str) -> Team:
        users = [self.slack.team.add_user(f"P{n} {name}", locale=locale) for n in range(SIZE)]
        channel = self.slack.team.add_channel(name, [*users, self._admin])
        named = [Named(f"<@{user.id}|{user.name}>", user.id) for user in users]
        self._users |= {one.typed: user for one, user in zip(named, users, strict=True)}
        found = Team(channel=Named(f"<#{channel.id}|{name}>", channel.id), people=tuple(named))
        self._channels[found.channel.typed] = channel
        return found

    async def types(self, move: Types) -> str:
        return await self._read(lambda: self.slack.types(self._admin, "/lien", move.words))

    async def fills(self, move: Fills) -> str:
        return await self._read(lambda: self.slack.submits(self._admin, **move.values))

    async def presses(self, move: Presses) -> str:
        action, last = _button(self._last["blocks"], move.nth), self._last
        if last.get("type") == "modal":
            return await self._read(lambda: self.slack.presses_home(self._admin, action))
        return await self._read(lambda: self.slack.presses(self._admin, last, action))

    async def until_asked(self) -> None:
        await self._advance(ASKED)

    async def answers(self, person: str, charge: int, lien: int) -> str:
        user = self._users[person]
        await self.slack.presses(user, self.slack.direct(user)[-1], "checkins.answer")
        form = self.slack.modal(user)
        assert form is not None
        asked = words(form.content)
        await self.slack.submits(user, charge=f"={charge}", lien=f"={lien}")
        return asked + words(form.content)

    async def until_posted(self) -> None:
        await self._advance(POSTED)

    async def told(self, person: str = "") -> str:
        user = self._users[person] if person else self._admin
        return "\n".join(words(message) for message in self.slack.direct(user))

    async def posted(self, team: Team) -> list[str]:
        return [words(message) for message in self._channels[team.channel.typed].messages]

    async def _advance(self, to: datetime) -> None:
        self.slack.moves_to(to.timestamp())
        await self.lien.advance(to)

    async def _read(self, act: Callable[[], Awaitable[Answer]]) -> str:
        """Return what then stands in front of the admin: an answer of their own, or a modal."""
        before = self._modal()
        answer = await act()
        assert answer.ack.get("response_action") != "errors", answer.ack

        async def is_there() -> bool:
            return bool(answer.said) or self._modal() != before

        await until(is_there)
        shown = self.slack.modal(self._admin)
        self._last = answer.said[0] if answer.said or shown is None else shown.content
        return words(self._last) + words({"blocks": [self._last.get("title", {})]})

    def _modal(self) -> tuple[str, str]:
        view = self.slack.modal(self._admin)
        return (view.id, view.hash) if view else ("", "")


def _button(blocks: list[dict[str, Any]], nth: int) -> str:
    """Name the action of a button, with the number Slack's identifiers end with."""
    inside = [one for block in blocks for one in block.get("elements", ())]
    return str([one["action_id"] for one in inside if one["type"] == "button"][nth])


@asynccontextmanager
async def in_slack(folder: Path, language: str) -> AsyncIterator[InSlack]:
    """Start `lien run` in a workspace of sixty and an admin."""
    async with SlackDouble() as slack:
        slack.team.now = MONDAY.timestamp()
        chat = InSlack(slack, folder, language)
        await chat.lien.start()
        try:
            await slack.sockets.connected.wait()
            await chat.lien.until_ready()
            yield chat
        finally:
            code = await chat.lien.stop()
        assert code == 0
        assert "Traceback" not in chat.lien.logged()
