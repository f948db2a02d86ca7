"""`lien run`, started with environment variables alone, is installed by OAuth, and erased."""

from __future__ import annotations

import json
import re
import socket
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bot.adapters.slack.manifest import INSTALL_PATH, OAUTH_PATH
from bot.workspaces.model import ERASED_AFTER
from tests.doubles.slack.consent import ConsentDouble
from tests.doubles.slack.double import CLIENT_ID, CLIENT_SECRET
from tests.processes import Running
from tests.waiting import until

NOW = datetime(2026, 1, 5, 8, tzinfo=UTC)
MOST_MEGABYTES = 160
"""What `lien run` may take on a machine of 1 GB before anybody has done much; 95 was measured."""

LINKED = re.compile(r"http://[^\s\"'<>|]+/authorize\?[^\s\"'<>|\\]+")


class Office:
    """A Slack where Lien is not installed yet, the bot's process, and its pages."""

    def __init__(self, slack: ConsentDouble, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.slack = slack
        self.folder = folder
        self.nadia = slack.team.users["U1"]
        self.address = f"http://127.0.0.1:{port}"
        self.lien = Running(
            folder,
            {
                "SLACK_API_URL": slack.url,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_CLIENT_ID": CLIENT_ID,
                "SLACK_CLIENT_SECRET": CLIENT_SECRET,
                "LIEN_HTTP_URL": self.address,
                "LIEN_HTTP_PORT": str(port),
                "LIEN_ADMINS": "slack/T1/U1",
            },
            NOW,
        )

    async def start(self) -> None:
        self.slack.sockets.connected.clear()
        await self.lien.start()
        await self.slack.sockets.connected.wait()
        await self.lien.until_ready()

    async def install(self) -> str:
        """Install Lien as an administrator of Slack does; return what the last page says."""
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            page = self.address + INSTALL_PATH
            async with browser.get(page, allow_redirects=False) as sent_away:
                back = self.slack.agree(sent_away.headers["Location"])
            async with browser.get(self.address + OAUTH_PATH, params=back) as page_after:
                return await page_after.text()

    async def link(self) -> str:
        """Ask to link an account, agree, and return what the last page says."""
        offered = await self.slack.types(self.nadia, "/lien", "relier")
        (consent,) = set(LINKED.findall(json.dumps(offered.said).replace("&amp;", "&")))
        async with (
            aiohttp.ClientSession() as browser,
            browser.get(self.address + OAUTH_PATH, params=self.slack.agree(consent)) as page,
        ):
            return await page.text()

    async def until_logged(self, event: str) -> None:
        async def is_there() -> bool:
            return event in [line["event"] for line in self.logged()]

        await until(is_there)

    async def is_told(self) -> bool:
        """Tell whether Nadia read that nothing is posted in her name any more."""
        return "Je ne peux plus publier en votre nom" in str(self.slack.direct(self.nadia))

    def logged(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.lien.logged().splitlines()]

    def keys(self) -> list[str]:
        grants = self.folder / "keys/grant"
        return sorted(str(p.relative_to(grants)) for p in grants.rglob("*") if p.is_file())

    def counted(self, table: str) -> int:
        with closing(sqlite3.connect(self.folder / "lien.sqlite3")) as database:
            (count,) = database.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - a name of ours
        return int(count)

    def megabytes(self) -> float:
        """Return what the process has in memory."""
        assert self.lien.process is not None
        status = Path(f"/proc/{self.lien.process.pid}/status").read_text("ascii")
        return int(status.split("VmRSS:")[1].split()[0]) / 1024


async def test_lien_is_installed_set_up_restarted_linked_removed_and_erased(
    tmp_path: Path,
) -> None:
    async with ConsentDouble() as slack:
        office = Office(slack, tmp_path)
        try:
            await office.start()
            installed = await office.install()
            await slack.types(office.nadia, "/lien")
            modal = slack.modal(office.nadia)
            opened = modal.content if modal else {}
            await slack.submits(office.nadia, name="Protection", contacts="Médecine : poste 45 21")
            ended = await office.lien.stop()

            await office.start()
            linked = await office.link()
            kept, memory = office.keys(), office.megabytes()
            await slack.happens({"type": "tokens_revoked", "tokens": {"oauth": ["U1"]}})
            await until(office.is_told)
            unlinked = office.keys()
            await slack.happens({"type": "app_uninstalled"})
            await office.until_logged("workspaces.left")
            left = office.keys(), office.counted("people")
            await office.lien.advance(NOW + ERASED_AFTER + timedelta(minutes=1))
            erased = office.counted("people"), office.counted("units")
        finally:
            await office.lien.stop()

    assert "Direction de l&#x27;enfance" in installed
    assert opened["callback_id"] == "admin.setup"
    assert ended == 0
    assert "C&#x27;est fait" in linked
    assert kept == ["slack/T1/U1", "slack/T1/bot"]
    assert unlinked == ["slack/T1/bot"]
    assert memory < MOST_MEGABYTES
    assert left == ([], 1)
    assert erased == (0, 0)
    assert CLIENT_SECRET not in office.lien.logged()
    assert "xox" not in office.lien.logged()
