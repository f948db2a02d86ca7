"""Once a week: shuffles the signals of a batch, files them, and tells the trusted pair."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from secrets import SystemRandom
from typing import Final
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Message
from bot.outbox.model import Entry, ToPerson
from bot.people.model import Directory, Person
from bot.sealing.naming import part_of_name
from bot.sharing import reader_views as views
from bot.sharing.model import Remark, Signal, may_leave, readers, week_of
from bot.sharing.ports import Filed, SharingUnitOfWork
from bot.sharing.service.papers import Paper, Safe

ARRIVED, NOBODY = "sharing.arrived", "sharing.nobody_reads"
_LEAVES_AT: Final = time(10, 0)
_CHANCE: Final = SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Releasing:
    """Empties the box on Mondays at ten, in an order drawn by lot.

    Args:
        scrub: makes what was removed unreadable in the files.
    """

    unit_of_work: Callable[[], SharingUnitOfWork]
    safe: Safe
    scrub: Callable[[], Awaitable[None]]
    _ready: set[str] = field(default_factory=set)

    async def run_due(self, now: datetime) -> datetime | None:
        """Release what may be read; return next Monday at ten while something waits."""
        # Keys first: one made in between is of a batch that is not looked for.
        keys = await self.safe.boxes()
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            batches = await uow.signals.batches()
        await self._make_ready(directory)
        await self._clean(keys - {(part_of_name(dept), batch) for dept, batch, _ in batches})
        following: list[datetime] = []
        for department, batch, count in batches:
            if department not in directory.units:
                continue
            zone = ZoneInfo(directory.unit_zone(department))
            monday = _monday_at_ten(now, zone)
            week = week_of(now.astimezone(zone).date())
            if now < monday:
                following.append(monday)
            elif not may_leave(count, batch, week) or not await self._release(
                directory, department, batch, week, now
            ):
                following.append(_monday_at_ten(now + timedelta(days=7), zone))
        return min(following, default=None)

    async def _make_ready(self, directory: Directory) -> None:
        """Draw the keys of codes before anybody writes: a file's date would say when they did."""
        for department in directory.departments:
            if department.id not in self._ready:
                async with self.unit_of_work():  # one maker of keys at a time
                    await self.safe.receipt_key(department.id)
                self._ready.add(department.id)

    async def _release(
        self, directory: Directory, department: str, batch: str, week: str, now: datetime
    ) -> bool:
        pair = _pair(directory, department)
        async with self.unit_of_work() as uow:
            slips = await uow.signals.waiting(department, batch)
            if not pair:
                await _tell(
                    uow,
                    directory.holders("admin", department),
                    f"{NOBODY}/{department}/{week}",
                    views.nobody_reads(len(slips)),
                    now,
                )
                await uow.commit()
                return False
            papers = list(await self.safe.read_slips(department, batch, slips))
            _CHANCE.shuffle(papers)
            filed = await self._filed(uow, department, week, papers)
            await uow.signals.release(department, batch, filed)
            await _tell(
                uow,
                pair,
                f"{ARRIVED}/{department}/{batch}",
                views.arrived(len(filed)),
                now,
            )
            await uow.commit()
        await self._clean({(department, batch)})
        return True

    async def _filed(
        self, uow: SharingUnitOfWork, department: str, week: str, papers: Sequence[Paper]
    ) -> list[Filed]:
        """Make signals of new papers and put further words under theirs; each in its new seal."""
        signals: dict[bytes, Signal] = {}
        for paper in sorted(papers, key=lambda one: one.kind == "remark"):
            if paper.kind == "signal":
                signals[paper.receipt] = _signal(paper, department, week)
                continue
            known = signals.get(paper.receipt) or await self._known(uow, department, paper.receipt)
            if known is not None:
                remark = Remark(by="author", words=paper.fact)
                signals[paper.receipt] = replace(known, remarks=(*known.remarks, remark))
        filed = [await self.safe.file(signal, receipt) for receipt, signal in signals.items()]
        return sorted(filed, key=lambda one: one.id)

    async def _known(
        self, uow: SharingUnitOfWork, department: str, receipt: bytes
    ) -> Signal | None:
        found = await uow.signals.by_receipt(department, receipt)
        return None if found is None else await self.safe.read_filed(found)

    async def _clean(self, emptied: set[tuple[str, str]]) -> None:
        """Make emptied batches unreadable: their bytes in the files, then their keys.

        In this order, so that a key that is left says that the files are still to be cleaned.
        """
        if emptied:
            await self.scrub()
        for department, batch in emptied:
            await self.safe.empty(department, batch)


def _signal(paper: Paper, department: str, week: str) -> Signal:
    return Signal(
        id=secrets.token_hex(16),
        department=department,
        unit=paper.unit,
        week=week,
        theme=paper.theme,
        fact=paper.fact,
        effect=paper.effect,
        idea=paper.idea,
    )


def _pair(directory: Directory, department: str) -> tuple[Person, ...]:
    found = {p.id: p for u in directory.under(department) for p in readers(directory, u.id)}
    return tuple(p for _, p in sorted(found.items()))


async def _tell(
    uow: SharingUnitOfWork, whom: Sequence[Person], name: str, message: Message, now: datetime
) -> None:
    await uow.outbox.add(
        *(
            Entry(
                id=f"{name}/{person.id}",
                kind=name.partition("/")[0],
                to=ToPerson(person.id),
                message=message,
                not_before=now,
            )
            for person in whom
        )
    )


def _monday_at_ten(now: datetime, zone: ZoneInfo) -> datetime:
    """Return ten o'clock on Monday of the week of an instant, in a zone."""
    today: date = now.astimezone(zone).date()
    monday = today - timedelta(days=today.weekday())
    return datetime.combine(monday, _LEAVES_AT, zone).astimezone(UTC)
