"""A copy of what is held, and erasing it: what was done, and what nobody can find any more."""

from __future__ import annotations

from bot.chat.outgoing import Button, Choices, Document, Message, Note, Paragraph, Reply
from bot.i18n.text import text
from bot.people.model import Person

ERASE = "admin.erase"


def exported(file: Document) -> Reply:
    """Hand over the file, and say what is not in it."""
    return Reply(
        message=Message((Paragraph(text("rights.export")), file, Note(text("rights.sealed"))))
    )


def sure(person: Person) -> Reply:
    """Say what erasing does and does not do, with the button that does it."""
    button = Button(
        action=ERASE,
        value=person.id,
        label=text("rights.erase", name=person.name),
        style="danger",
    )
    return Reply(
        message=Message(
            (
                Paragraph(text("rights.sure", name=person.name)),
                Note(text("rights.left")),
                Choices((button,)),
            )
        )
    )


def erased(name: str) -> Reply:
    """Say that it is done, and what is left."""
    return Reply(
        message=Message((Paragraph(text("rights.erased", name=name)), Note(text("rights.left")))),
        replaces=True,
    )
