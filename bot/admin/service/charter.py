"""The charter as a department has it: the configured words, its own answers in the blanks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.admin import live
from bot.admin.opened import moved, touched
from bot.chat.outgoing import Heading, Message, Note, Paragraph, Part, Reply
from bot.errors import UserError
from bot.i18n.text import plain, text
from bot.outbox.ports import Edits, UnitOfWork
from bot.people.asking import Asked
from bot.people.model import Unit

LONGEST: Final = 120
CONTACT: Final = "dpo"
"""The blank that says whom to ask about one's data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Charter:
    """Prints the charter, and lets admins fill in by chat what the configuration left blank.

    Args:
        configured: gives the charter in a language, with what the configuration filled in.
        numbers: gives the figures that the charter names, as they hold for a department.
        contact_configured: whom the configuration names for questions about data, "" for nobody.
    """

    unit_of_work: Callable[[], UnitOfWork]
    configured: Callable[[str], str]
    edits: Edits
    numbers: Callable[[Unit], Mapping[str, str]]
    contact_configured: str = ""

    async def read(self, asked: Asked) -> Reply:
        """Print the charter, a paragraph a part."""
        written = self.written(
            asked.directory.units[asked.department], asked.directory.language(asked.person)
        )
        parts: list[Part] = [Heading(text("charter.heading"))]
        parts += [Paragraph(plain(p)) for p in written.split("\n\n") if p.strip()]
        return Reply(message=Message(tuple(parts)))

    def written(self, department: Unit, language: str) -> str:
        """Return the charter of a department."""
        known = {**self.numbers(department), **dict(department.charter)}
        return live.filled(self.configured(language), lambda name: known.get(name, ""))

    def blanks(self, department: Unit) -> Mapping[str, str]:
        """Return what the configuration left blank, in order, with what the department filled."""
        filled = dict(department.charter)
        return {
            name: filled.get(name, "")
            for language in ("fr", "en")
            for name in live.blanks_in(self.configured(language))
        }

    def contact(self, asked: Asked) -> str:
        """Return whom to ask about one's data."""
        filled = dict(asked.directory.units[asked.department].charter)
        return filled.get(CONTACT, "") or self.contact_configured

    async def fill(self, asked: Asked) -> tuple[Note, ...]:
        """Keep what an admin filled in; what they left as the form showed it stays as it is now.

        Raises:
            UserError: one is empty or too long to be read in a sentence; nothing is kept.
        """
        unit = asked.directory.units[asked.department]
        names = self.blanks(unit)
        filled = {name: " ".join(asked.values.get(name, "").split()) for name in names}
        if not all(filled.values()) or any(len(words) > LONGEST for words in filled.values()):
            raise UserError("steps.blank_unreadable", limit=LONGEST)
        chosen = touched(asked.context, filled)
        notes: tuple[Note, ...] = ()
        async with self.unit_of_work() as uow:
            unit = (await uow.people.directory()).units[unit.id]
            before = dict(unit.charter)
            written = {n: w for n, w in filled.items() if n in chosen or not before.get(n)}
            stale = {f"charter/{unit.id}/{n}" for n in moved(asked.context, self.blanks(unit))}
            if await uow.inbox.mark(asked.event):
                kept = replace(unit, charter=tuple(sorted({**before, **written}.items())))
                notes = await self.edits.save(uow, asked.person, kept, stale=stale)
            await uow.commit()
        return notes
