"""Good practice: written, looked at, posted, found again, thanked and renewed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.i18n.text import text
from bot.people.model import Directory, Person
from bot.sharing import practice_views as views
from bot.sharing.model import LONGEST_PRACTICE, Card, crowd, reading_unit, review_after
from bot.sharing.ports import Mask, SharingUnitOfWork
from bot.sharing.service.box import Box
from bot.sharing.service.counting import Once
from bot.sharing.service.papers import Paper
from bot.sharing.service.posting import post
from bot.sharing.weeks import week_at
from bot.sharing.words import read_theme, read_words, unmarked

_DRAFT: Final = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Practising:
    """What anybody can do with good practice. Nothing it keeps tells who wrote or thanked.

    Between preview and confirmation the words are in the form itself and nowhere else. What is
    signed appears at once; what is not waits in the box, for whoever saw who was there when it
    appeared would know its author.
    """

    unit_of_work: Callable[[], SharingUnitOfWork]
    box: Box
    masked: Mask
    thanks: Once = field(default_factory=Once)

    def from_message(
        self, person: Person, directory: Directory, words: str, *, is_theirs: bool
    ) -> Reply:
        """Open the form from the menu of a message.

        Words of one's own are there already, masked and as many as there is room for; words of
        somebody else are theirs to share, and never are.
        """
        if not is_theirs:
            return Reply(form=views.writing(text("sharing.others_words")))
        masked = self._masked(unmarked(words), directory, person)[:LONGEST_PRACTICE]
        return Reply(form=views.writing(words=masked))

    async def look(self, person: Person, directory: Directory, values: Mapping[str, str]) -> Reply:
        """Show what would be shared.

        Raises:
            UserError: it is empty or too long.
        """
        written = read_words(values, views.WORDS, LONGEST_PRACTICE, required=True)
        words = self._masked(written, directory, person)
        return views.preview(secrets.token_hex(16), words, read_theme(values, words), signed=False)

    async def share(
        self,
        person: Person,
        directory: Directory,
        draft: str,
        values: Mapping[str, str],
        now: datetime,
    ) -> Reply:
        """Post a signed practice, or seal one without a name, unless there is more to mask.

        No mark of the event is kept, for it would stand beside what was written: the draft's
        random name makes sure that it is kept once.

        Raises:
            UserError: it is empty or too long, or the form is none of ours.
        """
        if not _DRAFT.fullmatch(draft):
            raise UserError("sharing.lost_form")
        written = read_words(values, views.WORDS, LONGEST_PRACTICE, required=True)
        words, is_signed = self._masked(written, directory, person), values.get("signed") == "yes"
        theme = read_theme(values, words)
        if words != written:
            return views.preview(draft, words, theme, signed=is_signed, changed=True)
        department = directory.department(person.unit)
        unit = reading_unit(directory, person.unit if is_signed else crowd(directory, person))
        place, name = unit or department, unit.name if unit else None
        if not is_signed:
            paper = Paper(kind="practice", unit=place.id, theme=theme, fact=words)
            await self.box.put(directory, department.id, draft, paper, now)
            return views.sealed(name)
        week = _week(directory, person, now)
        card = Card(
            id=draft,
            department=department.id,
            unit=place.id,
            week=week,
            review=review_after(week),
            theme=theme,
            words=words,
            signature=person.name,
        )
        async with self.unit_of_work() as uow:
            await post(uow, directory, card, now)
            await uow.commit()
        return views.shared(name)

    async def search(
        self, person: Person, directory: Directory, words: str, now: datetime
    ) -> Reply:
        """Find cards of somebody's department by their words.

        Raises:
            UserError: no word to look for.
        """
        if not any(letter.isalnum() for letter in words):
            raise UserError("sharing.search_what")
        department = directory.department(person.unit).id
        async with self.unit_of_work() as uow:
            cards = await uow.cards.search(department, words[:200], views.MOST_FOUND)
            total = await uow.cards.count(department)
        return views.found(cards, _week(directory, person, now), total)

    async def draw(self, person: Person, directory: Directory, now: datetime) -> Reply:
        """Draw a card that still holds."""
        week, department = _week(directory, person, now), directory.department(person.unit).id
        async with self.unit_of_work() as uow:
            cards = await uow.cards.valid(department, week)
        return views.found(cards[:1], week, len(cards))

    async def thank(self, person: Person, directory: Directory, card: str) -> Reply:
        """Count one thank-you of somebody for a card; pressed again, it is one still.

        Raises:
            UserError: there is no such card in their department.
        """
        async with self.unit_of_work() as uow:
            await _theirs(uow, person, directory, card)
            if self.thanks.is_first(person.id, card):
                await uow.cards.thank(card)
            await uow.commit()
        return views.thanked()

    async def renew(self, person: Person, directory: Directory, card: str, now: datetime) -> Reply:
        """Let a card hold for another year: anyone of the department can say so.

        Raises:
            UserError: there is no such card in their department.
        """
        week = _week(directory, person, now)
        async with self.unit_of_work() as uow:
            await _theirs(uow, person, directory, card)
            await uow.cards.renew(card, review_after(week))
            await uow.commit()
        return views.renewed()

    def _masked(self, words: str, directory: Directory, person: Person) -> str:
        return self.masked(words, directory, directory.language(person))


async def _theirs(uow: SharingUnitOfWork, person: Person, directory: Directory, card: str) -> Card:
    found = await uow.cards.find(card)
    if found is None or found.department != directory.department(person.unit).id:
        raise UserError("sharing.no_such_card")
    return found


def _week(directory: Directory, person: Person, now: datetime) -> str:
    return week_at(now, directory.zone(person))
