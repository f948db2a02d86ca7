"""Sends what is due: once, in order, inside the recipient's working hours.

A batch is claimed in one transaction, sent, and recorded in another. What a kill in between
leaves claimed is recovered as uncertain, and the chat is asked before anything is sent again.

What goes to one recipient leaves one after the other; several recipients may be spoken to at
once, so that a round of thousands leaves as fast as its chat allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Generic, TypeVar

import structlog

from bot.chat.ids import MessageRef
from bot.chat.outgoing import Audience, InChannel, Message, Private
from bot.chat.ports import ChatPort, Delivery
from bot.errors import ChatError, Refused, Unknown, Unreachable
from bot.i18n.text import Reader
from bot.outbox.model import (
    Entry,
    Expire,
    GiveUp,
    HoldUntil,
    Recipient,
    Retry,
    SendNow,
    ToPerson,
    after_failure,
    before_sending,
)
from bot.outbox.ports import Compose, OpenHours, Outcome, Settled, Together, UnitOfWork, Work
from bot.people.model import DEFAULT_LANGUAGE, DEFAULT_ZONE, Directory

BATCH = 200

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class _Done:
    """How an attempt ended for good."""

    outcome: Outcome
    ref: MessageRef | None = None


_Verdict = _Done | Retry | HoldUntil


U = TypeVar("U", bound=UnitOfWork)


async def one_by_one(lanes: Sequence[Work]) -> None:
    """Do one lane of work after the other (`Together`)."""
    for lane in lanes:
        await lane()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher(Generic[U]):
    """The only sender of everything the bot says on its own.

    Args:
        chats: the running chats by name.
        compose: by kind, who writes its messages as they leave.
        settled: by kind, what a feature does once its message has left or never will.
        together: speaks to several recipients at once, or not.
        stopping: whether the process is about to end: what has not left then stays queued.
    """

    unit_of_work: Callable[[], U]
    chats: Mapping[str, ChatPort]
    open_hours: OpenHours
    settled: Mapping[str, Settled[U]]
    compose: Mapping[str, Compose] = field(default_factory=dict)
    together: Together = one_by_one
    stopping: Callable[[], bool] = lambda: False

    async def recover(self) -> None:
        """Take up what a stopped process left half-sent; call once at start-up."""
        async with self.unit_of_work() as uow:
            recovered = await uow.outbox.recover()
            await uow.commit()
        if recovered:
            log.warning("outbox.recovered", entries=recovered)

    async def run_due(self, now: datetime) -> datetime | None:
        """Send everything that is due; return when something is due next, None if nothing waits."""
        while not self.stopping():
            async with self.unit_of_work() as uow:
                entries = await uow.outbox.claim(now, BATCH)
                directory = await uow.people.directory()
                await uow.commit()
            if not entries:
                break
            await self._send_all(entries, directory, now)
        async with self.unit_of_work() as uow:
            return await uow.outbox.next_due()

    async def _send_all(
        self, entries: Sequence[Entry], directory: Directory, now: datetime
    ) -> None:
        opens = await self.open_hours.next_open([e.to for e in entries], now)
        verdicts: dict[str, _Verdict] = {}
        lanes: dict[object, list[tuple[Entry, datetime | None]]] = {}
        for entry, opening in zip(entries, opens, strict=True):
            lanes.setdefault(_lane_of(entry.to), []).append((entry, opening))

        async def empty(lane: Sequence[tuple[Entry, datetime | None]]) -> None:
            for entry, opening in lane:
                verdicts[entry.id] = await self._attempt(entry, opening, directory, now)

        await self.together([partial(empty, lane) for lane in lanes.values()])
        async with self.unit_of_work() as uow:
            for entry in entries:
                await self._record(uow, entry, verdicts[entry.id])
            await uow.commit()

    async def _attempt(
        self, entry: Entry, opening: datetime | None, directory: Directory, now: datetime
    ) -> _Verdict:
        if self.stopping():
            return HoldUntil(now)
        decision = before_sending(entry, now, opening)
        try:
            return await self._decided(entry, decision, directory, now)
        except ChatError as error:
            return self._failed(entry, error, now)
        except Exception as error:  # noqa: BLE001 - an adapter's bug must not stop everyone's mail
            # No traceback: it could quote the message.
            log.error("outbox.adapter_failed", kind=entry.kind, error=type(error).__name__)  # noqa: TRY400
            return self._failed(entry, Unknown(type(error).__name__), now)

    async def _decided(
        self,
        entry: Entry,
        decision: SendNow | HoldUntil | Expire,
        directory: Directory,
        now: datetime,
    ) -> _Verdict:
        # What may already have arrived is asked about first, or it would be told twice later.
        if not entry.is_uncertain and isinstance(decision, Expire | HoldUntil):
            return _Done("expired") if isinstance(decision, Expire) else decision
        to, reader = _audience(entry.to, directory, now)
        chat = self.chats.get(_chat_of(to))
        if chat is None:
            raise Unreachable("its chat is not running")
        message = await self._written(entry, now)
        if message is None:
            return _Done("expired")
        delivery = Delivery(key=entry.id, to=to, message=message, reader=reader, kind=entry.kind)
        can_send = isinstance(decision, SendNow)
        if entry.is_uncertain and not (can_send and chat.capabilities.idempotent_send):
            found = await chat.find(delivery)
            if found is not None:
                return _Done("sent", found)
        match decision:
            case SendNow():
                return _Done("sent", await chat.send(delivery))
            case Expire():
                return _Done("expired")
            case HoldUntil():
                return decision

    async def _written(self, entry: Entry, now: datetime) -> Message | None:
        compose = self.compose.get(entry.kind)
        return entry.message if compose is None else await compose(entry, now)

    @staticmethod
    def _failed(entry: Entry, error: ChatError, now: datetime) -> _Verdict:
        verdict = after_failure(entry, error, now)
        log.warning(
            "outbox.not_sent",
            kind=entry.kind,
            error=type(error).__name__,
            attempts=entry.attempts + 1,
        )
        return _Done("refused") if isinstance(verdict, GiveUp) else verdict

    async def _record(self, uow: U, entry: Entry, verdict: _Verdict) -> None:
        if isinstance(verdict, HoldUntil):
            await uow.outbox.release(
                entry, verdict.at, failed=False, is_uncertain=entry.is_uncertain
            )
        elif isinstance(verdict, Retry):
            await uow.outbox.release(
                entry, verdict.at, failed=True, is_uncertain=verdict.is_uncertain
            )
        else:
            await uow.outbox.settle(entry, verdict.outcome, verdict.ref)
            if (react := self.settled.get(entry.kind)) is not None:
                await react(uow, entry, verdict.outcome)


def _lane_of(recipient: Recipient) -> object:
    """Name what keeps its order: a person, or a channel with all its threads."""
    return recipient.person if isinstance(recipient, ToPerson) else recipient.channel


def _chat_of(to: Audience) -> str:
    return to.account.chat if isinstance(to, Private) else to.channel.chat


def _audience(recipient: Recipient, directory: Directory, now: datetime) -> tuple[Audience, Reader]:
    if isinstance(recipient, ToPerson):
        person = directory.people.get(recipient.person)
        if person is None or not person.accounts:
            raise Refused("the person has left")
        reader = Reader(language=directory.language(person), zone=directory.zone(person), now=now)
        return Private(person.accounts[0]), reader
    unit = directory.reading(recipient.channel)
    reader = Reader(
        language=directory.unit_language(unit.id) if unit else DEFAULT_LANGUAGE,
        zone=directory.unit_zone(unit.id) if unit else DEFAULT_ZONE,
        now=now,
    )
    return InChannel(recipient.channel, recipient.thread), reader
