"""Once a week: shuffles a batch, files its signals for the trusted pair, posts its practices."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time
from secrets import SystemRandom
from typing import Final

from bot.chat.outgoing import Message
from bot.outbox.model import Entry, ToPerson
from bot.people.model import Directory, Person
from bot.sealing.naming import part_of_name
from bot.sharing import reader_views as views
from bot.sharing.model import Card, Remark, Signal, may_leave, readers, review_after
from bot.sharing.ports import Filed, SharingUnitOfWork, Slip
from bot.sharing.service.papers import Paper, Safe
from bot.sharing.service.posting import post
from bot.sharing.weeks import monday_at, next_monday, week_at

ARRIVED, NOBODY, LOOKED = "sharing.arrived", "sharing.nobody_reads", "sharing.looked"
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
    _ready: dict[str, str] = field(default_factory=dict)
    _looked: dict[str, str] = field(default_factory=dict)

    async def run_due(self, now: datetime) -> datetime | None:
        """Release what may be read; return when a batch may leave, or the next week begins."""
        # Keys first: one made in between is of a batch that is not looked for.
        keys = await self.safe.boxes()
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            batches = await uow.signals.batches()
        ready = await self._make_ready(directory, now)
        await self._clean(keys - _boxes(batches) - ready)
        following = [
            next_monday(now, directory.unit_zone(one.id), time.min) for one in directory.departments
        ]
        for department, batch, _ in batches:
            if department not in directory.units:
                continue
            zone = directory.unit_zone(department)
            week = week_at(now, zone)
            following.append(next_monday(now, zone, _LEAVES_AT))
            if (
                now >= monday_at(now, zone, _LEAVES_AT)
                and batch < week
                and self._looked.get(department) != week
            ):
                await self._look(directory, department, batch, week, now)
                self._looked[department] = week
        return min(following, default=None)

    async def _make_ready(self, directory: Directory, now: datetime) -> set[tuple[str, str]]:
        """Draw the keys of codes and of the week's box before anybody writes; return the boxes.

        The date of a key file would otherwise say when the first share was written.
        """
        for department in directory.departments:
            week = week_at(now, directory.unit_zone(department.id))
            if self._ready.get(department.id) != week:
                async with self.unit_of_work():  # one maker of keys at a time
                    await self.safe.prepare(department.id, week)
                self._ready[department.id] = week
        return {(part_of_name(department), week) for department, week in self._ready.items()}

    async def _look(
        self, directory: Directory, department: str, batch: str, week: str, now: datetime
    ) -> None:
        """Release a batch if it may leave; once a week, or a third share would leave as it comes.

        What happens at once would tell when that share was written, and who was there.
        """
        async with self.unit_of_work() as uow:
            if not await uow.inbox.mark(f"{LOOKED}/{department}/{week}"):
                return
            slips = await uow.signals.waiting(department, batch)
            is_released = may_leave(len(slips), batch, week) and await self._release(
                uow, directory, department, batch, week, slips, now
            )
            await uow.commit()
        if is_released:
            await self._clean({(part_of_name(department), batch)})

    async def _release(  # noqa: PLR0913, PLR0917 - whose, from when to when
        self,
        uow: SharingUnitOfWork,
        directory: Directory,
        department: str,
        batch: str,
        week: str,
        slips: tuple[Slip, ...],
        now: datetime,
    ) -> bool:
        """Empty a batch; False where nothing of it can be read yet, and it stays."""
        pair = _pair(directory, department)
        papers = list(await self.safe.read_slips(department, batch, slips))
        practices = [paper for paper in papers if paper.kind == "practice"]
        for_readers = [paper for paper in papers if paper.kind != "practice"]
        if not pair and (for_readers or not practices):
            # Where their key is lost, nobody can tell what the slips are.
            said = views.nobody_reads(len(for_readers) or len(slips))
            admins = directory.holders("admin", department)
            await _tell(uow, admins, f"{NOBODY}/{department}/{week}", said, now)
        if not pair and not practices:
            return False
        _CHANCE.shuffle(for_readers)
        filed = await self._filed(uow, department, week, for_readers) if pair else []
        await uow.signals.release(department, batch, filed)
        if not pair:
            await self._put_back(uow, department, week, for_readers)
        if filed:
            said = views.arrived(len(filed))
            await _tell(uow, pair, f"{ARRIVED}/{department}/{batch}", said, now)
        for card in _cards(practices, directory, department, week):
            await post(uow, directory, card, now)
        return True

    async def _put_back(
        self, uow: SharingUnitOfWork, department: str, week: str, papers: Sequence[Paper]
    ) -> None:
        """Seal again, into this week's batch and in slots of their own, what nobody may read yet.

        The batch they were in goes, as ever, with its key: what waited beside them has appeared.
        """
        for paper in papers:
            slip = await self.safe.slip(department, week, secrets.token_hex(16), paper)
            await uow.signals.put(department, week, slip)

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

        In this order, so that a key that is left says that the files are still to be cleaned. A key
        goes while nobody else writes: none goes from under a share that is being sealed.
        """
        if not emptied:
            return
        await self.scrub()
        async with self.unit_of_work() as uow:
            filled = _boxes(await uow.signals.batches())
            for department, batch in emptied - filled:
                await self.safe.empty(department, batch)


def _boxes(batches: Iterable[tuple[str, str, int]]) -> set[tuple[str, str]]:
    """Name batches as keys do."""
    return {(part_of_name(department), batch) for department, batch, _ in batches}


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


def _cards(
    practices: Sequence[Paper], directory: Directory, department: str, week: str
) -> list[Card]:
    """Make cards of what practices say, by id, which is drawn now: no order is left of the box."""
    cards = [
        Card(
            id=secrets.token_hex(16),
            department=department,
            unit=paper.unit if paper.unit in directory.units else department,
            week=week,
            review=review_after(week),
            theme=paper.theme,
            words=paper.fact,
        )
        for paper in practices
    ]
    return sorted(cards, key=lambda one: one.id)


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
