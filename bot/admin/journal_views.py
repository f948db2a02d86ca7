"""The journal as admins read it, the latest change first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.admin.chain import Line
from bot.chat.outgoing import Facts, Heading, Message, Note, Paragraph, Reply
from bot.i18n.text import Moment, Text, plain, text
from bot.people.model import Directory

MOST = 20


def journal(lines: Sequence[Line], directory: Directory, broken: int | None) -> Reply:
    """Show who changed what and when, and whether a line was touched."""
    if not lines:
        return Reply(message=Message((Paragraph(text("journal.empty")),)))
    state = (
        text("journal.whole", seal=lines[-1].seal[:12])
        if broken is None
        else text("journal.broken", number=broken)
    )
    rows = tuple((_who(line, directory), _what(line)) for line in reversed(lines[-MOST:]))
    return Reply(message=Message((Heading(text("journal.heading")), Facts(rows), Note(state))))


def _who(line: Line, directory: Directory) -> Text:
    person = directory.people.get(line.person)
    return plain(person.name) if person else text("journal.gone")


def _what(line: Line) -> Text:
    return text("journal.line", when=Moment(line.at), what=Text(f"command.{line.action}"))
