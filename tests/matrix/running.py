"""`lien run` as its users start it: a process, environment variables, and nothing else."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from tests.homeserver import NAME, PASSWORD, Homeserver
from tests.lines import whole_lines
from tests.matrix.person import PATIENCE_SECONDS, Person

ROOT = Path(__file__).parents[2]


@dataclass(kw_only=True)
class Running:
    """The process; its time is what its file says.

    Args:
        admin: who may set it up.
        language: of a department nobody has set up.
    """

    server: Homeserver
    name: str
    admin: str
    folder: Path
    language: str = "fr"
    process: Process | None = field(default=None, repr=False)

    @property
    def user(self) -> str:
        return self.server.user(self.name)

    def environment(self) -> dict[str, str]:
        return {
            "LIEN_DATABASE_URL": f"sqlite:///{self.folder}/lien.db",
            "LIEN_KEY_DIR": "keys",
            "LIEN_LOCALE": self.language,
            "LIEN_ADMINS": f"matrix/{NAME}/{self.admin}",
            "MATRIX_HOMESERVER": self.server.address,
            "MATRIX_USER": self.user,
            "MATRIX_PASSWORD": PASSWORD,
            "MATRIX_STORE_DIR": "store",
        }

    def prepare(self, now: datetime) -> None:
        for folder in (self.folder, self.folder / "keys", self.folder / "store"):
            folder.mkdir(mode=0o700, exist_ok=True)
        self._tell(now)

    async def start(self) -> None:
        with (self.folder / "lien.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot", "run", "--steered-by", "now"),
                cwd=self.folder,
                env={**clean_environment(), **self.environment()},
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGKILL)
            await self.process.wait()

    async def stop(self) -> None:
        assert self.process is not None
        if self.process.returncode is None:
            self.process.terminate()
        assert await asyncio.wait_for(self.process.wait(), PATIENCE_SECONDS) == 0, self.log()

    async def advance(self, to: datetime) -> None:
        """Let time pass, and wait until everything due on the way is done."""
        self._tell(to)
        async with asyncio.timeout(3 * PATIENCE_SECONDS):
            # Another process writes the file: nothing here can be waited on.
            while not self._has_reached(to):  # noqa: ASYNC110 - as said
                await asyncio.sleep(0.02)

    def _tell(self, now: datetime) -> None:
        """Write the time at once: a process that starts meanwhile reads it whole."""
        draft = self._now.with_name("now.new")
        draft.write_text(now.isoformat(), encoding="utf-8")
        draft.replace(self._now)

    def _has_reached(self, instant: datetime) -> bool:
        reached = self._now.with_name("now.reached")
        return reached.exists() and reached.read_text(encoding="utf-8") == instant.isoformat()

    @asynccontextmanager
    async def flowing(self, since: datetime) -> AsyncIterator[None]:
        """Let time go by fifty times as fast as it does, so that what is to be retried is."""

        async def flow() -> None:
            for n in count(1):
                self._tell(since + timedelta(seconds=10 * n))
                await asyncio.sleep(0.2)

        flow_on = asyncio.create_task(flow())
        yield
        flow_on.cancel()
        await asyncio.gather(flow_on, return_exceptions=True)

    def log(self) -> str:
        return "\n".join(whole_lines(self.folder / "lien.log"))

    @property
    def _now(self) -> Path:
        return self.folder / "now"


def clean_environment() -> dict[str, str]:
    """Give this process's variables but for those that would configure Lien."""
    ours = ("LIEN_", "MATRIX_", "SLACK_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return {**kept, "PYTHONPATH": str(ROOT)}


async def asked(person: Person, room: str, bot: str, words: str) -> str:
    """Write to the bot and return what it answers first."""
    before = len(person.heard(room, bot))
    await person.say(room, words)
    await person.until(lambda: len(person.heard(room, bot)) > before, words)
    return person.heard(room, bot)[before].replace("\u00a0", " ").replace("\u202f", " ")


async def insisted(person: Person, room: str, bot: str, words: str) -> str:
    """Ask, and write once more where the bot could not decrypt it.

    The client of these people keeps its keys to itself, in silence, when a query of its own fails.
    """
    said = await asked(person, room, bot, words)
    if "déchiffrer" in said:
        person.client.invalidate_outbound_session(room)
        said = await asked(person, room, bot, words)
    return said


async def set_up(person: Person, running: Running, team: str) -> str:
    """Make a department by chat alone, with everybody of a room; return the room with the bot."""
    room = await person.write_to(running.user)
    await person.until_joined(room, running.user)
    for words, told in (
        ("!lien", "Nom du service"),
        ("Protection", "À qui parler"),
        ("Médecine préventive : poste 45 21", "C'est tout"),
        ("oui", "Mettre Protection en place"),
        (f"!lien équipe créer Enfance Nord {team}", "Enfance Nord"),
        ("!lien équipe importer Enfance Nord", "À ajouter"),
        ("1", "C'est fait"),
        ("!lien planning checkin jeudi 9h30", "jeudi 9 h 30"),
    ):
        said = await asked(person, room, running.user, words)
        assert told in said, (words, said)
    return room
