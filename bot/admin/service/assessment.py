"""The impact assessment and the charter as they hold here and now, in a file for an admin."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.admin import assessment_views as views
from bot.admin import live
from bot.admin.model import folded
from bot.admin.ports import Rhythm
from bot.admin.service.charter import Charter
from bot.admin.service.edits import KEPT
from bot.admin.service.personal import LANGUAGES
from bot.admin.steps import filled as with_people
from bot.chat.outgoing import Reply
from bot.disclosure.roster import Policy
from bot.errors import UserError
from bot.i18n.text import Reader, Text, text
from bot.outbox.ports import UnitOfWork
from bot.people.asking import Asked
from bot.people.contacts import Contacts
from bot.people.model import Directory, Unit

_DAYS_A_MONTH: Final = 30.44
_CHATS: Final = {"slack": "Slack", "matrix": "Matrix"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """How Lien is set here, as far as promises speak of it.

    Args:
        policy: what the configuration asks for everywhere; a department may ask for more.
        chats: where people are spoken to.
        database: what keeps everything but keys.
        kept_for: how long digests and team lists are kept; None: for ever.
        traces_months: whole months that marks of what was done are kept.
        left_for: how long everything outlives a removal from a workspace.
    """

    policy: Policy
    chats: tuple[str, ...]
    database: str
    kept_for: timedelta | None
    traces_months: int
    left_for: timedelta

    def numbers(self, department: Unit) -> Mapping[str, str]:
        """Return the figures of a department that promises name."""
        k = max(self.policy.k, department.least_answers)
        months = "∞" if self.kept_for is None else str(round(self.kept_for.days / _DAYS_A_MONTH))
        return {
            **live.thresholds(replace(self.policy, k=k)),
            "mois_bilans": months,
            "mois_traces": str(self.traces_months),
            "jours_reglages": str(KEPT.days),
            "jours_depart": str(self.left_for.days),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Writes the assessment in the CNIL's method, with the charter behind it.

    Args:
        configured: gives the assessment in a language, its blanks in braces.
        contacts: the help lines of the configuration.
        say: says a text in a language.
    """

    unit_of_work: Callable[[], UnitOfWork]
    setting: Setting
    charter: Charter
    rhythm: Rhythm
    configured: Callable[[str], str]
    contacts: Contacts
    say: Callable[[Text, Reader], str]

    async def write(self, asked: Asked, now: datetime) -> Reply:
        """Give the file, in the admin's language or the one they name.

        Raises:
            UserError: they name a language Lien does not speak.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        unit = directory.units[asked.department]
        typed = folded(asked.words.strip())
        language = LANGUAGES.get(typed) if typed else directory.language(asked.person)
        if language is None:
            raise UserError("language.unknown", text=asked.words.strip()[:40])
        reader = Reader(language=language, zone=directory.unit_zone(unit.id), now=now)
        known = {
            **await self._facts(directory, unit, reader),
            **self.setting.numbers(unit),
            **dict(unit.charter),
        }
        heading = self.say(text("charter.heading"), reader)
        charter = self.charter.configured(language)
        whole = f"{self.configured(language).rstrip()}\n\n## {heading}\n\n{charter}"
        content = live.filled(whole, lambda name: known.get(name) or self._left(name, reader))
        left = [name for name in live.blanks_in(whole) if not known.get(name)]
        return views.assessment(f"aipd.{language}.md", content, left)

    async def _facts(self, directory: Directory, unit: Unit, reader: Reader) -> Mapping[str, str]:
        """Tell what only a directory and a plan know."""
        today = reader.now.astimezone(ZoneInfo(reader.zone)).date()
        referents = len(directory.holders("referent", unit.id))
        lines = directory.contacts(unit.id, self.contacts).lines
        aids = " · ".join(f"{line.name}\u00a0: {line.how}" for line in lines)
        return {
            "service": unit.name,
            "date": self.say(text("days.one", day=today), reader),
            "personnes": str(len(directory.homed(unit.id))),
            "equipes": str(len(with_people(directory, unit))),
            "referents": self.say(text("assessment.referents", n=referents), reader),
            "aides": aids or self.say(text("edits.nothing"), reader),
            "messagerie": " + ".join(_CHATS.get(chat, chat) for chat in self.setting.chats),
            "base": self.setting.database,
            "profil": self.say(Text(f"assessment.{self.setting.policy.profile}"), reader),
            "rythme": await self._rhythm(unit, reader),
        }

    async def _rhythm(self, unit: Unit, reader: Reader) -> str:
        state = await self.rhythm.state(unit.id)
        if state == "none":
            return self.say(text("assessment.no_rhythm"), reader)
        moments = await self.rhythm.written(unit.id, reader.language)
        if reader.language == "en":  # where days are written with a capital
            moments = {name: words.capitalize() for name, words in moments.items()}
        said = Text("assessment.rhythm", moments)
        if state == "running":
            return self.say(said, reader)
        return self.say(text("assessment.not_begun", rhythm=said), reader)

    def _left(self, name: str, reader: Reader) -> str:
        """Show what is left to fill in, in the words that ask for it."""
        return f"{{{self.say(views.named_blank(name), reader)}}}"
