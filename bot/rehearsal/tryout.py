"""`lien try`: the demo department in a team chat in the browser, with no account anywhere."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import webbrowser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from aiohttp import web
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from bot import logs
from bot.adapters.local.app import create_app
from bot.adapters.local.client import LocalChat
from bot.adapters.local.history import History
from bot.adapters.local.stage import Cast, Channel, Hint, Persona, Role, Show
from bot.admin.model import COMMANDS
from bot.admin.views import written
from bot.chat.ids import AccountId
from bot.clock import SimulatedClock
from bot.disclosure.roster import Policy
from bot.errors import OperatorError
from bot.i18n.text import Text
from bot.people.contacts import Contacts
from bot.people.model import DEFAULT_ZONE, Directory
from bot.rehearsal.demo import DemoStage, curtain, season_start
from bot.rehearsal.department import Department, demo_department
from bot.rehearsal.empty import EmptyStage
from bot.texts import Texts
from bot.wiring import Parts, assemble

_HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tryout:
    """How the demo is started.

    Args:
        port: 0 picks a free one.
        language: of the page and the department.
        folder: where everything is kept; None: a temporary folder, removed at the end.
        opens_browser: whether to open the page.
        today: the real day, near which the demo takes place.
        is_empty: nothing is set up and nothing was played: whoever opens the page does it.
        say: prints a line to whoever started it.
    """

    port: int
    language: str
    folder: Path | None
    opens_browser: bool
    today: date
    is_empty: bool
    say: Callable[[str], None]

    async def run(self) -> None:
        """Serve the page first, then play the past; return when interrupted.

        Raises:
            OperatorError: the port is taken, or the folder cannot be used.
        """
        with self._place() as folder:
            await self._serve(folder)

    @contextlib.contextmanager
    def _place(self) -> Iterator[Path]:
        if self.folder is None:
            with TemporaryDirectory(prefix="lien-try-") as folder:
                yield Path(folder)
            return
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(f"cannot use the folder {self.folder}: {error.strerror}") from error
        yield self.folder

    async def _serve(self, folder: Path) -> None:
        zone = ZoneInfo(DEFAULT_ZONE)
        department = demo_department(self.language, curtain(self.today, zone).date())
        history = History(folder / "chat.db")
        # A demo taken up again goes on from its last message.
        start = curtain(self.today, zone) if self.is_empty else season_start(self.today, zone)
        clock = SimulatedClock(max(start, history.last_moment() or start))
        chat = LocalChat(history, _newcomers(department) if self.is_empty else _cast(department))
        keys = folder / "keys"
        keys.mkdir(mode=0o700, exist_ok=True)
        lien = await assemble(
            Parts(
                database_url=f"sqlite:///{folder / 'lien.db'}",
                key_dir=keys,
                clock=clock,
                chats={chat.name: chat},
                withdrawals={chat.name: chat},
                texts=Texts.packaged({} if self.is_empty else department.blanks),
                contacts=Contacts() if self.is_empty else department.contacts,
                policy=Policy(),
                locale=self.language,
                admins=frozenset({_admin(department)}) if self.is_empty else frozenset(),
            )
        )
        stage = (
            EmptyStage(lien, clock)
            if self.is_empty
            else DemoStage(lien, clock, department, self.today)
        )
        show = Show(
            receive=stage.receive,
            pictures=lien.digests,
            stage=stage,
            hints=_hints(self.language),
            is_empty=self.is_empty,
        )
        token = secrets.token_urlsafe(24)
        runner = web.AppRunner(create_app(chat, show, token), access_log=None)
        try:
            with logs.kept_in(folder / "lien.log", clock=clock):
                address = await self._listen(runner, token)
                self.say(address)
                if self.opens_browser:
                    webbrowser.open(address)
                if isinstance(stage, DemoStage):
                    await _prepare(stage)
                else:
                    await stage.prepare()
                await asyncio.Event().wait()
        finally:
            await runner.cleanup()
            await lien.close()
            history.close()

    async def _listen(self, runner: web.AppRunner, token: str) -> str:
        await runner.setup()
        try:
            await web.TCPSite(runner, _HOST, self.port).start()
        except OSError as error:
            raise OperatorError(
                f"port {self.port} is already in use; choose another with --port, "
                "or --port 0 for any free one"
            ) from error
        port = runner.addresses[0][1]
        return f"http://{_HOST}:{port}/?token={token}"


async def _prepare(stage: DemoStage) -> None:
    """Play the past behind a progress line on the terminal; the page shows its own."""
    playing = asyncio.create_task(stage.prepare())
    console = Console(stderr=True)
    with Progress(
        TextColumn("Three months of team life"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
    ) as progress:
        _, total = stage.progress() or (0, None)
        task = progress.add_task("weeks", total=total)
        while not playing.done():
            done, _ = stage.progress() or (total or 0, total)
            progress.update(task, completed=done)
            await asyncio.wait({playing}, timeout=0.2)
    await playing
    console.print("Ready. Press Ctrl+C to stop.")


def _cast(department: Department) -> Cast:
    directory = department.directory
    playable = [directory.people[person] for person in department.playable]
    others = [p for i, p in sorted(directory.people.items()) if i not in department.playable]
    return Cast(
        personas=tuple(
            Persona(
                account=person.accounts[0],
                name=person.name,
                role=_role(directory, person.id),
                unit=directory.units[person.unit].name,
                language=directory.language(person),
                zone=directory.zone(person),
                is_playable=person in playable,
            )
            for person in (*playable, *others)
        ),
        channels=tuple(
            Channel(
                id=unit.channel,
                name=unit.channel.channel,
                members=tuple(p.accounts[0] for p in directory.homed(unit.id)),
            )
            for unit in directory.units.values()
            if unit.channel is not None
        ),
    )


def _admin(department: Department) -> AccountId:
    """Name the account of whoever sets Lien up."""
    root = department.directory.departments[0].id
    return department.directory.holders("admin", root)[0].accounts[0]


def _newcomers(department: Department) -> Cast:
    """Give the same people in the same channels, who know nothing of Lien yet; the admin first.

    No simulated colleague answers for them: whoever sets Lien up can be any of them.
    """
    cast, admin = _cast(department), _admin(department)
    known = (
        replace(persona, role="admin" if persona.account == admin else "agent", is_playable=True)
        for persona in cast.personas
    )
    return Cast(
        personas=tuple(sorted(known, key=lambda persona: persona.account != admin)),
        channels=cast.channels,
    )


def _role(directory: Directory, person: str) -> Role:
    roles: tuple[Role, ...] = ("admin", "manager", "referent")
    return next((role for role in roles if directory.has_role(person, role)), "agent")


def _hints(language: str) -> tuple[Hint, ...]:
    return tuple(
        Hint(
            command=written(command, language),
            help=Text(f"command.{command.name}"),
            roles=("admin",)
            if command.who == "admin"
            else ("agent", "manager", "referent", "admin"),
        )
        for command in COMMANDS
    )
