"""`lien run`, started with nothing but environment variables, is installed and removed by OAuth."""

from __future__ import annotations

import asyncio
import json
import os
import re
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from bot.adapters.slack.manifest import INSTALL_PATH, OAUTH_PATH
from tests.doubles.slack.consent import ConsentDouble
from tests.doubles.slack.double import CLIENT_ID, CLIENT_SECRET

ROOT = Path(__file__).parents[2]
MOST_MEGABYTES = 160
"""What `lien run` may take on a machine of 1 GB before anybody has done much; 95 was measured."""


@dataclass
class Running:
    """A process of `lien run`, and what it has logged."""

    process: asyncio.subprocess.Process
    logged: list[dict[str, Any]] = field(default_factory=list)

    async def until(self, event: str) -> dict[str, Any]:
        """Read the log on until an event."""
        assert self.process.stderr is not None
        while line := await asyncio.wait_for(self.process.stderr.readline(), 60):
            found = json.loads(line)
            self.logged.append(found)
            if found["event"] == event:
                return dict(found)
        raise AssertionError(f"ended before {event}: {self.logged}")

    async def stop(self) -> int:
        self.process.terminate()
        _, rest = await self.process.communicate()
        self.logged += [json.loads(line) for line in rest.splitlines()]
        return self.process.returncode or 0


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


@asynccontextmanager
async def lien_run(folder: Path, **variables: str) -> AsyncIterator[Running]:
    (folder / "keys").mkdir(mode=0o700, exist_ok=True)
    foreign = ("LIEN_", "SLACK_", "MATRIX_")
    environment = {name: v for name, v in os.environ.items() if not name.startswith(foreign)}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=folder,
        env={
            **environment,
            "PYTHONPATH": str(ROOT),
            "LIEN_DATABASE_URL": f"sqlite:///{folder / 'lien.sqlite3'}",
            "LIEN_KEY_DIR": str(folder / "keys"),
            "LIEN_HTTP_PORT": str(free_port()),
            **variables,
        },
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    running = Running(process)
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_lien_is_installed_in_a_browser_set_up_restarted_and_removed(tmp_path: Path) -> None:
    async with ConsentDouble() as slack:
        settings = {
            "SLACK_API_URL": slack.url,
            "SLACK_APP_TOKEN": slack.app_token,
            "SLACK_CLIENT_ID": CLIENT_ID,
            "SLACK_CLIENT_SECRET": CLIENT_SECRET,
            "LIEN_HTTP_URL": "http://127.0.0.1",
            "LIEN_ADMINS": "slack/T1/U1",
        }
        nadia = slack.team.users["U1"]
        async with lien_run(tmp_path, **settings) as lien:
            said = await install(lien, slack)
            installed = await lien.until("slack.installed")
            await slack.types(nadia, "/lien")
            modal = slack.modal(nadia)
            opened = modal.content if modal else {}
            await slack.submits(nadia, name="Protection", contacts="Médecine : poste 45 21")
            first = await lien.stop(), lien.logged

        async with lien_run(tmp_path, **settings) as lien:
            address = str((await lien.until("http.listening"))["address"])
            offered = await slack.types(nadia, "/lien", "relier")
            linked = await link(address, slack, offered.said)
            kept = keys(tmp_path)
            memory = resident_megabytes(lien.process.pid)
            await slack.happens({"type": "app_uninstalled"})
            left = await lien.until("workspaces.left")
            second = await lien.stop(), lien.logged

    assert "Direction de l&#x27;enfance" in said
    assert installed["scopes_missing"] == []
    assert opened["callback_id"] == "admin.setup"
    assert "C&#x27;est fait" in linked
    assert (sorted(kept), keys(tmp_path)) == (["slack/T1/U1", "slack/T1/bot"], [])
    assert left["workspace"] == "T1"
    assert memory < MOST_MEGABYTES
    for code, logged in (first, second):
        assert code == 0
        assert CLIENT_SECRET not in str(logged)
        assert "xoxb" not in str(logged)


async def install(lien: Running, slack: ConsentDouble) -> str:
    """Install Lien as an administrator of Slack does, and return what the last page says."""
    address = (await lien.until("http.listening"))["address"]
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser,
        browser.get(address + INSTALL_PATH, allow_redirects=False) as sent_away,
    ):
        back = slack.agree(sent_away.headers["Location"])
        async with browser.get(address + OAUTH_PATH, params=back) as page:
            return await page.text()


async def link(address: str, slack: ConsentDouble, shown: list[dict[str, Any]]) -> str:
    """Follow the address somebody was given, agree, and return what the last page says."""
    written = json.dumps(shown).replace("&amp;", "&")
    (consent,) = set(re.findall(r"http://[^\s\"'<>|]+/authorize\?[^\s\"'<>|\\]+", written))
    back = slack.agree(consent)
    async with (
        aiohttp.ClientSession() as browser,
        browser.get(address + OAUTH_PATH, params=back) as page,
    ):
        return await page.text()


def resident_megabytes(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def keys(folder: Path) -> list[str]:
    grants = folder / "keys/grant"
    return [str(p.relative_to(grants)) for p in grants.rglob("*") if p.is_file()]
