"""The bot's own page: what most people need, what I decided for myself, and what waits."""

from __future__ import annotations

from bot.admin.opened import stamp
from bot.admin.part_time_views import sentence
from bot.chat.outgoing import (
    Button,
    Choices,
    Form,
    Heading,
    Message,
    Note,
    Option,
    Paragraph,
    Part,
    Select,
    TextField,
)
from bot.i18n.text import Text, text
from bot.people.model import Person

HOURS, ABSENCE, PAUSE = "home.hours", "home.absence", "home.pause"
PART_TIME = "home.part_time"
PREFERENCES = "home.preferences"
LANGUAGE, HOUR, PROMPTS = "language", "hour", "prompts"
YES, NO = "yes", "no"
DOORS = ("answer", "practice", "signal", "later", "talk")
READING = ("charter", "transparency", "help")
END_PAUSE = "fin"
WORDS = "words"
_ROOM_FOR_HELD = 25
"""Parts: a message has forty at most, and the page's own are thirteen, and two of signing."""


def home(person: Person, hours: Text, kept: Message, signing: tuple[Part, ...] = ()) -> Message:
    """Lay out somebody's page.

    Args:
        person: whose page it is.
        hours: what is known of their hours, as a sentence.
        kept: their held messages, as the list of them shows.
        signing: under which name those appear, where there is a choice.
    """
    paused = person.paused_until
    pause = (
        Button(action=PAUSE, label=text("home.pause"))
        if paused is None
        else Button(action=PAUSE, value=END_PAUSE, label=text("home.resume"))
    )
    settings: tuple[Part, ...] = (
        Heading(text("home.settings")),
        Paragraph(hours),
        *((Paragraph(sentence(person.days_off)),) if person.days_off else ()),
        *((Paragraph(text("transparency.paused", until=paused)),) if paused else ()),
        Choices(
            (
                Button(action=HOURS, label=text("home.hours")),
                Button(action=PART_TIME, label=text("home.part_time")),
                Button(action=ABSENCE, label=text("home.absence")),
                Button(action=PREFERENCES, label=text("home.preferences")),
                pause,
            )
        ),
    )
    return Message(
        (
            Paragraph(text("door.hello", name=person.name)),
            _row(DOORS),
            *settings,
            Heading(text("home.kept")),
            *kept.parts[:_ROOM_FOR_HELD],
            *signing,
            Heading(text("home.reading")),
            _row(READING),
            Note(text("door.more")),
        )
    )


def hours_form(written: str) -> Form:
    """Ask for somebody's hours, as they write them."""
    return _form(HOURS, text("home.hours"), text("home.hours_label"), text("takes.hours"), written)


def part_time_form(written: str) -> Form:
    """Ask for the weekdays somebody does not work; none is said by an empty field."""
    title, label = text("home.part_time"), text("home.part_time_label")
    hint = text("home.part_time_hint")
    return _form(PART_TIME, title, label, hint, written, is_required=False)


def preferences_form(language: str, hour: str, *, accepts_prompts: bool) -> Form:
    """Ask how somebody is spoken to: in which language, at what time, and if invited to share."""
    prompts = YES if accepts_prompts else NO
    return Form(
        name=PREFERENCES,
        context=stamp({LANGUAGE: language, HOUR: hour, PROMPTS: prompts}),
        title=text("home.preferences"),
        fields=(
            Select(
                name=LANGUAGE,
                label=text("home.language"),
                options=(
                    Option(value="fr", label=text("steps.language_fr")),
                    Option(value="en", label=text("steps.language_en")),
                ),
                initial=language,
            ),
            TextField(
                name=HOUR,
                label=text("home.hour"),
                hint=text("home.hour_hint"),
                max_length=20,
                rows=1,
                initial=hour,
            ),
            Select(
                name=PROMPTS,
                label=text("home.prompts"),
                options=(
                    Option(value=YES, label=text("home.prompts_yes")),
                    Option(value=NO, label=text("home.prompts_no")),
                ),
                initial=prompts,
            ),
        ),
        submit=text("home.save"),
    )


def absence_form() -> Form:
    """Ask for days away."""
    return _form(
        ABSENCE, text("home.absence"), text("home.absence_label"), text("takes.absence"), ""
    )


def _form(  # noqa: PLR0913 - the parts of a form with one field
    name: str, title: Text, label: Text, hint: Text, initial: str, *, is_required: bool = True
) -> Form:
    return Form(
        name=name,
        context="",
        title=title,
        fields=(
            TextField(
                name=WORDS,
                label=label,
                hint=hint,
                max_length=300,
                rows=1,
                is_required=is_required,
                initial=initial,
            ),
        ),
        submit=text("home.save"),
    )


def _row(doors: tuple[str, ...]) -> Choices:
    return Choices(
        tuple(
            Button(
                action=f"command.{door}",
                label=Text(f"home.{door}"),
                style="primary" if door == DOORS[0] else "plain",
            )
            for door in doors
        )
    )
