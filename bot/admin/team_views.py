"""What admins see while they set a department up: one step, what it did, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from bot.chat.ids import ChannelId
from bot.chat.outgoing import (
    Button,
    Choices,
    Facts,
    Form,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    Reply,
    TextField,
)
from bot.chat.ports import Apart, Profile
from bot.i18n.text import Text, plain, text
from bot.people.contacts import Contacts
from bot.people.model import Person, Role, Unit

SETUP = "admin.setup"
TAKE_IN = "admin.take_in"
MOST_NAMED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """What an import would change.

    Args:
        new: people on no roster yet.
        moving: people of another unit, who would move.
        staying: people who are there already.
        apart: who reads the channel and is in no team: robots, guests and their like.
    """

    new: tuple[Person, ...]
    moving: tuple[Person, ...]
    staying: tuple[Person, ...]
    apart: tuple[Profile, ...] = ()


def setup_form(configured: Contacts) -> Form:
    """Ask a first admin for the two things nothing can begin without."""
    return Form(
        name=SETUP,
        context="",
        title=text("setup.title"),
        fields=(
            TextField(
                name="name",
                label=text("setup.name"),
                hint=text("setup.name_hint"),
                max_length=60,
                rows=1,
                is_required=True,
            ),
            TextField(
                name="contacts",
                label=text("setup.contacts"),
                hint=text("setup.contacts_hint"),
                is_required=not configured,
                initial="\n".join(f"{line.name} : {line.how}" for line in configured.lines),
            ),
        ),
        submit=text("setup.submit"),
    )


def help_lines(contacts: Contacts) -> Reply:
    """List whom people can talk to, and how to change it."""
    if not contacts:
        return _said(text("contacts.none"))
    rows = tuple((plain(line.name), plain(line.how)) for line in contacts.lines)
    return Reply(
        message=Message(
            (Heading(text("contacts.heading")), Facts(rows), Note(text("contacts.note")))
        )
    )


def unit_made(unit: Unit) -> Reply:
    """Confirm a unit and say how to fill it."""
    return Reply(
        message=Message(
            (Paragraph(text("team.made", unit=unit.name)), Note(text("team.made_next")))
        )
    )


def channel_set(unit: Unit) -> Reply:
    """Confirm where a unit reads."""
    assert unit.channel is not None  # noqa: S101 - the caller has just set it
    return _said(text("team.channel_set", unit=unit.name, channel=f"#{unit.channel.channel}"))


def arrivals(unit: Unit, channel: ChannelId, found: Arrivals) -> Reply:
    """Show what an import would change, with the button that does it."""
    changes = len(found.new) + len(found.moving)
    parts: list[Part] = [Heading(text("team.import_heading", unit=unit.name))]
    for name, people in (("new", found.new), ("moving", found.moving), ("staying", found.staying)):
        if people:
            names = tuple(person.name for person in people[:MOST_NAMED])
            parts.append(Paragraph(text(f"team.import_{name}", n=len(people), names=names)))
    parts += map(Note, left_out(found.apart))
    if not changes:
        return Reply(message=Message((*parts, Paragraph(text("team.import_nothing")))))
    button = Button(
        action=TAKE_IN,
        value=f"{unit.id}|{channel}",
        label=text("team.import_apply", n=changes),
        style="primary",
    )
    return Reply(message=Message((*parts, Choices((button,)), Note(text("team.import_note")))))


def left_out(profiles: Sequence[Profile]) -> Iterator[Text]:
    """Say who is in no team, a sentence a reason."""
    for why in get_args(Apart):
        names = tuple(one.name for one in profiles if one.apart == why)
        if names:
            yield Text(f"team.left_{why}", {"n": len(names), "names": names[:MOST_NAMED]})


def taken_in(unit: Unit, changes: int) -> Reply:
    """Confirm an import."""
    words = text("team.taken_in", n=changes, unit=unit.name)
    return Reply(message=Message((Paragraph(words),)), replaces=True)


def member_added(name: str, unit: Unit) -> Reply:
    """Confirm that somebody belongs to a unit."""
    return _said(text("team.added", name=name, unit=unit.name))


def member_removed(name: str) -> Reply:
    """Confirm that somebody is on no roster any more."""
    return _said(text("team.removed", name=name))


def role_given(name: str, role: Role, unit: Unit) -> Reply:
    """Confirm a role."""
    return _said(Text(f"team.given_{role}", {"name": name, "unit": unit.name}))


def role_taken(name: str, role: Role) -> Reply:
    """Confirm that somebody no longer holds a role."""
    return _said(Text(f"team.taken_{role}", {"name": name}))


def _said(words: Text) -> Reply:
    return Reply(message=Message((Paragraph(words),)))


def channel_lost(unit: Unit) -> Message:
    """Tell managers and admins that a team's channel takes nothing, and how to name another."""
    said = (Paragraph(text("team.channel_lost", unit=unit.name)), Note(text("team.channel_kept")))
    return Message(said)
