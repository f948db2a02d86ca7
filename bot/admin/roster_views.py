"""The forms for a pasted list of people: the list, then what it would change."""

from __future__ import annotations

from dataclasses import dataclass

from bot.admin.team_views import left_out
from bot.chat.outgoing import Form, Message, Note, Paragraph, Reply, TextField
from bot.chat.ports import Profile
from bot.i18n.text import Text, text
from bot.people.model import Person, RoleGrant, Unit

ASK, APPLY, LIST = "roster.list", "roster.apply", "list"
LONGEST = 3000
"""Letters: what every chat takes in one field."""
_NAMED = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a list would change; `apart` are those on it who are in no team, and are left out."""

    teams: tuple[Unit, ...]
    new: tuple[Person, ...]
    moving: tuple[Person, ...]
    grants: tuple[RoleGrant, ...]
    apart: tuple[Profile, ...] = ()


def form() -> Form:
    """Ask for the list."""
    field = TextField(
        name=LIST,
        label=text("roster.label"),
        hint=text("roster.hint"),
        max_length=LONGEST,
        rows=12,
        is_required=True,
    )
    return Form(
        name=ASK,
        context="",
        title=text("roster.title"),
        fields=(field,),
        submit=text("roster.read"),
    )


def preview(changes: Changes, words: str) -> Form:
    """Show what the list would change; sending it applies it."""
    said: list[Text] = []
    if changes.teams:
        names = tuple(unit.name for unit in changes.teams[:_NAMED])
        said.append(text("roster.teams", n=len(changes.teams), names=names))
    for name, people in (("new", changes.new), ("moving", changes.moving)):
        if people:
            names = tuple(person.name for person in people[:_NAMED])
            said.append(Text(f"team.import_{name}", {"n": len(people), "names": names}))
    if changes.grants:
        said.append(text("roster.roles", n=len(changes.grants)))
    said += left_out(changes.apart)
    field = TextField(
        name=LIST,
        label=text("roster.label"),
        max_length=LONGEST,
        rows=6,
        is_required=True,
        initial=words[:LONGEST],
    )
    return Form(
        name=APPLY,
        context="",
        title=text("roster.changes"),
        fields=(*map(Note, said or [text("team.import_nothing")]), field),
        submit=text("roster.apply"),
    )


def applied(people: int, teams: int) -> Reply:
    """Confirm what was changed."""
    return Reply(message=Message((Paragraph(text("roster.applied", n=people, teams=teams)),)))
