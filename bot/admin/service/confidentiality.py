"""How many answers it takes before anything is said: a department may raise it, never lower it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from bot.admin import views
from bot.chat.outgoing import Note, Reply
from bot.disclosure.roster import FLOOR
from bot.errors import UserError
from bot.i18n.text import text
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.asking import Asked

MOST: Final = 20
"""Above it next to no team would ever read anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confidentiality:
    """Tells or raises a department's least number of answers.

    Args:
        configured: the least number the configuration asks for everywhere.
    """

    unit_of_work: Callable[[], UnitOfWork]
    configured: int
    edits: Edits

    async def set(self, asked: Asked) -> Reply:
        """Raise it from the next questions on, or tell it when no number is typed.

        Raises:
            UserError: it is no number, is lower than what is promised, or is out of reach.
        """
        typed = asked.words.strip()
        async with self.unit_of_work() as uow:
            unit = (await uow.people.directory()).units[asked.department]
            current = max(self.configured, unit.least_answers, FLOOR)
            if not typed:
                return views.said(text("confidentiality.is", n=current))
            if not (typed.isascii() and typed.isdecimal()) or int(typed[:4]) > MOST:
                raise UserError(
                    "confidentiality.unreadable", text=typed[:40], least=current, most=MOST
                )
            wanted = int(typed[:4])
            if wanted < current:
                raise UserError("confidentiality.never_lower", n=current)
            notes: tuple[Note, ...] = ()
            if await uow.inbox.mark(asked.event):
                raised = replace(unit, least_answers=wanted)
                notes = await self.edits.save(uow, asked.person, raised)
            await uow.commit()
        return views.said(text("confidentiality.set", n=wanted)).adding(*notes)
