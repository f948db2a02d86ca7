"""`lien run`: the bot in real time, until it is told to stop."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

import structlog
from aiohttp import web

from bot import logs
from bot.chat.ids import AccountId
from bot.chat.ledger import Ledger
from bot.chat.ports import Authors, ChatPort, Drafts, Pictures, Readers, Receive, Withdrawals
from bot.clock import Clock, SimulatedClock, SystemClock
from bot.disclosure.roster import Policy
from bot.errors import OperatorError
from bot.people.contacts import Contact, Contacts
from bot.recognition import recogniser
from bot.scheduling import Alarm, SteeredTime, steered_to
from bot.serving import Server
from bot.settings.model import Settings
from bot.texts import Texts, known_names
from bot.wiring import Parts, Role, assemble
from bot.workspaces.service.workspaces import Workspaces

IN_FLIGHT = 16
"""Recipients spoken to at once: more than a chat's rate needs at half a second a message."""

log = structlog.get_logger()

_COLLECTED_AFTER: Final = (20_000, 20, 50)
_THIS_MACHINE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ears:
    """What a chat's transport is given once Lien is put together.

    Args:
        ledger: keeps what a transport that fetches its events must not forget.
        failed: called when a chat refuses this configuration for good, after it was started.
    """

    receive: Receive
    readers: Readers
    pictures: Pictures
    workspaces: Workspaces
    ledger: Ledger
    clock: Clock
    failed: Callable[[OperatorError], None]


class Connection(Protocol):
    """One configured chat: its port, and the transport that hears what people do there."""

    @property
    def chat(self) -> ChatPort:
        """Where messages are sent."""
        ...

    @property
    def authors(self) -> Authors | None:
        """Who posts in people's own names; None where the chat cannot."""
        ...

    @property
    def drafts(self) -> Drafts | None:
        """Where people's own messages can be read again; None where they cannot."""
        ...

    @property
    def withdrawals(self) -> Withdrawals | None:
        """Who takes people's own messages back; None where the chat cannot."""
        ...

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """What the chat wants served over HTTP, once it has started."""
        ...

    async def start(self, ears: Ears) -> None:
        """Connect, and hand every event to `ears.receive` from now on.

        Raises:
            OperatorError: the chat refuses this configuration for good.
        """
        ...

    async def stop(self) -> None:
        """Let go of the chat; what is being handled is finished first."""
        ...


@dataclass(slots=True)
class _Wakeful:
    """Passes `changed` on to an alarm that is made later than who calls it."""

    alarm: Alarm | SteeredTime | None = field(default=None)

    def __call__(self) -> None:
        if self.alarm is not None:
            self.alarm.wake()


async def run_until_stopped(
    settings: Settings, folder: Path, role: Role, steered_by: Path | None = None
) -> None:
    """Do what a role does whenever it is due; return after SIGTERM or Ctrl+C.

    Args:
        settings: as `lien check` judges them.
        role: what this process does.
        folder: where relative paths of the settings and the organisation's own texts are.
        steered_by: a file that tells the time, for tests against a chat on this machine.

    Raises:
        OperatorError: keys, database or texts cannot be used, or people cannot be reached.
    """
    if steered_by is not None:
        _require_rehearsal(settings)
    if settings.key_dir is None:
        raise OperatorError("LIEN_KEY_DIR is not set; `lien check` says what is missing")
    for key_dir in (settings.key_dir, settings.shared_key_dir):
        if key_dir is not None and not (folder / key_dir).is_dir():
            raise OperatorError(f"the key folder {key_dir} is missing; `lien check` says more")
    clock = SimulatedClock(steered_to(steered_by)) if steered_by else SystemClock()
    logs.configure(clock=clock)
    connections = () if role == "close" else connect(settings, folder, clock)
    wake = _Wakeful()
    loop = asyncio.get_running_loop()
    stopped: asyncio.Future[None] = loop.create_future()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, _stop, stopped)
    async with AsyncExitStack() as stack:
        parts = _parts(settings, folder, role, clock, connections, wake)
        lien = await assemble(replace(parts, stopping=stopped.done))
        stack.push_async_callback(lien.close)
        wake.alarm = (
            SteeredTime(clock, lien.services, steered_by)
            if steered_by is not None and isinstance(clock, SimulatedClock)
            else Alarm(clock, lien.services)
        )
        ears = Ears(
            receive=lien.router,
            readers=lien.readers,
            pictures=lien.digests,
            workspaces=lien.workspaces,
            ledger=lien.ledger,
            clock=clock,
            failed=partial(_stop, stopped),
        )
        for connection in connections:
            stack.push_async_callback(connection.stop)
            await connection.start(ears)
        routes = [route for connection in connections for route in connection.routes]
        if routes:
            server = Server(settings.http_host, settings.http_port, routes)
            stack.push_async_callback(server.stop)
            await server.start()
        wake.alarm.start()
        stack.push_async_callback(wake.alarm.stop)
        pause_shortly()
        log.info("lien.started", role=role, chats=[c.chat.name for c in connections])
        await stopped
    log.info("lien.stopped", role=role)


