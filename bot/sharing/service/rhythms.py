"""Lets admins say when people are asked to share: a department, or a team of its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.chat.outgoing import Note, Reply
from bot.errors import UserError
from bot.i18n.text import text
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.asking import Asked
from bot.people.budget import Budget, duration
from bot.people.finding import find_unit
from bot.people.model import Directory, Unit
from bot.people.moments import WeeklyMoment, read_weekly
from bot.people.prompting import LONGEST_WEEKS, USUAL_MOMENT, USUAL_WEEKS, Prompting
from bot.sharing import prompt_views as views
from bot.sharing.rhythm import Wanted, read_rhythm
from bot.sharing.service.prompting import PromptService


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythms:
    """The rhythm of the questions that invite people to share."""

    unit_of_work: Callable[[], UnitOfWork]
    prompting: PromptService
    edits: Edits
    budget: Budget

    async def set(self, asked: Asked, now: datetime) -> Reply:
        """Change a unit's rhythm, or show every one when nothing is said.

        A day without a time, or a time without a day, is asked back with buttons.

        Raises:
            UserError: it cannot be read, there is no such team, or more time would be planned
                than there is.
        """
        if not asked.words.strip():
            return await self._show(asked, now, ())
        names = [u.name for u in asked.directory.under(asked.department)]
        wanted = read_rhythm(asked.words, names)
        unit = _meant(asked.directory, asked.department, wanted)
        before = asked.directory.prompting(unit.id) or Prompting(since=now)
        weeks = wanted.weeks or before.weeks
        if not 1 <= weeks <= LONGEST_WEEKS:
            raise UserError("prompts.weeks_out_of_range", limit=LONGEST_WEEKS)
        read = _moments(wanted, before)
        if len(read) > 1:
            return views.which(read, wanted.weeks, wanted.team)
        moment = read[0] if read else None
        changed = _changed(wanted, unit, Prompting(since=now, moment=moment, weeks=weeks))
        return await self._show(asked, now, await self._keep(asked, unit, changed))

    async def _keep(self, asked: Asked, unit: Unit, prompting: Prompting) -> tuple[Note, ...]:
        notes: tuple[Note, ...] = ()
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            if await uow.inbox.mark(asked.event):
                changed = replace(directory.units[unit.id], prompting=prompting)
                notes = await self.edits.save(uow, asked.person, changed)
                self.budget.require(directory, await uow.people.directory(), asked.department)
            await uow.commit()
        return notes

    async def _show(self, asked: Asked, now: datetime, notes: tuple[Note, ...]) -> Reply:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        shown = [
            unit
            for unit in directory.under(asked.department)
            if unit.id == asked.department or (unit.prompting and unit.prompting.is_own)
        ]
        shown.sort(key=lambda unit: (unit.id != asked.department, unit.name))
        return views.rhythms(
            [
                (
                    unit.name,
                    directory.prompting(unit.id),
                    await self.prompting.upcoming(directory, unit.id, now),
                )
                for unit in shown
            ],
            (*notes, *self._planned(directory, asked.department)),
        )

    def _planned(self, directory: Directory, department: str) -> tuple[Note, ...]:
        """Say how much time is planned of those of whom most is."""
        agents, managers = self.budget.fullest(directory, department)
        said = [
            text(
                "budget.agents",
                planned=duration(agents),
                budget=duration(self.budget.agent),
            )
        ]
        if managers:
            said.append(
                text(
                    "budget.managers",
                    planned=duration(managers),
                    budget=duration(self.budget.manager),
                )
            )
        if agents > self.budget.agent:
            said.append(text("budget.waiting"))
        return tuple(Note(one) for one in (*said, text("budget.estimate")))


def _meant(directory: Directory, department: str, wanted: Wanted) -> Unit:
    if not wanted.team:
        return directory.units[department]
    return find_unit(directory, department, wanted.team)


def _moments(wanted: Wanted, before: Prompting) -> tuple[WeeklyMoment, ...]:
    """Return the moment that was meant, several when it has to be asked, none for never."""
    if wanted.is_never:
        return ()
    usual = before.moment or USUAL_MOMENT
    if wanted.is_usual or (wanted.weeks and not wanted.moment):
        return (usual,)
    return read_weekly(wanted.moment, usual)


def _changed(wanted: Wanted, unit: Unit, prompting: Prompting) -> Prompting:
    if not wanted.is_usual:
        return prompting
    is_team = unit.parent is not None
    return replace(prompting, moment=USUAL_MOMENT, weeks=USUAL_WEEKS, is_own=not is_team)
