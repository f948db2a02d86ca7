"""A real `lien run`, told by environment variables alone; a file tells it the time."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.lines import whole_lines
from tests.waiting import until

ROOT = Path(__file__).parents[1]


@dataclass
class Running:
    """A process of the bot in a folder of its own; start it again after `kill` and it goes on.

    Args:
        variables: what an operator would set; `LIEN_KEY_DIR` and the database are added.
    """

    folder: Path
    variables: Mapping[str, str]
    at: datetime
    process: asyncio.subprocess.Process | None = None
    _clock: Path = field(init=False)

    def __post_init__(self) -> None:
        (self.folder / "keys").mkdir(mode=0o700, exist_ok=True)
        self._clock = self.folder / "now"
        self._tell(self.at)

    async def start(self) -> None:
        """Start it and return at once; `until_ready` waits for its first line."""
        with (self.folder / "lien.log").open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                "bot",
                "run",
                "--steered-by",
                str(self._clock),
                cwd=self.folder,
                env={
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(ROOT),
                    "LIEN_KEY_DIR": str(self.folder / "keys"),
                    "LIEN_DATABASE_URL": f"sqlite:///{self.folder / 'lien.sqlite3'}",
                    **self.variables,
                },
                stdout=log,
                stderr=log,
            )

    async def until_ready(self) -> None:
        """Wait until it did what was due as of now."""
        await self._until_reached(self.at)

    async def advance(self, to: datetime) -> None:
        """Move its time, and wait until it did everything due on the way."""
        self.tell(to)
        await self._until_reached(to)

    def tell(self, to: datetime) -> None:
        """Move its time, without waiting."""
        self.at = to
        self._tell(to)

    async def settle(self) -> None:
        """Wait until it has looked again at what is due."""
        reached = self._reached
        reached.unlink(missing_ok=True)
        await self._until_reached(self.at)

    def kill(self) -> None:
        """Kill it without a warning."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)

    async def ended(self) -> int:
        """Wait for its end and give its exit code."""
        assert self.process is not None
        return await self.process.wait()

    async def stop(self) -> int:
        """Ask it to stop, as systemd does."""
        assert self.process is not None
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        return await self.ended()

    def logged(self) -> str:
        """Every line it printed."""
        return "\n".join(whole_lines(self.folder / "lien.log"))

    @property
    def _reached(self) -> Path:
        return self._clock.with_name("now.reached")

    def _tell(self, to: datetime) -> None:
        # In one step, so that it never reads half an instant.
        new = self.folder / "now.new"
        new.write_text(to.astimezone(UTC).isoformat(), encoding="utf-8")
        new.replace(self._clock)

    async def _until_reached(self, to: datetime) -> None:
        async def has_come() -> bool:
            assert self.process is not None
            assert self.process.returncode is None, self.logged()[-2000:]
            try:
                return datetime.fromisoformat(self._reached.read_text(encoding="utf-8")) >= to
            except (FileNotFoundError, ValueError):
                return False

        await until(has_come, seconds=60)