def pause_shortly() -> None:
    """Keep garbage collection from holding up people who wait, by a tenth of a second each time.

    What was loaded at start lives as long as the process: it is not looked through again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*_COLLECTED_AFTER)


def connect(settings: Settings, folder: Path, clock: Clock) -> tuple[Connection, ...]:
    """Prepare every chat the settings speak of; nothing is connected yet.

    Raises:
        OperatorError: none is configured.
    """
    connections: list[Connection] = []
    if settings.uses_slack:
        # Only who speaks to a chat pays for its library.
        from bot.adapters.slack.connection import SlackConnection  # noqa: PLC0415 - as said

        connections.append(SlackConnection(settings, clock))
    if settings.uses_matrix:
        connections.append(_matrix(settings, folder))
    if not connections:
        raise OperatorError(
            "no chat is configured: set SLACK_BOT_TOKEN or MATRIX_HOMESERVER, or try the demo with "
            "`lien try`; `lien run --role close` opens and closes rounds on its own"
        )
    return tuple(connections)


def _matrix(settings: Settings, folder: Path) -> Connection:
    if settings.matrix_store_dir is None:
        raise OperatorError("MATRIX_STORE_DIR is not set; `lien check` says what is missing")
    from bot.adapters.matrix.app import MatrixDevice  # noqa: PLC0415 - as for Slack
    from bot.adapters.matrix.login import Account  # noqa: PLC0415 - as for Slack

    account = Account(
        homeserver=settings.matrix_homeserver,
        user=settings.matrix_user,
        password=settings.matrix_password,
        token=settings.matrix_access_token,
    )
    return MatrixDevice(account, folder / settings.matrix_store_dir)


def _require_rehearsal(settings: Settings) -> None:
    """Refuse to play with time where people are."""
    used = [settings.slack_api_url] if settings.uses_slack else []
    used += [settings.matrix_homeserver] if settings.uses_matrix else []
    if not all(urlsplit(address).hostname in _THIS_MACHINE for address in used):
        raise OperatorError("--steered-by is for tests: every chat must be on 127.0.0.1")


def _stop(stopped: asyncio.Future[None], error: OperatorError | None = None) -> None:
    if stopped.done():
        return
    if error is None:
        stopped.set_result(None)
    else:
        stopped.set_exception(error)


def _parts(  # noqa: PLR0913, PLR0917 - one call, one place
    settings: Settings,
    folder: Path,
    role: Role,
    clock: Clock,
    connections: Sequence[Connection],
    changed: _Wakeful,
) -> Parts:
    assert settings.key_dir is not None  # noqa: S101 - asked above
    lines = tuple(Contact(name=name, how=how) for name, how in settings.contacts.items())
    shared = settings.shared_key_dir
    return Parts(
        database_url=settings.database_url,
        key_dir=folder / settings.key_dir,
        clock=clock,
        chats={c.chat.name: c.chat for c in connections},
        authors={c.chat.name: c.authors for c in connections if c.authors},
        drafts={c.chat.name: c.drafts for c in connections if c.drafts},
        withdrawals={c.chat.name: c.withdrawals for c in connections if c.withdrawals},
        texts=Texts.read(folder / "config", settings.charter),
        contacts=Contacts(lines=lines),
        policy=Policy(),
        names=known_names(folder / settings.names_file),
        recognise=recogniser(settings.name_model),
        shared_key_dir=folder / shared if shared else None,
        role=role,
        in_flight=IN_FLIGHT,
        traces_months=settings.traces_months,
        weekly_seconds=(settings.weekly_seconds_agent, settings.weekly_seconds_manager),
        changed=changed,
        locale=settings.locale,
        zone=settings.zone,
        admins=frozenset(AccountId.parse(name) for name in settings.admins),
    )
