"""The bot's own page, where a chat has one, and the forms it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.admin import home_views as views
from bot.admin.service.personal import PersonalSettings
from bot.chat.outgoing import Message, Part, Reply
from bot.i18n.text import text
from bot.people.hours import format_hours
from bot.people.model import Directory, Person


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Shows somebody what they decided for themselves, and lets them change it."""

    settings: PersonalSettings

    async def show(
        self, directory: Directory, person: Person, kept: Reply, signing: tuple[Part, ...]
    ) -> Reply:
        """Lay out somebody's page with their held messages and the name those appear under."""
        written = _written(directory, person)
        hours = text("hours.shown", hours=written) if written else text("hours.unknown")
        return Reply(message=views.home(person, hours, kept.message or Message(()), signing))

    def hours(self, directory: Directory, person: Person) -> Reply:
        """Open the form for hours, filled in as they are."""
        return Reply(form=views.hours_form(_written(directory, person)))

    def preferences(self, directory: Directory, person: Person) -> Reply:
        """Open the form for language, time of day and invitations, filled in as they are."""
        at = person.prompted_at
        hour = f"{at.hour}h{at.minute:02d}" if at else ""
        language, accepts = directory.language(person), person.accepts_prompts
        return Reply(form=views.preferences_form(language, hour, accepts_prompts=accepts))

    def absence(self) -> Reply:
        """Open the form for days away."""
        return Reply(form=views.absence_form())

    async def pause(self, person: Person, words: str, event: str, now: datetime) -> Reply:
        """Begin a pause, or end it.

        Raises:
            UserError: as `PersonalSettings.pause`.
        """
        return await self.settings.pause(person, words, event, now)

    async def save(
        self, person: Person, form: str, values: Mapping[str, str], event: str, now: datetime
    ) -> Reply | None:
        """Keep what a form of the page was sent with.

        Raises:
            UserError: the hours or the days cannot be read.
        """
        words = values.get(views.WORDS, "")
        if form == views.HOURS:
            return await self.settings.hours(person, words, event)
        if form == views.ABSENCE:
            return await self.settings.absence(person, words, event, now)
        if form == views.PREFERENCES:
            language, hour = values.get(views.LANGUAGE, ""), values.get(views.HOUR, "").strip()
            accepts = values.get(views.PROMPTS, "") != views.NO
            return await self.settings.prefer(
                person, language, hour or "fin", event, accepts_prompts=accepts
            )
        return None


def _written(directory: Directory, person: Person) -> str:
    hours = directory.hours(person)
    if hours is None:
        return ""
    return format_hours(hours, "en" if directory.language(person) == "en" else "fr")
