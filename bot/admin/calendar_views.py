"""What admins see of the days their department is shut or left in peace."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from bot.admin import day_views
from bot.chat.outgoing import Button, Choices, Facts, Heading, Message, Note, Paragraph, Part, Reply
from bot.i18n.text import Text, text
from bot.people.absence import Absence
from bot.people.model import Unit

CHOOSE = "calendar.choose"
_ROWS = 30


def calendar(
    department: Unit, holidays: Sequence[date], units: Sequence[Unit], today: date
) -> Reply:
    """Print what is to come: public holidays, closures, weeks without questions."""
    region = (
        text("calendar.region", region=department.region)
        if department.region
        else text("calendar.national")
    )
    rows: list[tuple[Text, Text]] = [
        (text("calendar.holiday"), text("days.one", day=day)) for day in holidays
    ]
    for unit in units:
        for kind, noted in (("closures", unit.closures), ("breaks", unit.breaks)):
            rows += [
                (Text(f"calendar.{kind}_of", {"unit": unit.name}), day_views.named(away))
                for away in noted
                if away.last is None or away.last >= today
            ]
    parts: tuple[Part, ...] = (
        Heading(text("calendar.heading", unit=department.name)),
        Paragraph(region),
        *((Facts(tuple(rows[:_ROWS])),) if rows else ()),
        Note(text("calendar.note")),
    )
    return Reply(message=Message(parts))


def noted(kind: str, unit: Unit, away: Absence) -> Reply:
    """Confirm days, and what they change."""
    said = Text(f"calendar.{kind}_noted", {"unit": unit.name, "days": day_views.named(away)})
    return Reply(message=Message((Paragraph(said),)))


def taken_back(unit: Unit) -> Reply:
    """Confirm that days are no longer noted."""
    return Reply(message=Message((Paragraph(text("calendar.taken_back", unit=unit.name)),)))


def which(kind: str, unit: Unit, read: Sequence[Absence]) -> Reply:
    """Ask which days were meant."""
    buttons = tuple(
        Button(
            action=CHOOSE,
            value=f"{kind}|{unit.id}|{plain_days(away)}",
            label=day_views.named(away),
        )
        for away in read[: day_views.MOST_BUTTONS]
    )
    return Reply(message=Message((Paragraph(text("days.which")), Choices(buttons))))


def plain_days(away: Absence) -> str:
    """Write days so that they are read back without a doubt."""
    return f"{away.first}/{away.last or '..'}"
