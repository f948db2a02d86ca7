"""Puts the Slack adapter together from the settings, and runs it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from typing import Final, Protocol

import aiohttp
import structlog
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.adapters.slack.answers import Answers
from bot.adapters.slack.api import Api
from bot.adapters.slack.app import App
from bot.adapters.slack.authors import SlackAuthors
from bot.adapters.slack.calls import called, quiet
from bot.adapters.slack.client import SlackChat
from bot.adapters.slack.files import Files
from bot.adapters.slack.linking import Linking
from bot.adapters.slack.listening import Listening
from bot.adapters.slack.manifest import OAUTH_PATH
from bot.adapters.slack.oauth import CHAT, OAuth
from bot.adapters.slack.outgoing import Ink, render
from bot.adapters.slack.pages import Pages
from bot.adapters.slack.people import People
from bot.adapters.slack.socket import Socket
from bot.adapters.slack.stored_tokens import StoredTokens
from bot.adapters.slack.withdrawals import SlackWithdrawals
from bot.chat.ids import AccountId
from bot.chat.outgoing import Message, Paragraph
from bot.chat.ports import Pictures, Readers, Receive
from bot.clock import Clock
from bot.errors import ChatError, OperatorError, Refused, Unreachable
from bot.i18n.text import text
from bot.settings.model import Settings
from bot.workspaces.model import Holder, Token
from bot.workspaces.ports import TokenRefused
from bot.workspaces.service.workspaces import Workspaces

CALL_SECONDS: Final = 10.0

log = structlog.get_logger()


class Inner(Protocol):
    """What the adapter is given once Lien is put together."""

    @property
    def receive(self) -> Receive:
        """Acts on what people do."""
        ...

    @property
    def readers(self) -> Readers:
        """Knows how people read."""
        ...

    @property
    def pictures(self) -> Pictures:
        """Has the bytes of pictures."""
        ...

    @property
    def workspaces(self) -> Workspaces:
        """Keeps tokens."""
        ...

    @property
    def failed(self) -> Callable[[OperatorError], None]:
        """Ends the process where only an operator can help."""
        ...


class SlackConnection:
    """One Slack app: where messages are sent, and what hears people."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._inner: Inner | None = None
        self._session: aiohttp.ClientSession | None = None
        self._socket: Socket | None = None
        self._running: asyncio.Task[None] | None = None
        self._answers: Answers | None = None
        self._routes: tuple[web.RouteDef, ...] = ()
        self._web = AsyncWebClient(
            base_url=settings.slack_api_url, retry_handlers=[], logger=quiet()
        )
        self._oauth = self._consent()
        self._tokens = StoredTokens(
            workspaces=self._workspaces,
            renew=self._oauth.renew if self._oauth else _never,
            clock=clock,
            only=settings.slack_bot_token,
        )
        self._linking = Linking(oauth=self._oauth, workspaces=self._workspaces, clock=clock)
        api = Api(web=self._web, tokens=self._tokens, missing=self._tell_admins)
        self.chat = SlackChat(api=api, files=Files(api=api), people=People(api=api))
        self.drafts = None  # a bot reads nothing back in Slack
        self.authors: SlackAuthors | None = None
        self.withdrawals: SlackWithdrawals | None = None
        if self._oauth is not None:
            # Without it nobody can link an account, and nothing can be done in anybody's name.
            self.authors = SlackAuthors(
                tokens=self._tokens, linking=self._linking, client=self._web, clock=clock
            )
            self.withdrawals = SlackWithdrawals(tokens=self._tokens, client=self._web)

    @property
    def routes(self) -> Sequence[web.RouteDef]:
        """What the one server passes on: Slack's requests in HTTP mode, pages of consent."""
        return self._routes

    async def start(self, inner: Inner) -> None:
        """Connect; in Socket Mode, return once Slack has said hello.

        Raises:
            OperatorError: Slack refuses a token of the settings.
        """
        self._inner = inner
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=CALL_SECONDS))
        self._web.session = self._session
        self.chat.pictures = inner.pictures
        await self._check_token(inner)
        self._answers = Answers(chat=self.chat, readers=inner.readers)
        self.listening = Listening(
            receive=inner.receive, answers=self._answers, tokens=self._tokens
        )
        is_socket = bool(self._settings.slack_app_token)
        app = App(
            self.listening.hear,
            client=self._web,
            signing_secret="" if is_socket else self._settings.slack_signing_secret,
        )
        self._routes = (*(() if is_socket else app.routes()), *self._pages(inner))
        if is_socket:
            await self._listen(app, self._session, inner.failed)

    async def stop(self) -> None:
        """Let go of Slack; what is being handled and shown is finished first."""
        if self._running is not None:
            self._running.cancel()
            with suppress(asyncio.CancelledError, OperatorError):
                await self._running
        if self._socket is not None:
            await self._socket.stop()
        await self.finish()
        if self._session is not None:
            await self._session.close()

    async def finish(self) -> None:
        """Wait until everything said after an acknowledgement has been shown."""
        if self._answers is not None:
            await self._answers.finish()

    async def _listen(
        self, app: App, session: aiohttp.ClientSession, failed: Callable[[OperatorError], None]
    ) -> None:
        self._socket = Socket(
            session=session,
            open_url=self._socket_url,
            hear=app.dispatch,
            unheard=self.listening.unheard,
        )
        self._running = asyncio.get_running_loop().create_task(self._socket.run())
        greeted = asyncio.get_running_loop().create_task(self._socket.is_open.wait())
        await asyncio.wait((self._running, greeted), return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            greeted.cancel()
            await self._running
        self._running.add_done_callback(partial(_gave_up, failed))

    async def _socket_url(self) -> str:
        answer = await called(
            self._web.apps_connections_open(app_token=self._settings.slack_app_token)
        )
        return str(answer["url"])

    async def _check_token(self, inner: Inner) -> None:
        """Refuse to start with a token Slack does not take; wait for a Slack that cannot be asked.

        Raises:
            OperatorError: the bot token is refused.
        """
        if not self._settings.slack_bot_token:
            return
        try:
            answer = await called(self._web.auth_test(token=self._settings.slack_bot_token))
        except Refused as error:
            raise OperatorError(f"Slack refuses SLACK_BOT_TOKEN ({error})") from error
        except ChatError as error:
            log.warning("slack.not_checked", error=type(error).__name__)
            return
        team = str(answer.get("team_id"))
        await inner.workspaces.leaving.returned(CHAT, team)
        log.info("slack.token_checked", workspace=team)

    def _consent(self) -> OAuth | None:
        found = self._settings
        if not (found.slack_client_id and found.slack_client_secret and found.http_url):
            return None
        return OAuth(
            client_id=found.slack_client_id,
            client_secret=found.slack_client_secret,
            api_url=found.slack_api_url,
            redirect_url=found.http_url.rstrip("/") + OAUTH_PATH,
            clock=self._clock,
        )

    def _pages(self, inner: Inner) -> Sequence[web.RouteDef]:
        if self._oauth is None:
            return ()
        expected = frozenset(account.workspace for account in self._admins())
        return Pages(
            oauth=self._oauth,
            workspaces=inner.workspaces,
            linking=self._linking,
            clock=self._clock,
            allowed=None if self._settings.slack_bot_token else expected,
            locale=self._settings.locale,
        ).routes()

    def _workspaces(self) -> Workspaces:
        if self._inner is None:
            raise Unreachable("not started")
        return self._inner.workspaces

    def _admins(self) -> tuple[AccountId, ...]:
        accounts = map(AccountId.parse, self._settings.admins)
        return tuple(account for account in accounts if account.chat == CHAT)

    async def _tell_admins(self, team: str, scope: str) -> None:
        if self._inner is None:
            return
        message = Message((Paragraph(text("slack.missing_scope", scope=scope)),))
        for admin in self._admins():
            if admin.workspace != team:
                continue
            reader = await self._inner.readers(admin)
            (page,) = render(message, Ink(reader=reader, team=team))
            token = await self._tokens.bot(team)
            await called(
                self._web.chat_postMessage(
                    token=token, channel=admin.user, text=page.text, blocks=list(page.blocks)
                )
            )


def _gave_up(failed: Callable[[OperatorError], None], running: asyncio.Task[None]) -> None:
    error = None if running.cancelled() else running.exception()
    if error is None:
        return
    log.error("slack.gave_up", error=type(error).__name__)
    if not isinstance(error, OperatorError):
        error = OperatorError(f"the connection to Slack ended: {type(error).__name__}")
    failed(error)


async def _never(holder: Holder, token: Token) -> Token:  # noqa: ARG001 - nothing can be renewed
    raise TokenRefused("no OAuth app is configured")
