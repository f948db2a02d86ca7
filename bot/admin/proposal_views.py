"""What a manager, admins and the team read when a manager edits their own team."""

from __future__ import annotations

from collections.abc import Sequence

from bot.chat.outgoing import Button, Choices, Message, Note, Paragraph, Reply
from bot.i18n.text import Text, text
from bot.people.model import Unit

ACCEPT, REFUSE = "proposal.accept", "proposal.refuse"


def proposal(kind: str, manager: str, name: str, unit: Unit, value: str) -> Message:
    """Ask an admin for a yes."""
    asked = Text(f"proposal.{kind}", {"manager": manager, "name": name, "unit": unit.name})
    buttons = (
        Button(action=ACCEPT, value=value, label=text("proposal.yes"), style="primary"),
        Button(action=REFUSE, value=value, label=text("proposal.no")),
    )
    return Message((Paragraph(asked), Choices(buttons), Note(text("proposal.note"))))


def proposed(admins: Sequence[str]) -> Reply:
    """Tell a manager whom it now depends on."""
    return _said(text("proposal.sent", names=tuple(admins)))


def announced(kind: str, name: str, unit: Unit, manager: str, admin: str) -> Message:
    """Tell the team what changed, and who wanted it."""
    args = {"name": name, "unit": unit.name, "manager": manager, "admin": admin}
    return Message((Paragraph(Text(f"proposal.{kind}_announced", {**args})),))


def accepted(kind: str, name: str, unit: Unit) -> Reply:
    """Confirm to the admin who agreed."""
    said = Text(f"proposal.{kind}_done", {"name": name, "unit": unit.name})
    return Reply(message=Message((Paragraph(said),)), replaces=True)


def refused(admin: str, unit: Unit) -> Message:
    """Tell the manager that an admin left things as they are."""
    return Message((Paragraph(text("proposal.refused", admin=admin, unit=unit.name)),))


def left() -> Reply:
    """Confirm that nothing was changed."""
    return Reply(message=Message((Paragraph(text("proposal.left")),)), replaces=True)


def done_already() -> Reply:
    """Say that another admin was first."""
    return Reply(message=Message((Paragraph(text("proposal.already")),)), replaces=True)


def _said(words: Text) -> Reply:
    return Reply(message=Message((Paragraph(words),)))
