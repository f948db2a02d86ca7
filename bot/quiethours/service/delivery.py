"""How held messages arrive: opened as they leave, in the words the moment asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, Literal

from bot.chat.outgoing import Message
from bot.i18n.text import Text, plain, text
from bot.outbox.model import Entry, ToChannel, ToPerson
from bot.outbox.ports import Outcome
from bot.people.model import Directory
from bot.quiethours import views
from bot.quiethours.addressing import name_of
from bot.quiethours.model import next_open
from bot.quiethours.ports import Draft, Hold, QuietHoursUnitOfWork
from bot.quiethours.service.envelopes import Envelopes
from bot.quiethours.service.hours import WorkingHours
from bot.quiethours.service.naming import question_of

RETURNED, LOST = "quiethours.returned", "quiethours.lost"

LATE: Final = timedelta(minutes=15)
"""A later arrival comes with a word of excuse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Writes held messages as they leave, and forgets them once they have."""

    unit_of_work: Callable[[], QuietHoursUnitOfWork]
    envelopes: Envelopes
    hours: WorkingHours
    _gone: set[str] = field(default_factory=set)
    _sweeps: list[datetime | None] = field(default_factory=list)

    async def compose(self, entry: Entry, now: datetime) -> Message | None:
        """Write a held message (`outbox.ports.Compose`); None when its words are gone.

        Raises:
            ChatError: the chat that keeps the words cannot be asked now.
        """
        async with self.unit_of_work() as uow:
            hold = await uow.holds.find(_hold_of(entry))
            directory = await uow.people.directory()
        words = await self.envelopes.open(hold, directory) if hold else None
        if hold is None or words is None:
            return None
        if entry.kind == RETURNED:
            is_gone = isinstance(hold.to, ToPerson) and hold.to.person not in directory.people
            return views.returned(
                None if is_gone else name_of(directory, hold.to),
                words,
                is_channel=isinstance(hold.to, ToChannel),
            )
        return views.delivery(
            _author(directory, hold), words, self._how(entry, hold, directory, now)
        )

    def _how(
        self, entry: Entry, hold: Hold, directory: Directory, now: datetime
    ) -> Literal["kept", "at_once", "late"]:
        if entry.any_hour:
            return "at_once"
        expected = next_open(self.hours.schedule(directory, hold.to), hold.due_at)
        return "late" if expected is not None and now - expected > LATE else "kept"

    async def settled(self, uow: QuietHoursUnitOfWork, entry: Entry, outcome: Outcome) -> None:
        """Forget what was delivered; give back to its author what never can be."""
        name = _hold_of(entry)
        hold = await uow.holds.find(name)
        if hold is None:
            return
        if outcome == "refused" and entry.kind != RETURNED:
            await uow.outbox.add(
                Entry(
                    id=f"return/{name}",
                    kind=RETURNED,
                    to=ToPerson(hold.author),
                    message=views.empty(),
                    not_before=entry.not_before,
                )
            )
            return
        if outcome == "expired" and not isinstance(hold.words, Draft):
            directory = await uow.people.directory()
            await uow.outbox.add(
                Entry(
                    id=f"lost/{name}",
                    kind=LOST,
                    to=ToPerson(hold.author),
                    message=views.lost(name_of(directory, hold.to)),
                    not_before=entry.not_before,
                )
            )
        await uow.outbox.remove(question_of(name))
        await uow.holds.remove(name)
        self._gone.add(name)

    async def run_due(self, now: datetime) -> datetime | None:
        """Destroy the keys of messages that have left; return when to look again."""
        if self._gone:
            gone = tuple(self._gone)
            await self.envelopes.destroy(*await self._left(gone))
            self._gone.difference_update(gone)
        # All keys are looked through once at the start, and again only for those found alone.
        if not self._sweeps or (self._sweeps[0] is not None and self._sweeps[0] <= now):
            self._sweeps[:] = [await self.envelopes.sweep(now, self._kept)]
        return self._sweeps[0]

    async def _left(self, names: Sequence[str]) -> list[str]:
        """Tell which have really left: what noted it may have been undone since."""
        async with self.unit_of_work() as uow:
            return [name for name in names if await uow.holds.find(name) is None]

    async def _kept(self) -> frozenset[str]:
        async with self.unit_of_work() as uow:
            return await uow.holds.names()


def _hold_of(entry: Entry) -> str:
    return entry.id.partition("/")[2]


def _author(directory: Directory, hold: Hold) -> Text:
    person = directory.people.get(hold.author)
    return plain(person.name) if person else text("quiethours.a_colleague")
