"""The bot's own page, where a chat has one, and the forms it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.admin import home_views as views
from bot.admin.opened import touched
from bot.admin.service.personal import PersonalSettings
from bot.chat.incoming import FormSubmitted
from bot.chat.outgoing import Message, Part, Reply
from bot.i18n.text import text
from bot.people.hours import format_hours
from bot.people.model import Directory, Person
from bot.people.parttime import write_days_off


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

    def part_time(self, directory: Directory, person: Person) -> Reply:
        """Open the form for part time, filled in as it is."""
        written = write_days_off(person.days_off, directory.language(person))
        return Reply(form=views.part_time_form(written))

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

    async def save(self, person: Person, sent: FormSubmitted, now: datetime) -> Reply | None:
        """Keep what a form of the page was sent with; None for a form that is none of the page.

        Raises:
            UserError: the hours or the days cannot be read.
        """
        words, event = sent.values.get(views.WORDS, ""), sent.event
        if sent.form == views.HOURS:
            return await self.settings.hours(person, words, event)
        if sent.form == views.PART_TIME:
            return await self.settings.part_time(person, words.strip() or "fin", event)
        if sent.form == views.ABSENCE:
            return await self.settings.absence(person, words, event, now)
        if sent.form == views.PREFERENCES:
            return await self._prefer(person, sent, now)
        return None

    async def _prefer(self, person: Person, sent: FormSubmitted, now: datetime) -> Reply:
        """Keep what was changed in the form; what it showed and was left stays as it is now."""
        fields = (views.LANGUAGE, views.HOUR, views.PROMPTS)
        values = {name: sent.values.get(name, "") for name in fields}
        chosen = touched(sent.context, values)
        return await self.settings.prefer(
            person,
            sent.event,
            now,
            language=values[views.LANGUAGE] if views.LANGUAGE in chosen else None,
            hour=(values[views.HOUR].strip() or "fin") if views.HOUR in chosen else None,
            accepts_prompts=values[views.PROMPTS] != views.NO if views.PROMPTS in chosen else None,
        )


def _written(directory: Directory, person: Person) -> str:
    hours = directory.hours(person)
    if hours is None:
        return ""
    return format_hours(hours, "en" if directory.language(person) == "en" else "fr")
