"""A whole Lien in the double of Slack: its people are Slack's users, its clock is simulated."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, Literal
from urllib.parse import parse_qs, urlsplit

import aiohttp

from bot.adapters.slack.connection import SlackConnection
from bot.adapters.slack.manifest import EVENTS_PATH
from bot.adapters.slack.pacing import Pace
from bot.chat.ids import AccountId, ChannelId
from bot.checkins.model import Plan
from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.errors import OperatorError
from bot.people.model import Directory, RoleGrant
from bot.running import IN_FLIGHT, Ears
from bot.scheduling import Timeline
from bot.serving import Server
from bot.settings.model import Settings
from bot.texts import Texts
from bot.wiring import Lien, Parts, assemble
from tests.doubles.slack.double import SIGNING_SECRET
from tests.doubles.slack.people import SlackDouble
from tests.doubles.slack.team import Channel, User
from tests.fakes.questions import CONTACTS, questionnaire
from tests.fakes.small_department import MONDAY, small_department


@dataclass
class SlackWorld:
    """A running Lien and the Slack around it; `users` are by the person's id."""

    slack: SlackDouble
    connection: SlackConnection
    lien: Lien
    clock: SimulatedClock
    timeline: Timeline
    users: dict[str, User]
    channels: dict[str, Channel]

    async def advance(self, to: datetime) -> None:
        self.slack.moves_to(to.timestamp())
        await self.slack.events_again()
        await self.timeline.advance(to)

    async def link(self, person: str) -> None:
        """Let Lien post in somebody's name, as they would by Slack's page of consent."""
        user = self.users[person]
        account = AccountId("slack", self.slack.team.id, user.id)
        assert self.connection.authors is not None
        address = await self.connection.authors.link_address(account)
        assert address is not None
        given = self.slack.consents(address, user)
        back = parse_qs(urlsplit(address).query)["redirect_uri"][0]
        async with aiohttp.ClientSession() as session, session.get(back, params=given) as page:
            assert page.status == HTTPStatus.OK

    async def settle(self) -> None:
        await self.advance(self.clock.now())

    def read(self, person: str) -> list[str]:
        """The words of what the bot told somebody in private."""
        return [words(message) for message in self.slack.direct(self.users[person])]

    def read_in(self, unit: str) -> list[str]:
        return [words(message) for message in self.channels[unit].messages]


def words(message: dict[str, Any]) -> str:
    """Read what is shown of a message or a view, buttons included."""
    return " ".join(_texts(message.get("blocks", [])))


def _texts(found: Any) -> list[str]:
    if isinstance(found, dict):
        own = [found["text"]] if isinstance(found.get("text"), str) else []
        return own + [t for value in found.values() if value != own for t in _texts(value)]
    return [t for one in found for t in _texts(one)] if isinstance(found, list) else []


def in_slack(directory: Directory, slack: SlackDouble) -> tuple[Directory, dict[str, User]]:
    """Give everyone of a department an account, and each unit a channel, in the double."""
    users = {p.id: slack.team.add_user(p.name) for p in directory.people.values()}
    people = {
        p.id: replace(p, accounts=(AccountId("slack", slack.team.id, users[p.id].id),))
        for p in directory.people.values()
    }
    units = {}
    for unit in directory.units.values():
        inside = [users[p.id] for p in directory.people.values() if p.unit == unit.id]
        made = slack.team.add_channel(unit.id, inside)
        units[unit.id] = replace(unit, channel=ChannelId("slack", slack.team.id, made.id))
    return Directory(units=units, people=people, grants=directory.grants), users


@asynccontextmanager
async def slack_world(
    folder: Path,
    *,
    mode: Literal["socket", "http"] = "socket",
    sizes: tuple[int, ...] = (8, 8),
    at: datetime = MONDAY,
    links: bool = False,
    referents: tuple[str, ...] = (),
) -> AsyncIterator[SlackWorld]:
    """Start a double and a Lien that speaks to it, by sockets or by signed requests.

    Args:
        links: whether people can link their accounts (`SlackWorld.link`).
        referents: who reads weak signals first.
    """
    async with SlackDouble(mode=mode) as slack:
        slack.team.now = at.timestamp()
        trusted = tuple(RoleGrant(person, "referent", "dept") for person in referents)
        department = small_department(*sizes)
        directory, users = in_slack(
            replace(department, grants=(*department.grants, *trusted)), slack
        )
        clock = SimulatedClock(at)
        settings = _settings(slack, users)
        port = free_port() if links else 0
        if links:
            settings = replace(
                settings,
                slack_client_id="1.2",
                slack_client_secret="client-secret",
                http_url=f"http://127.0.0.1:{port}",
            )
        connection = SlackConnection(settings, clock)
        connection.chat.pace = partial(Pace, interval=0, channel_seconds=0)
        lien = await assemble(_parts(folder, clock, connection))
        server: Server | None = None
        try:
            await _seed(lien, directory, at)
            await connection.start(
                Ears(
                    receive=lien.router,
                    readers=lien.readers,
                    pictures=lien.digests,
                    workspaces=lien.workspaces,
                    ledger=lien.ledger,
                    clock=clock,
                    failed=_raise,
                )
            )
            if mode == "http" or links:
                server = Server("127.0.0.1", port, connection.routes)
                await server.start()
            if mode == "http" and server is not None:
                slack.requests.url = server.address + EVENTS_PATH
            channels = {
                unit.id: slack.team.channels[unit.channel.channel]
                for unit in directory.units.values()
                if unit.channel
            }
            yield SlackWorld(
                slack=slack,
                connection=connection,
                lien=lien,
                clock=clock,
                timeline=Timeline(clock, lien.services),
                users=users,
                channels=channels,
            )
        finally:
            if server is not None:
                await server.stop()
            await connection.stop()
            await lien.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _raise(error: OperatorError) -> None:
    raise error


def failed(error: OperatorError) -> None:
    raise AssertionError(str(error))


def _settings(slack: SlackDouble, users: dict[str, User]) -> Settings:
    is_socket = slack.mode == "socket"
    return Settings(
        slack_bot_token=slack.bot_token,
        slack_app_token=slack.app_token if is_socket else "",
        slack_signing_secret="" if is_socket else SIGNING_SECRET,
        slack_api_url=slack.url,
        admins=(f"slack/{slack.team.id}/{users['admin'].id}",),
    )


def _parts(folder: Path, clock: SimulatedClock, connection: SlackConnection) -> Parts:
    keys = folder / "keys"
    keys.mkdir(mode=0o700, exist_ok=True)
    return Parts(
        database_url=f"sqlite:///{folder / 'lien.sqlite3'}",
        key_dir=keys,
        clock=clock,
        chats={"slack": connection.chat},
        authors={"slack": connection.authors} if connection.authors else {},
        withdrawals={"slack": connection.withdrawals} if connection.withdrawals else {},
        texts=Texts(questionnaire=questionnaire(), charter=lambda _: "Une charte."),
        contacts=CONTACTS,
        policy=Policy(),
        in_flight=IN_FLIGHT,
    )


async def _seed(lien: Lien, directory: Directory, at: datetime) -> None:
    async with lien.unit_of_work() as uow:
        await uow.people.save_units(*directory.units.values())
        await uow.people.save_people(*directory.people.values())
        await uow.people.grant(*directory.grants)
        await uow.rounds.save_plan(Plan(department="dept", since=at))
        await uow.commit()
