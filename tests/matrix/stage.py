"""A bot's device on a real homeserver, with whatever stands in for the rest of Lien."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.adapters.matrix.app import Converse, MatrixDevice
from bot.adapters.matrix.client import Line
from bot.adapters.matrix.conversation import Talk
from bot.adapters.matrix.events import Act, Event, Rooms, Say
from bot.adapters.matrix.login import Account
from bot.adapters.matrix.wire import at
from bot.chat.ids import AccountId
from bot.chat.incoming import Incoming
from bot.chat.outgoing import Reply
from bot.chat.ports import Readers, Receive
from bot.clock import SystemClock
from bot.errors import OperatorError
from bot.i18n.text import Reader
from bot.storage.engine import Database
from bot.storage.matrix import MatrixLedger
from tests.contracts.chat_port import READER
from tests.homeserver import NAME, PASSWORD, Homeserver
from tests.matrix.person import PATIENCE_SECONDS


def echo(body: str) -> Sequence[Act]:
    return (Say(content={"msgtype": "m.text", "body": f"écho {body}"}),)


@dataclass(kw_only=True)
class Echo:
    """`events.Conversation`: says back what it hears, and remembers it."""

    heard: list[Event] = field(default_factory=list)
    sent: list[str] = field(default_factory=list)
    answer: Callable[[str], Sequence[Act]] = echo

    async def hear(self, event: Event, _rooms: Rooms) -> Sequence[Act]:
        self.heard.append(event)
        body = event["content"].get("body", event["type"])
        return self.answer(body)

    async def said(self, _room: str, _acts: Sequence[Act], event_ids: Sequence[str]) -> None:
        self.sent += event_ids

    def words(self) -> list[str]:
        return [event["content"].get("body", "") for event in self.heard]


@dataclass(kw_only=True)
class Around:
    """`app.Ears` with nobody behind them."""

    ledger: MatrixLedger
    pngs: dict[str, bytes] = field(default_factory=dict)
    received: list[Incoming] = field(default_factory=list)
    failures: list[OperatorError] = field(default_factory=list)
    clock: SystemClock = field(default_factory=SystemClock)

    async def receive(self, incoming: Incoming) -> Reply | None:
        self.received.append(incoming)
        return None

    async def readers(self, _account: AccountId) -> Reader:
        return READER

    @property
    def pictures(self) -> Around:
        return self

    async def read(self, name: str) -> bytes | None:
        return self.pngs.get(name)

    def failed(self, error: OperatorError) -> None:
        self.failures.append(error)


@dataclass(kw_only=True)
class Stage:
    """The bot as it can be started, stopped and started again."""

    server: Homeserver
    name: str
    folder: Path
    database: Database
    around: Around
    echo: Echo = field(default_factory=Echo)
    is_echo: bool = True
    address: str = ""
    password: str = PASSWORD
    device: MatrixDevice = field(init=False)

    def __post_init__(self) -> None:
        self.device = self.make()

    @property
    def user(self) -> str:
        return self.server.user(self.name)

    @property
    def store(self) -> Path:
        return self.folder / "store"

    def make(self, folder: Path | None = None) -> MatrixDevice:
        def converse(_receive: Receive, _readers: Readers) -> Echo:
            return self.echo

        kind: Converse = converse if self.is_echo else Talk
        self.store.mkdir(mode=0o700, exist_ok=True, parents=True)
        account = Account(
            homeserver=self.address or self.server.address, user=self.user, password=self.password
        )
        return MatrixDevice(account, folder or self.store, kind)

    async def until_in(self, room: str) -> None:
        """Wait until the bot has heard that it is in a room."""
        await self.until(lambda: room in self.line.book.joined())

    async def until(self, reached: Callable[[], bool]) -> None:
        """Wait until something is so; what the bot hears rings no bell of ours."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while not reached():  # noqa: ASYNC110 - as said
                await asyncio.sleep(0.01)

    @property
    def line(self) -> Line:
        line = self.device.chat._line
        assert line is not None
        return line

    def direct(self, user: str) -> str | None:
        return self.line.book.direct(user)

    async def said_in(self, room: str) -> set[str]:
        """Name the messages of the bot that a room holds."""
        return {event["event_id"] for event in await self.sent_in(room)}

    async def sent_in(self, room: str) -> list[dict[str, Any]]:
        """Ask the homeserver what the bot has sent into a room, as it was sent."""
        answer = await self.line.wire.get(
            at("rooms", room, "messages"), "test", {"dir": "b", "limit": "100"}
        )
        return [e for e in answer["chunk"] if e["sender"] == self.user and "state_key" not in e]

    async def restart(self) -> MatrixDevice:
        await self.device.stop()
        self.device = self.make()
        await self.device.start(self.around)
        return self.device


def account(user: str) -> AccountId:
    return AccountId("matrix", NAME, user)
