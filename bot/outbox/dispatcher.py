"""Sends what is due: once, in order, inside the recipient's working hours.

A batch is claimed in one transaction, sent, and recorded in another. What a kill in between
leaves claimed is recovered as uncertain, and the chat is asked before anything is sent again.

What goes to one recipient leaves one after the other; several recipients may be spoken to at
once, so that a round of thousands leaves as fast as its chat allows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Generic, TypeVar

import structlog

from bot.outbox.model import Entry, HoldUntil, Recipient, Retry, ToChannel, ToPerson, before_sending
from bot.outbox.ports import OpenHours, Settled, Together, TurnedAway, UnitOfWork, Work
from bot.outbox.sender import Decision, Sender, Verdict
from bot.people.model import Directory

BATCH = 200
ASKED_AGAIN = timedelta(days=1)
KEPT_FOR = timedelta(days=28)
"""How long what a channel refuses is kept for the day it takes it, or another stands for it."""

log = structlog.get_logger()

U = TypeVar("U", bound=UnitOfWork)


async def one_by_one(lanes: Sequence[Work]) -> None:
    """Do one lane of work after the other (`Together`)."""
    for lane in lanes:
        await lane()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatcher(Generic[U]):
    """The only sender of everything the bot says on its own.

    Args:
        settled: by kind, what a feature does once its message has left or never will.
        turned_away: what follows when a channel refuses; what it refuses is kept for a while,
            unless its feature is told that it never left.
        together: speaks to several recipients at once, or not.
    """

    unit_of_work: Callable[[], U]
    sender: Sender
    open_hours: OpenHours
    settled: Mapping[str, Settled[U]]
    turned_away: TurnedAway[U]
    together: Together = one_by_one

    async def recover(self) -> None:
        """Take up what a stopped process left half-sent; call once at start-up."""
        async with self.unit_of_work() as uow:
            recovered = await uow.outbox.recover()
            await uow.commit()
        if recovered:
            log.warning("outbox.recovered", entries=recovered)

    async def run_due(self, now: datetime) -> datetime | None:
        """Send everything that is due; return when something is due next, None if nothing waits."""
        while not self.sender.stopping():
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
        lanes: dict[object, list[tuple[Entry, Decision]]] = {}
        for entry, opening in zip(entries, opens, strict=True):
            decided = (entry, before_sending(entry, now, opening))
            lanes.setdefault(_lane_of(entry.to), []).append(decided)
        verdicts: dict[str, Verdict] = {}

        async def empty(place: object, lane: Sequence[tuple[Entry, Decision]]) -> None:
            verdicts.update(await self.sender.empty(place, lane, directory, now))

        await self.together([partial(empty, place, lane) for place, lane in lanes.items()])
        async with self.unit_of_work() as uow:
            for entry in entries:
                await self._record(uow, entry, verdicts[entry.id], now)
            await uow.commit()

    async def _record(self, uow: U, entry: Entry, verdict: Verdict, now: datetime) -> None:
        if isinstance(verdict, HoldUntil):
            await uow.outbox.release(
                entry, verdict.at, failed=False, is_uncertain=entry.is_uncertain
            )
        elif isinstance(verdict, Retry):
            await uow.outbox.release(
                entry, verdict.at, failed=True, is_uncertain=verdict.is_uncertain
            )
        elif verdict.outcome == "refused" and self._is_kept(entry, now):
            await uow.outbox.release(entry, now + ASKED_AGAIN, failed=True, is_uncertain=False)
            await self.turned_away(uow, entry, now)
        else:
            await uow.outbox.settle(entry, verdict.outcome, verdict.ref)
            if (react := self.settled.get(entry.kind)) is not None:
                await react(uow, entry, verdict.outcome)

    def _is_kept(self, entry: Entry, now: datetime) -> bool:
        is_old = now - (entry.due_at or entry.not_before) >= KEPT_FOR
        return isinstance(entry.to, ToChannel) and entry.kind not in self.settled and not is_old


def _lane_of(recipient: Recipient) -> object:
    """Name what keeps its order: a person, or a channel with all its threads."""
    return recipient.person if isinstance(recipient, ToPerson) else recipient.channel
