"""The installing half of Slack put together on the double of Slack, for tests to drive."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.authors import SlackAuthors
from bot.adapters.slack.linking import Linking
from bot.adapters.slack.manifest import OAUTH_PATH
from bot.adapters.slack.oauth import OAuth
from bot.adapters.slack.pages import Pages
from bot.adapters.slack.stored_tokens import StoredTokens
from bot.adapters.slack.withdrawals import SlackWithdrawals
from bot.chat.ids import AccountId
from bot.clock import SimulatedClock
from bot.serving import Server
from bot.workspaces.service.workspaces import Workspaces
from tests.doubles.slack.consent import ConsentDouble
from tests.doubles.slack.double import CLIENT_ID, CLIENT_SECRET
from tests.fakes.small_department import small_department
from tests.scenarios.world import World, world


@dataclass
class SlackDesk:
    """A Lien whose Slack is on this machine, with its pages served."""

    slack: ConsentDouble
    lien: World
    tokens: StoredTokens
    oauth: OAuth
    authors: SlackAuthors
    withdrawals: SlackWithdrawals
    browser: aiohttp.ClientSession
    address: str

    @property
    def clock(self) -> SimulatedClock:
        return self.lien.clock

    @property
    def workspaces(self) -> Workspaces:
        return self.lien.lien.workspaces

    def move_to(self, at: datetime) -> None:
        """Let time go on here and at Slack, where what is due is posted."""
        self.clock.move_to(at)
        self.slack.moves_to(at.timestamp())

    async def visit(self, path: str, query: Mapping[str, str] | None = None) -> tuple[int, str]:
        """Open a page as a browser does, and return its status and where or what it says."""
        async with self.browser.get(
            self.address + path, params=query, allow_redirects=False
        ) as page:
            return page.status, page.headers.get("Location") or await page.text()

    async def link(self, account: AccountId) -> None:
        """Link an account: ask for the page, agree there, come back."""
        address = await self.authors.link_address(account)
        assert address is not None
        back = self.slack.agree(address, user=account.user, team=account.workspace)
        status, said = await self.visit(OAUTH_PATH, back)
        assert status == 200, said


@asynccontextmanager
async def slack_desk(
    folder: Path,
    url: str,
    clock: SimulatedClock,
    *,
    only: str = "",
    rotates: bool = False,
    allowed: frozenset[str] | None = frozenset({"T1"}),
) -> AsyncIterator[SlackDesk]:
    """Put everything together; the server of pages has an address that changes with each test."""
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(ConsentDouble(rotates=rotates))
        slack.moves_to(clock.now().timestamp())
        lien = await stack.enter_async_context(
            world(folder, url, small_department(8), at=clock.now(), clock=clock)
        )
        workspaces = lien.lien.workspaces
        oauth = OAuth(
            client_id=CLIENT_ID,
            client_secret=CLIENT_SECRET,
            api_url=slack.url,
            redirect_url=f"http://127.0.0.1{OAUTH_PATH}",
            clock=clock,
        )
        tokens = StoredTokens(
            workspaces=lambda: workspaces, renew=oauth.renew, clock=clock, only=only
        )
        linking = Linking(workspaces=lambda: workspaces, oauth=oauth, clock=clock)
        client = AsyncWebClient(base_url=slack.url, retry_handlers=[])
        pages = Pages(
            oauth=oauth,
            workspaces=workspaces,
            linking=linking,
            clock=clock,
            allowed=allowed,
            locale="fr",
        )
        server = Server("127.0.0.1", 0, pages.routes())
        await server.start()
        stack.push_async_callback(server.stop)
        browser = await stack.enter_async_context(
            aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        )
        yield SlackDesk(
            slack=slack,
            lien=lien,
            tokens=tokens,
            oauth=oauth,
            authors=SlackAuthors(tokens=tokens, linking=linking, client=client, clock=clock),
            withdrawals=SlackWithdrawals(tokens=tokens, client=client),
            browser=browser,
            address=server.address,
        )
