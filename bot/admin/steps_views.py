"""What an admin sees while setting a department up: a form a step, and how far they have come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.admin.opened import stamp
from bot.admin.steps import STEPS, Progress, Step
from bot.chat.outgoing import (
    Button,
    Choices,
    Facts,
    Field,
    Form,
    Heading,
    Message,
    Note,
    Option,
    Paragraph,
    Part,
    Reply,
    Select,
    TextField,
    Whom,
)
from bot.i18n.text import Moment, Text, text
from bot.people.model import Unit

OPEN, TRY, ANNOUNCE = "installation.open", "installation.try", "installation.announce"
_FORM = "installation."
FORMS = tuple(f"{_FORM}{step}" for step in STEPS)
KNOWN_BLANKS = frozenset(
    {
        "responsable",
        "base_legale",
        "hebergement",
        "dpo",
        "instance",
        "date_avis",
        "jours_distance",
    }
)
_NAMES_OF_LANGUAGES = ("fr", "en")


def checklist(department: str, progress: Progress, said: Sequence[Part] = ()) -> Reply:
    """Say what is done, what is left, and offer the next step."""
    rows = tuple(
        (
            text("steps.numbered", number=number, name=Text(f"steps.{step}")),
            text("steps.to_do") if step in progress.undone else text("steps.done"),
        )
        for number, step in enumerate(STEPS, 1)
    )
    parts: list[Part] = [*said, Heading(text("steps.heading", unit=department)), Facts(rows)]
    if progress.first is not None:
        parts.append(Choices((going_to(progress.first),)))
    parts.append(Note(text("steps.note" if progress.first else "steps.all_done")))
    return Reply(message=Message(tuple(parts)))


def confirmed(said: Text, following: Step | None, *more: Button) -> Reply:
    """Confirm a step in a sentence and offer the next one."""
    return Reply(message=Message((Paragraph(said), *onwards(following, *more))))


def onwards(following: Step | None, *more: Button) -> tuple[Part, ...]:
    """Offer the next step, and that one may stop here."""
    buttons = (*((going_to(following),) if following else ()), *more)
    return (Choices(buttons), Note(text("steps.note"))) if buttons else ()


def going_to(step: Step) -> Button:
    """Lead to a step."""
    return Button(
        action=OPEN,
        value=step,
        label=text("steps.go_on", name=Text(f"steps.{step}")),
        style="primary",
    )


def unmanaged(unit: Unit) -> Paragraph:
    """Say that a team has people and nobody who manages them."""
    return Paragraph(text("steps.no_manager", unit=unit.name))


def another_team() -> Button:
    """Lead to the form for one more team."""
    return Button(action=OPEN, value="units", label=text("steps.another_team"))


def place_form(department: Unit, language: str, zone: str) -> Form:
    """Ask what is spoken, which clock is read and whose public holidays are kept."""
    return _form(
        "place",
        stamp(place_of(department, language, zone)),
        Select(
            name="language",
            label=text("steps.language"),
            options=tuple(
                Option(value=one, label=Text(f"steps.language_{one}"))
                for one in _NAMES_OF_LANGUAGES
            ),
            initial=language,
        ),
        _line("zone", text("steps.zone"), text("steps.zone_hint"), department.zone or zone),
        _line("region", text("steps.region"), text("steps.region_hint"), department.region or ""),
    )


def place_of(department: Unit, language: str, zone: str) -> Mapping[str, str]:
    """Say what the form of the place is filled in with."""
    return {
        "language": language,
        "zone": department.zone or zone,
        "region": department.region or "",
    }


def units_form() -> Form:
    """Ask for one team: its name, the channel its people read, and who manages it."""
    return _form(
        "units",
        "",
        _line("name", text("steps.team"), text("steps.team_hint")),
        Whom(
            name="channel",
            label=text("steps.channel"),
            kind="channel",
            hint=text("steps.channel_hint"),
        ),
        Whom(
            name="manager",
            label=text("steps.manager"),
            kind="person",
            hint=text("steps.manager_hint"),
        ),
    )


def referents_form() -> Form:
    """Ask for the pair who read weak signals first."""
    return _form(
        "referents",
        "",
        Note(text("steps.referents_why")),
        Whom(name="one", label=text("steps.referent_one"), kind="person"),
        Whom(name="other", label=text("steps.referent_other"), kind="person"),
    )


def schedule_form(written: Mapping[str, str]) -> Form:
    """Ask for the week's rhythm, filled in as it is or would be."""
    return _form(
        "schedule",
        stamp(written),
        *(
            _line(name, Text(f"steps.when_{name}"), text("steps.moment_hint"), moment)
            for name, moment in written.items()
        ),
    )


def trial() -> Reply:
    """Offer the trial."""
    button = Button(action=TRY, label=text("steps.try_out"), style="primary")
    return Reply(message=Message((Paragraph(text("steps.trial_why")), Choices((button,)))))


def blanks_form(blanks: Mapping[str, str]) -> Form:
    """Ask for what only the organisation knows, so that the charter says the whole truth."""
    return _form(
        "announcement",
        stamp(blanks),
        *(
            TextField(
                name=name,
                label=blank_label(name),
                max_length=120,
                rows=1,
                is_required=True,
                initial=filled,
            )
            for name, filled in blanks.items()
        ),
    )


def blank_label(name: str) -> Text:
    """Say what goes into a blank of the charter; the organisation may have made its own."""
    known = name in KNOWN_BLANKS
    return Text(f"charter.blank_{name}") if known else text("charter.blank", name=name)


def before_announcing(announcement: Message, opens_at: Moment) -> Reply:
    """Show the announcement as the team will read it, with the button that sends it."""
    button = Button(action=ANNOUNCE, label=text("steps.announce"), style="primary")
    return Reply(
        message=Message(
            (
                Heading(text("steps.announce_heading")),
                *(part for part in announcement.parts if not isinstance(part, Choices)),
                Note(text("steps.announce_note", opens=opens_at)),
                Choices((button,)),
            )
        )
    )


def announced(channels: int, people: int, opens_at: Moment) -> Reply:
    """Confirm that the team was told and when the first questions come."""
    told = [Paragraph(text("steps.announced", n=channels))] if channels else []
    told += [Paragraph(text("steps.announced_apart", n=people))] if people else []
    opens = Note(text("steps.opens", opens=opens_at))
    return Reply(message=Message((*told, opens)), replaces=True)


def _form(step: Step, context: str, *fields: Field) -> Form:
    number = STEPS.index(step) + 1
    return Form(
        name=f"{_FORM}{step}",
        context=context,
        title=text("steps.numbered", number=number, name=Text(f"steps.{step}")),
        fields=fields,
        submit=text("home.save"),
    )


def _line(name: str, label: Text, hint: Text, initial: str = "") -> TextField:
    return TextField(
        name=name,
        label=label,
        hint=hint,
        max_length=80,
        rows=1,
        is_required=True,
        initial=initial,
    )
