"""What one process weighs at rest with Slack and Matrix both connected, started as its users do."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime
from pathlib import Path

from tests.doubles.slack.people import SlackDouble
from tests.homeserver import NAME, PASSWORD, Homeserver, running_homeserver
from tests.processes import Running
from tests.waiting import until

AIM_MB = 130
MONDAY = datetime(2026, 1, 5, 8, tzinfo=UTC)
_RESTING_SECONDS = 10


def resident_mb(pid: int) -> float:
    found = re.search(r"VmRSS:\s+(\d+) kB", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1]) / 1024


async def at_rest(server: Homeserver, folder: Path) -> float:
    """Return MB once both chats have been connected for a while."""
    server.register("lien")
    store = folder / "store"
    store.mkdir(mode=0o700)
    async with SlackDouble(mode="socket") as slack:
        lien = Running(
            folder,
            {
                "SLACK_BOT_TOKEN": slack.bot_token,
                "SLACK_APP_TOKEN": slack.app_token,
                "SLACK_API_URL": slack.url,
                "MATRIX_HOMESERVER": server.address,
                "MATRIX_USER": server.user("lien"),
                "MATRIX_PASSWORD": PASSWORD,
                "MATRIX_STORE_DIR": str(store),
                "LIEN_ADMINS": f"matrix/{NAME}/{server.user('nadia')}",
            },
            MONDAY,
        )

        async def has_both() -> bool:
            return "matrix.connected" in lien.logged()

        await lien.start()
        try:
            await slack.sockets.connected.wait()
            await until(has_both)
            await asyncio.sleep(_RESTING_SECONDS)
            assert lien.process is not None
            return resident_mb(lien.process.pid)
        finally:
            lien.kill()
            await lien.ended()


def main() -> None:
    with running_homeserver() as server:
        folder = server.folder / "both"
        folder.mkdir()
        weight = asyncio.run(at_rest(server, folder))
    print(f"\nSlack and Matrix in one process, at rest: {weight:.0f} MB (aim: under {AIM_MB})")


if __name__ == "__main__":
    main()
