"""Whom a record is about, and the words that only the place of a reader can give."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from bot.disclosure.released import Record
from bot.i18n.text import Text, plain, text

ENCADREMENT = ("encadrement",)
"""The cell of the managers, who count in no other."""
NAMED_UNITS = 5
"""Most units a cell names; more would make of the title a paragraph."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Setting:
    """What a record does not hold and its words need.

    Args:
        units: name of each unit by its id.
        day: the local day of the digest.
        question: the wording of a rotating question by its id.
    """

    units: Mapping[str, str]
    day: date
    question: Callable[[str], str]

    def day_of(self, week: int, record: Record) -> date:
        """Return the day of another week's digest, as far as the rhythm has not changed."""
        return self.day + timedelta(weeks=week - record.week)

    def name(self, unit: str) -> str:
        """Return a unit's name on one line, its id once the unit is gone."""
        return " ".join(self.units.get(unit, unit).split())

    def label(self, question: str) -> str:
        """Return a rotating question's wording, to be quoted inside a sentence."""
        return self.question(question).removesuffix(".")

    def subject(self, record: Record) -> Text:
        """Name whom a record is about: one unit, all those of a cell, or the managers."""
        if record.cell == ENCADREMENT:
            return text("digest.managers", unit=self.name(record.unit))
        if not record.cell:
            return plain(self.name(record.unit))
        if len(record.cell) > NAMED_UNITS:
            return text("digest.units", n=len(record.cell), unit=self.name(record.unit))
        return text("digest.together", units=tuple(self.name(unit) for unit in record.cell))
