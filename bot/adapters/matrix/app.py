"""Drives the bot's device: logs in once, listens, and hands every event over, in order.

One process drives a device at a time: the folder is locked on this machine, and a lease in the
database keeps the others out.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Protocol, TypeAlias

import structlog

from bot.adapters.matrix.attendant import Attendant
from bot.adapters.matrix.client import Line, MatrixChat
from bot.adapters.matrix.conversation import Talk
from bot.adapters.matrix.crypto.identity import vouch
from bot.adapters.matrix.crypto.machine import Machine
from bot.adapters.matrix.events import Conversation
from bot.adapters.matrix.hands import Hands
from bot.adapters.matrix.login import Account, log_in, open_device
from bot.adapters.matrix.outgoing import render
from bot.adapters.matrix.queues import Queues, pause
from bot.adapters.matrix.rooms import RoomBook
from bot.adapters.matrix.sync import SyncLoop
from bot.adapters.matrix.vault import Login, Vault
from bot.adapters.matrix.wire import Wire
from bot.chat.ledger import Ledger
from bot.chat.ports import Pictures, Readers, Receive
from bot.clock import Clock
from bot.errors import ChatError, LienError, OperatorError

LEASE = timedelta(seconds=60)
_RENEWED_SECONDS = 20.0
_LAST_WORK_SECONDS = 10.0
log = structlog.get_logger()


class Ears(Protocol):
    """What a device needs of the rest of Lien; `failed` is told once, when there is no point."""

    @property
    def receive(self) -> Receive: ...  # noqa: D102 - as `running.Ears` says it
    @property
    def readers(self) -> Readers: ...  # noqa: D102
    @property
    def pictures(self) -> Pictures: ...  # noqa: D102
    @property
    def ledger(self) -> Ledger: ...  # noqa: D102
    @property
    def clock(self) -> Clock: ...  # noqa: D102
    @property
    def failed(self) -> Callable[[OperatorError], None]: ...  # noqa: D102


Converse: TypeAlias = Callable[[Receive, Readers], Conversation]


class MatrixDevice:
    """One account's one device, from `start` to `stop`.

    Args:
        account: as the settings name it.
        folder: MATRIX_STORE_DIR.
        converse: makes what understands and answers.
    """

    authors = None
    routes = ()

    def __init__(self, account: Account, folder: Path, converse: Converse = Talk) -> None:
        self.chat = MatrixChat(render)
        self._account = account
        self._folder = folder
        self._converse = converse
        self._holder = socket.gethostname()
        self._leased = True
        self._task: asyncio.Task[None] | None = None
        self._vault: Vault | None = None

    @property
    def drafts(self) -> MatrixChat:
        """Reads again what people wrote to the bot."""
        return self.chat

    @property
    def withdrawals(self) -> MatrixChat:
        """Takes back what people posted, where the bot may."""
        return self.chat

    async def start(self, ears: Ears) -> None:
        """Log in and begin to listen; a homeserver that is down is waited for in the background.

        Raises:
            OperatorError: the folder or the account cannot be used.
        """
        self._vault = Vault(self._folder)
        wire = Wire(self._account.homeserver)
        first: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.create_task(self._run(self._vault, wire, ears, first))
        await first

    async def stop(self) -> None:
        """Stop listening; what is in hand is finished first."""
        self.chat.connect(None)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._vault is not None:
            self._vault.close()

    async def _run(self, vault: Vault, wire: Wire, ears: Ears, first: asyncio.Future[None]) -> None:
        """Go on until stopped; the first attempt tells whether there is any point."""
        failures = 0
        try:
            while True:
                try:
                    login = await log_in(wire, self._account, vault)
                    await self._lead(vault, wire, ears, login, first)
                    failures = 0
                except ChatError as error:
                    failures += 1
                    log.warning("matrix.not_connected", error=type(error).__name__, times=failures)
                    _tell(first)
                    await asyncio.sleep(pause(error, failures))
        except OperatorError as error:
            self._end(ears, error, first)
        except Exception as error:  # noqa: BLE001 - a bot that hears nothing must not look alive
            why = OperatorError(f"the connection to Matrix broke down: {type(error).__name__}")
            self._end(ears, why, first)
        finally:
            await wire.close()

    def _end(self, ears: Ears, error: OperatorError, first: asyncio.Future[None]) -> None:
        self.chat.connect(None)
        if first.done():
            log.error("matrix.stopped", error=type(error).__name__)
            ears.failed(error)
        else:
            first.set_exception(error)

    async def _lead(
        self,
        vault: Vault,
        wire: Wire,
        ears: Ears,
        login: Login,
        first: asyncio.Future[None],
    ) -> None:
        """Drive the device while the lease is ours."""
        device = f"{login.user}/{login.device}"
        while not await self._lease(ears, device):
            log.info("matrix.waiting_for_lease")
            _tell(first)
            await asyncio.sleep(_RENEWED_SECONDS)
        renewing = asyncio.create_task(self._renew(ears, device))
        try:
            await self._listen(vault, wire, ears, login, first)
        finally:
            renewing.cancel()
            await asyncio.gather(renewing, return_exceptions=True)
            await ears.ledger.release(device, self._holder)

    async def _listen(
        self,
        vault: Vault,
        wire: Wire,
        ears: Ears,
        login: Login,
        first: asyncio.Future[None],
    ) -> None:
        device, seeds = f"{login.user}/{login.device}", vault.seeds()
        client = open_device(login, vault)
        try:
            machine = Machine(client, wire, login)
            await machine.publish(None, None)
            await vouch(wire, login, seeds, self._account.password)
            conversation = self._converse(ears.receive, ears.readers)
            standing = await ears.ledger.standing(device)
            book = RoomBook(machine, wire, ears.ledger, device, standing.direct)
            hands = Hands(wire, machine, book, seeds, ears.pictures)
            queues = Queues(lambda events: ears.ledger.done(device, events))
            attendant = Attendant(
                client=client,
                wire=wire,
                book=book,
                hands=hands,
                queues=queues,
                conversation=conversation,
                receive=ears.receive,
            )
            loop = SyncLoop(
                client=client,
                wire=wire,
                machine=machine,
                book=book,
                ledger=ears.ledger,
                seeds=seeds,
                device=device,
                token=standing.token,
                driving=lambda: self._leased,
            )
            attendant.resume(standing.pending, seeds)
            line = Line(wire=wire, book=book, hands=hands, conversation=conversation)
            ready = asyncio.create_task(self._once_heard(loop, line, attendant, first))
            try:
                await loop.run(attendant)
            finally:
                ready.cancel()
                self.chat.connect(None)
                attendant.close()
                await queues.stop(_LAST_WORK_SECONDS)
        finally:
            if client.store is not None:
                client.store.database.close()

    async def _once_heard(
        self, loop: SyncLoop, line: Line, attendant: Attendant, first: asyncio.Future[None]
    ) -> None:
        await loop.ready.wait()
        attendant.begin()
        self.chat.connect(line)
        _tell(first)
        log.info("matrix.connected")

    async def _lease(self, ears: Ears, device: str) -> bool:
        now = ears.clock.now()
        self._leased = await ears.ledger.lease(device, self._holder, now, now + LEASE)
        return self._leased

    async def _renew(self, ears: Ears, device: str) -> None:
        while self._leased:
            await asyncio.sleep(_RENEWED_SECONDS)
            try:
                is_ours = await self._lease(ears, device)
            except LienError as error:
                # The lease still runs; the sync loop finds out for itself if the database is gone.
                log.warning("matrix.lease_not_renewed", error=type(error).__name__)
                continue
            if not is_ours:
                self.chat.connect(None)
                log.warning("matrix.lease_lost")


def _tell(first: asyncio.Future[None]) -> None:
    if not first.done():
        first.set_result(None)
