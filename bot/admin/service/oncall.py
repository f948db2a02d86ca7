"""Who is on call: an admin says so, and what is written to them does not wait for the morning."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.admin.day_views import on_call
from bot.admin.model import folded
from bot.chat.outgoing import Note, Reply
from bot.errors import UserError
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.days import LONGEST, read_day
from bot.people.finding import find_recipient, find_unit
from bot.people.model import Directory, Person, Unit
from bot.people.oncall import OnCall

_REMOVE: Final = frozenset({"retirer", "remove", "fin", "end"})
_UNTIL: Final = re.compile(r"\s+(?=(?:jusqu|until\b|till\b))")


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCallTurns:
    """Gives people and teams of an admin's own department their turn on call, and ends it."""

    unit_of_work: Callable[[], UnitOfWork]
    edits: Edits

    async def set(self, admin: Person, words: str, event: str, now: datetime) -> Reply:
        """Put "@Karim jusqu'à dimanche" or "Enfance Nord" on call, take it back with "retirer".

        Said alone, it lists who is.

        Raises:
            UserError: nobody of the department is meant, or the day cannot be read.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            today = now.astimezone(ZoneInfo(directory.zone(admin))).date()
            notes: tuple[Note, ...] = ()
            if words.strip():
                changed = self._changed(directory, admin, words.strip(), today)
                if await uow.inbox.mark(event):
                    notes = await self.edits.save(uow, admin, changed)
                directory = await uow.people.directory()
            await uow.commit()
        turns = _turns(directory, directory.department(admin.unit).id, today)
        return on_call(turns).adding(*notes)

    def _changed(
        self, directory: Directory, admin: Person, words: str, today: date
    ) -> Person | Unit:
        first, _, rest = words.partition(" ")
        is_over = folded(first) in _REMOVE
        whom, until = _whom(directory, admin, rest.strip() if is_over else words)
        if is_over:
            return replace(whom, on_call=None)
        if not until:
            return replace(whom, on_call=OnCall())
        days = [day for day in read_day(until, today, directory.language(admin)) if day >= today]
        if not days:
            raise UserError("on_call.unreadable", text=until[:LONGEST])
        # Of two readings the earlier: somebody's evenings are not given away by mistake.
        return replace(whom, on_call=OnCall(until=min(days)))


def _whom(directory: Directory, admin: Person, words: str) -> tuple[Person | Unit, str]:
    department = directory.department(admin.unit).id
    if words.startswith(("@", "#")):
        found = find_recipient(directory, words)
        home = found.whom.unit if isinstance(found.whom, Person) else found.whom.id
        if directory.department(home).id != department:
            raise UserError("refused.not_yours")
        return found.whom, found.words
    name, *until = _UNTIL.split(words, maxsplit=1)
    return find_unit(directory, department, name), until[0] if until else ""


def _turns(directory: Directory, department: str, today: date) -> list[tuple[str, OnCall]]:
    holders: list[Person | Unit] = [*directory.under(department), *directory.homed(department)]
    return [
        (holder.name, holder.on_call)
        for holder in holders
        if holder.on_call is not None and holder.on_call.covers(today)
    ]
