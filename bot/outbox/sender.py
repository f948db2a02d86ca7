"""Speaks to one recipient: puts together what leaves as one message, sends it, says how it went."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeAlias

import structlog

from bot.chat.ids import MessageRef
from bot.chat.outgoing import Audience, InChannel, Message, Private
from bot.chat.ports import ChatPort, Delivery
from bot.clock import Clock
from bot.errors import ChatError, Refused, Unknown, Unreachable
from bot.i18n.text import Reader
from bot.outbox.filling import Filling
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
)
from bot.outbox.parcel import Parcel, parcels
from bot.outbox.ports import Compose, Gather, Outcome
from bot.people.model import DEFAULT_LANGUAGE, DEFAULT_ZONE, Directory

log = structlog.get_logger()

Decision: TypeAlias = SendNow | HoldUntil | Expire


@dataclass(frozen=True, slots=True)
class Done:
    """How an attempt ended for good."""

    outcome: Outcome
    ref: MessageRef | None = None


Verdict: TypeAlias = Done | Retry | HoldUntil


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """What is decided of the entries that leave, or wait, as one.

    Args:
        place: the conversation, whose fill is counted.
    """

    parcel: Parcel
    decision: Decision
    place: object
    directory: Directory = field(repr=False)
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Sends what was decided to send, each message once, within what its chat takes.

    Args:
        chats: the running chats by name.
        compose: by kind, who writes its messages as they leave.
        gather: by kind, how several messages to one recipient become one.
        stopping: whether the process is about to end: what has not left then stays queued.
    """

    chats: Mapping[str, ChatPort]
    clock: Clock
    compose: Mapping[str, Compose] = field(default_factory=dict)
    gather: Mapping[str, Gather] = field(default_factory=dict)
    stopping: Callable[[], bool] = lambda: False
    filling: Filling = field(default_factory=Filling)

    async def empty(
        self,
        place: object,
        lane: Sequence[tuple[Entry, Decision]],
        directory: Directory,
        now: datetime,
    ) -> dict[str, Verdict]:
        """Do what was decided about one recipient's entries, in order; say how each ended.

        One that has to wait holds back those behind it in its order. Never raises.
        """
        verdicts: dict[str, Verdict] = {}
        held_back: dict[str, datetime] = {}
        for parcel, decision in await self._divided(lane, now):
            behind = [e for e in parcel.entries if e.order_key in held_back]
            for entry in behind:
                verdicts[entry.id] = HoldUntil(held_back[str(entry.order_key)])
            going = tuple(e for e in parcel.entries if e.id not in verdicts)
            if not going:
                continue
            errand = Errand(
                parcel=Parcel(going), decision=decision, place=place, directory=directory, now=now
            )
            verdicts.update(await self._run(errand))
            for entry in going:
                verdict = verdicts[entry.id]
                if entry.order_key is not None and not isinstance(verdict, Done):
                    held_back[entry.order_key] = verdict.at
        return verdicts

    async def _divided(
        self, lane: Sequence[tuple[Entry, Decision]], now: datetime
    ) -> list[tuple[Parcel, Decision]]:
        """Open the words of what leaves now, and put together what leaves as one message."""
        divided: list[tuple[Parcel, Decision]] = []
        alike: list[Entry] = []
        for entry, decision in lane:
            message = None
            if entry.kind in self.gather and isinstance(decision, SendNow):
                # What cannot be read now is asked for again as it leaves alone, and fails there.
                with contextlib.suppress(Exception):
                    message = await self._written(entry, now)
            if message is not None:
                alike.append(replace(entry, message=message))
                continue
            divided += [(parcel, SendNow()) for parcel in parcels(alike)]
            alike.clear()
            divided.append((Parcel((entry,)), decision))
        return [*divided, *((parcel, SendNow()) for parcel in parcels(alike))]

    async def _run(self, errand: Errand) -> dict[str, Verdict]:
        entries = errand.parcel.entries
        try:
            return await self._attempted(errand)
        except Refused as error:
            if len(entries) == 1:
                return self._failed(errand, error)
            # Perhaps one of them alone is what the chat does not take.
            verdicts: dict[str, Verdict] = {}
            for entry in entries:
                verdicts |= await self._run(replace(errand, parcel=Parcel((entry,))))
            return verdicts
        except ChatError as error:
            return self._failed(errand, error)
        except Exception as error:  # noqa: BLE001 - an adapter's bug must not stop everyone's mail
            # No traceback: it could quote the message.
            log.error("outbox.adapter_failed", kind=entries[0].kind, error=type(error).__name__)  # noqa: TRY400
            return self._failed(errand, Unknown(type(error).__name__))

    async def _attempted(self, errand: Errand) -> dict[str, Verdict]:
        first = errand.parcel.entries[0]
        if self.stopping():
            return _all(errand, HoldUntil(errand.now))
        # What may already have arrived is asked about first, or it would be told twice later.
        if not first.is_uncertain and isinstance(errand.decision, Expire | HoldUntil):
            return _all(errand, _without_sending(errand.decision))
        to, reader = _audience(first.to, errand.directory, errand.now)
        chat = self.chats.get(_chat_of(to))
        if chat is None:
            raise Unreachable("its chat is not running")
        known = await self._known(errand, chat, to, reader) if first.is_uncertain else {}
        left = tuple(e for e in errand.parcel.entries if e.id not in known)
        if not left:
            return known
        if not isinstance(errand.decision, SendNow):
            return known | _all(errand, _without_sending(errand.decision))
        try:
            sent = await self._sent(replace(errand, parcel=Parcel(left)), chat, to, reader)
        except ChatError as error:
            if not known:
                raise
            sent = self._failed(replace(errand, parcel=Parcel(left)), error)
        return known | sent

    async def _sent(
        self, errand: Errand, chat: ChatPort, to: Audience, reader: Reader
    ) -> dict[str, Verdict]:
        fill = chat.capabilities.fill
        room_at = self.filling.has_room_at(errand.place, fill, self._clock_at(errand))
        if room_at > self._clock_at(errand):
            return _all(errand, HoldUntil(room_at))
        delivery = await self._delivery(errand, to, reader)
        if delivery is None:
            return _all(errand, Done("expired"))
        try:
            return _all(errand, Done("sent", await chat.send(delivery)))
        finally:
            # Refused or lost, it may have counted; by its end, never too early.
            self.filling.gave(errand.place, fill, self._clock_at(errand))

    async def _known(
        self, errand: Errand, chat: ChatPort, to: Audience, reader: Reader
    ) -> dict[str, Verdict]:
        """Ask the chat about what may have arrived: as one message, then each by itself."""
        entries = errand.parcel.entries
        can_send = isinstance(errand.decision, SendNow)
        if entries[0].kind not in self.gather and can_send and chat.capabilities.idempotent_send:
            return {}
        delivery = await self._delivery(errand, to, reader)
        if delivery is None:
            return _all(errand, Done("expired"))
        found = await chat.find(delivery)
        if found is not None:
            return _all(errand, Done("sent", found))
        known: dict[str, Verdict] = {}
        for entry in entries if len(entries) > 1 else ():
            alone = await self._delivery(replace(errand, parcel=Parcel((entry,))), to, reader)
            found = await chat.find(alone) if alone else None
            if found is not None:
                known[entry.id] = Done("sent", found)
        return known

    async def _delivery(self, errand: Errand, to: Audience, reader: Reader) -> Delivery | None:
        kind = errand.parcel.entries[0].kind
        written = [await self._written(entry, errand.now) for entry in errand.parcel.entries]
        messages = [message for message in written if message is not None]
        if len(messages) < len(written):
            return None
        return Delivery(
            key=errand.parcel.key,
            to=to,
            message=self.gather[kind](messages) if len(messages) > 1 else messages[0],
            reader=reader,
            kind=kind,
            covers=errand.parcel.covers,
        )

    async def _written(self, entry: Entry, now: datetime) -> Message | None:
        compose = self.compose.get(entry.kind)
        # What is stored of a message that is written as it leaves is empty.
        if compose is None or entry.message.parts:
            return entry.message
        return await compose(entry, now)

    @staticmethod
    def _failed(errand: Errand, error: ChatError) -> dict[str, Verdict]:
        """Decide the same for all that left together, so that they are known again together."""
        entries = errand.parcel.entries
        most_tried = max(entries, key=lambda entry: entry.attempts)
        verdict = after_failure(most_tried, error, errand.now)
        log.warning(
            "outbox.not_sent",
            kind=most_tried.kind,
            error=type(error).__name__,
            attempts=most_tried.attempts + 1,
        )
        return _all(errand, Done("refused") if isinstance(verdict, GiveUp) else verdict)

    def _clock_at(self, errand: Errand) -> datetime:
        return max(errand.now, self.clock.now())


def _all(errand: Errand, verdict: Verdict) -> dict[str, Verdict]:
    return {entry.id: verdict for entry in errand.parcel.entries}


def _without_sending(decision: HoldUntil | Expire) -> Verdict:
    return Done("expired") if isinstance(decision, Expire) else decision


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
