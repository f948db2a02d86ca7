"""`lien run`: the bot in real time, until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import structlog

from bot import logs
from bot.clock import SystemClock
from bot.disclosure.roster import Policy
from bot.errors import OperatorError
from bot.people.contacts import Contact, Contacts
from bot.scheduling import Alarm
from bot.settings.model import Settings
from bot.texts import Texts
from bot.wiring import Parts, Role, assemble

log = structlog.get_logger()


async def run_until_stopped(settings: Settings, folder: Path, role: Role) -> None:
    """Do what a role does whenever it is due; return after SIGTERM or Ctrl+C.

    Args:
        settings: as `lien check` judges them.
        role: what this process does.
        folder: where relative paths of the settings and the organisation's own texts are.

    Raises:
        OperatorError: keys, database or texts cannot be used, or people cannot be reached.
    """
    if settings.key_dir is None:
        raise OperatorError("LIEN_KEY_DIR is not set; `lien check` says what is missing")
    if role != "close":
        raise OperatorError(
            "this version speaks to no chat but the demo's (`lien try`); "
            "`lien run --role close` opens and closes rounds on its own"
        )
    for key_dir in (settings.key_dir, settings.shared_key_dir):
        if key_dir is not None and not (folder / key_dir).is_dir():
            raise OperatorError(f"the key folder {key_dir} is missing; `lien check` says more")
    clock = SystemClock()
    logs.configure(clock=clock)
    lien = await assemble(_parts(settings, folder, role, clock))
    alarm = Alarm(clock, lien.services)
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    alarm.start()
    log.info("lien.started", role=role)
    try:
        await stopped.wait()
    finally:
        await alarm.stop()
        await lien.close()
        log.info("lien.stopped", role=role)


def _parts(settings: Settings, folder: Path, role: Role, clock: SystemClock) -> Parts:
    assert settings.key_dir is not None  # noqa: S101 - asked above
    lines = tuple(Contact(name=name, how=how) for name, how in settings.contacts.items())
    shared = settings.shared_key_dir
    return Parts(
        database_url=settings.database_url,
        key_dir=folder / settings.key_dir,
        clock=clock,
        chats={},
        texts=Texts.read(folder / "config", settings.charter),
        contacts=Contacts(lines=lines),
        policy=Policy(),
        shared_key_dir=folder / shared if shared else None,
        role=role,
    )
