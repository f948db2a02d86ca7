"""Weak signals as their authors live them: written, looked at, sent, followed by a code."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.i18n.text import Text, plain
from bot.people.contacts import Contacts
from bot.people.model import Directory, Person
from bot.sharing import signal_views as views
from bot.sharing.model import LONGEST_ANSWER, Signal, crowd, readers
from bot.sharing.ports import Mask, SharingUnitOfWork
from bot.sharing.receipts import BYTES, code_of, hash_of, read_code
from bot.sharing.service.box import Box
from bot.sharing.service.counting import Misses, hour_of
from bot.sharing.service.papers import Paper, Safe
from bot.sharing.words import read_theme, read_words
from bot.text import crisis

_DRAFT: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signalling:
    """What an author does with a weak signal, without a name anywhere.

    Between preview and sending the words are in the form itself.
    """

    unit_of_work: Callable[[], SharingUnitOfWork]
    safe: Safe
    box: Box
    masked: Mask
    contacts: Contacts
    misses: Misses = field(default_factory=Misses)

    def write(self, person: Person, directory: Directory, question: Text | None = None) -> Reply:
        """Open the form, under the question that was asked if there was one.

        Raises:
            UserError: nobody is there to read it: it is not even asked for.
        """
        if not readers(directory, person.unit):
            raise UserError("sharing.no_readers")
        return Reply(form=views.writing(self._lines(person, directory), question))

    def look(self, person: Person, directory: Directory, values: Mapping[str, str]) -> Reply:
        """Show what would be sent. Distress is looked for in memory, and only the author is told.

        Raises:
            UserError: no fact is told, or an answer is too long.
        """
        written = _read(values)
        words = self._masked(written, person, directory)
        return views.preview(
            secrets.token_hex(16),
            words,
            read_theme(values, " ".join(words.values())),
            self._lines(person, directory),
            needs_care=any(crisis.grade(one) is not None for one in written.values() if one),
        )

    async def send(
        self,
        person: Person,
        directory: Directory,
        draft: str,
        values: Mapping[str, str],
        now: datetime,
    ) -> Reply:
        """Seal a signal into the box and show its code once, unless there is more to mask.

        Raises:
            UserError: no fact is told, an answer is too long, nobody would read it, or the form
                is none of ours.
        """
        if not _DRAFT.fullmatch(draft):
            raise UserError("sharing.lost_form")
        if not readers(directory, person.unit):
            raise UserError("sharing.no_readers")
        written = _read(values)
        words = self._masked(written, person, directory)
        theme = read_theme(values, " ".join(words.values()))
        if words != written:
            lines = self._lines(person, directory)
            return views.preview(draft, words, theme, lines, changed=True)
        code = code_of(secrets.token_bytes(BYTES))
        department = directory.department(person.unit).id
        paper = Paper(
            kind="signal",
            unit=crowd(directory, person),
            theme=theme,
            fact=words[views.FACT],
            effect=words[views.EFFECT],
            idea=words[views.IDEA],
        )
        letters = read_code(code) or ""
        if not await self.box.put(directory, department, draft, paper, now, letters=letters):
            return views.already_received()
        return views.received(code)

    async def follow(
        self, person: Person, directory: Directory, typed: str, now: datetime
    ) -> Reply:
        """Show what became of a signal to whoever has its code.

        Raises:
            UserError: the code has a slip, is of no signal, or too many were tried.
        """
        code, signal = await self._find(person, directory, typed, now)
        return views.waiting() if signal is None else views.followed(signal, code)

    async def asking(
        self, person: Person, directory: Directory, typed: str, now: datetime
    ) -> Reply:
        """Open the form for a further word.

        Raises:
            UserError: as `follow`.
        """
        code, _ = await self._find(person, directory, typed, now)
        return views.adding(code)

    async def add(
        self,
        person: Person,
        directory: Directory,
        typed: str,
        values: Mapping[str, str],
        now: datetime,
    ) -> Reply:
        """Seal a further word into the box: it is read with the next batch, so no time tells who.

        Raises:
            UserError: as `follow`, or it is empty or too long.
        """
        words = read_words(values, views.WORDS, LONGEST_ANSWER, required=True)
        code, _ = await self._find(person, directory, typed, now)
        masked = self.masked(words, directory, directory.language(person))
        department = directory.department(person.unit).id
        # The same word sent twice, as chats repeat events, is the same draft under its code.
        draft = f"{code} {masked}"
        paper = Paper(kind="remark", fact=masked)
        await self.box.put(directory, department, draft, paper, now, letters=code)
        return views.added(masked)

    async def _find(
        self, person: Person, directory: Directory, typed: str, now: datetime
    ) -> tuple[str, Signal | None]:
        """Return a code as it is written, and its signal; None while it waits in the box."""
        department = directory.department(person.unit).id
        await self._require_patience(person, department, now)
        letters = read_code(typed)
        if letters is None:
            await self._miss(person, department, now)
            raise UserError("sharing.code_slip" if typed.strip() else "sharing.code_missing")
        async with self.unit_of_work() as uow:
            receipt = hash_of(await self.safe.receipt_key(department), letters)
            filed = await uow.signals.by_receipt(department, receipt)
            boxes = [
                (b, await uow.signals.waiting(d, b))
                for d, b, _ in await uow.signals.batches()
                if d == department and filed is None
            ]
        if filed is not None:
            return letters, await self.safe.read_filed(filed)
        for batch, slips in boxes:
            papers = await self.safe.read_slips(department, batch, slips)
            if any(secrets.compare_digest(paper.receipt, receipt) for paper in papers):
                return letters, None
        await self._miss(person, department, now)
        raise UserError("sharing.code_unknown")

    async def _require_patience(self, person: Person, department: str, now: datetime) -> None:
        if not self.misses.knows(department):
            async with self.unit_of_work() as uow:
                missed = await uow.signals.missed(department, hour_of(now, ago=1))
            self.misses.begin(department, missed, now)
        if self.misses.is_too_many(person.id, department, now):
            raise UserError("sharing.too_many_codes")

    async def _miss(self, person: Person, department: str, now: datetime) -> None:
        self.misses.note(person.id, now)
        async with self.unit_of_work() as uow:
            await uow.signals.miss(department, hour_of(now))
            await uow.commit()

    def _masked(
        self, written: Mapping[str, str], person: Person, directory: Directory
    ) -> dict[str, str]:
        language = directory.language(person)
        return {name: self.masked(words, directory, language) for name, words in written.items()}

    def _lines(self, person: Person, directory: Directory) -> Text:
        return plain(directory.contacts(person.unit, self.contacts).said())


def _read(values: Mapping[str, str]) -> dict[str, str]:
    return {
        name: read_words(values, name, LONGEST_ANSWER, required=name == views.FACT)
        for name in views.ANSWERS
    }
