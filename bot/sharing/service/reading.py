"""The trusted pair read signals first, answer, and say what became of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.people.model import Directory, Person
from bot.sharing import reader_views as views
from bot.sharing.model import (
    LONGEST_ANSWER,
    NEEDS_REASON,
    OVER,
    STATES,
    Remark,
    Signal,
    State,
    readers,
)
from bot.sharing.ports import Filed, Mask, SharingUnitOfWork
from bot.sharing.service.papers import Safe
from bot.sharing.weeks import week_at
from bot.sharing.words import read_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the trusted pair of a unit, and nobody else, can do with its signals."""

    unit_of_work: Callable[[], SharingUnitOfWork]
    safe: Safe
    masked: Mask

    async def show(self, person: Person, directory: Directory) -> Reply:
        """List the signals that are still open, by what they say: no order tells when.

        Raises:
            UserError: they are of no trusted pair.
        """
        _require_reader(person, directory)
        department = directory.department(person.unit).id
        async with self.unit_of_work() as uow:
            filed = await uow.signals.all(department)
        read = await self.safe.read_all(department, filed)
        mine = [s for _, s in read if s.state not in OVER and _reads(person, directory, s)]
        mine.sort(key=lambda s: (STATES.index(s.state), s.week, s.fact))
        names = {unit.id: unit.name for unit in directory.units.values()}
        return views.listed([(s, names.get(s.unit, "")) for s in mine])

    async def handle(self, person: Person, directory: Directory, signal: str) -> Reply:
        """Open a signal.

        Raises:
            UserError: it is not there, or not theirs to read.
        """
        async with self.unit_of_work() as uow:
            _, found = await self._theirs(uow, person, directory, signal)
        return views.handling(found)

    async def decide(
        self,
        person: Person,
        directory: Directory,
        signal: str,
        values: Mapping[str, str],
        now: datetime,
    ) -> Reply:
        """Keep a state, a word to the author, a reason, and what everyone may read of it.

        Raises:
            UserError: it is not theirs, has no such state, or the reason is missing.
        """
        state = next((one for one in STATES if one == values.get(views.STATE)), None)
        if state is None:
            raise UserError("sharing.no_such_state")
        words, reason, outcome = (
            self._masked(values, name, person, directory)
            for name in (views.WORDS, views.REASON, views.OUTCOME)
        )
        if state in NEEDS_REASON and not reason:
            raise UserError("sharing.needs_reason")
        async with self.unit_of_work() as uow:
            filed, found = await self._theirs(uow, person, directory, signal)
            week = week_at(now, directory.zone(person))
            changed = _decided(found, state, words, reason, outcome, week)
            await uow.signals.save(await self.safe.file(changed, filed.receipt))
            await uow.commit()
        return views.saved()

    def _masked(
        self, values: Mapping[str, str], name: str, person: Person, directory: Directory
    ) -> str:
        words = read_words(values, name, LONGEST_ANSWER, required=False)
        return self.masked(words, directory, directory.language(person)) if words else ""

    async def _theirs(
        self, uow: SharingUnitOfWork, person: Person, directory: Directory, signal: str
    ) -> tuple[Filed, Signal]:
        _require_reader(person, directory)
        filed = await uow.signals.find(signal)
        if filed is None or filed.department != directory.department(person.unit).id:
            raise UserError("sharing.no_such_signal")
        found = await self.safe.read_filed(filed)
        if not _reads(person, directory, found):
            raise UserError("sharing.no_such_signal")
        return filed, found


def _decided(  # noqa: PLR0913, PLR0917 - what a form says, and when
    signal: Signal, state: State, words: str, reason: str, outcome: str, week: str
) -> Signal:
    remarks = signal.remarks
    # A form sent twice says the same thing once.
    if words and (not remarks or remarks[-1] != Remark(by="readers", words=words)):
        remarks = (*remarks, Remark(by="readers", words=words))
    ended = (signal.ended or week) if state in OVER else ""
    return replace(
        signal, state=state, reason=reason, outcome=outcome, remarks=remarks, ended=ended
    )


def _reads(person: Person, directory: Directory, signal: Signal) -> bool:
    if signal.unit not in directory.units:
        return person in readers(directory, directory.department(person.unit).id)
    return person in readers(directory, signal.unit)


def _require_reader(person: Person, directory: Directory) -> None:
    department = directory.department(person.unit).id
    if not any(person in readers(directory, u.id) for u in directory.under(department)):
        raise UserError("sharing.not_a_reader")
