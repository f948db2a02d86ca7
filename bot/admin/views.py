"""Help, doors, refusals and what is held: one idea a message, one action first."""

from __future__ import annotations

from collections.abc import Sequence

from bot.admin.arguments import Argument, blamed
from bot.admin.model import COMMANDS, Command
from bot.chat.outgoing import Button, Choices, Facts, Heading, Message, Note, Paragraph, Part, Reply
from bot.i18n.text import Text, plain, text
from bot.people.contacts import Contacts
from bot.people.model import Directory, Person, Unit

DOORS = ("answer", "share", "later_list", "talk")
ASK = "care.ask"
MOST_BUTTONS = 5


def said(message: Text) -> Reply:
    """Answer in one sentence."""
    return Reply(message=Message((Paragraph(message),)))


def doors(name: str) -> Reply:
    """Open the few doors most people need; the other commands are one step further."""
    buttons = tuple(
        Button(
            action=f"command.{door}",
            label=Text(f"door.{door}"),
            style="primary" if door == DOORS[0] else "plain",
        )
        for door in DOORS
    )
    parts: tuple[Part, ...] = (
        Paragraph(text("door.hello", name=name)),
        Choices(buttons),
        Note(text("door.more")),
    )
    return Reply(message=Message(parts))


def help_page(commands: Sequence[Command], language: str) -> Reply:
    """List what somebody may type, in their language, a line each."""
    rows = tuple((usage(command, language), _explained(command)) for command in commands)
    return Reply(
        message=Message((Heading(text("help.heading")), Facts(rows), Note(text("help.both"))))
    )


def unknown(words: str, nearest: Command | None, language: str) -> Reply:
    """Say that a word is no command and offer the nearest one."""
    if nearest is None:
        return said(text("help.unknown", words=words[:40]))
    return said(text("help.did_you_mean", words=words[:40], command=written(nearest, language)))


def talk(contacts: Contacts, trusted: Sequence[Person]) -> Reply:
    """Say whom to talk to; nothing is counted or kept of having asked."""
    parts: list[Part] = [
        Paragraph(text("checkins.help_lines", contacts=plain(contacts.said()))),
        Note(text("talk.untraced")),
    ]
    if trusted:
        parts += [
            Paragraph(text("talk.trusted", n=len(trusted), names=tuple(p.name for p in trusted))),
            Choices(
                tuple(
                    Button(action=ASK, value=person.id, label=text("talk.ask", name=person.name))
                    for person in trusted[:MOST_BUTTONS]
                )
            ),
            Note(text("talk.apart")),
        ]
    return Reply(message=Message(tuple(parts)))


def wants_to_talk(name: str) -> Message:
    """Tell a trusted person that somebody would like to talk: a name, and nothing else."""
    return Message((Paragraph(text("talk.wanted", name=name)), Note(text("talk.wanted_note"))))


def transparency(
    held: Sequence[Text], about_team: Sequence[Text], not_held: Sequence[Text], team: str
) -> Reply:
    """Print what is stored, and what is not, at this moment."""
    parts: list[Part] = [Heading(text("transparency.heading"))]
    parts += [Paragraph(sentence) for sentence in held]
    parts.append(Heading(text("transparency.team_heading", team=team)))
    parts += [Paragraph(said) for said in about_team or (text("transparency.no_team_data"),)]
    parts.append(Heading(text("transparency.not_heading")))
    parts += [Paragraph(sentence) for sentence in not_held]
    return Reply(message=Message(tuple(parts)))


def team_list(directory: Directory, department: Unit) -> Reply:
    """List the units of a department with how many people and which managers."""
    rows = tuple(
        (plain(unit.name), _unit_line(directory, unit))
        for unit in directory.under(department.id)
        if directory.members(unit.id) or directory.holders("manager", unit.id)
    )
    return Reply(
        message=Message((Heading(text("team.heading", unit=department.name)), Facts(rows)))
    )


def forbidden(command: Command, admins: Sequence[Person], language: str) -> Text:
    """Refuse a command and say who may use it."""
    names = tuple(p.name for p in admins)
    typed = written(command, language)
    if not names:
        return text("refused.nobody", command=typed)
    return text("refused.admins", command=typed, names=names)


def allowed(directory: Directory, person: Person) -> tuple[Command, ...]:
    """List the commands somebody may use."""
    return tuple(
        c
        for c in COMMANDS
        if c.who is None
        or directory.has_role(person.id, c.who)
        or (c.proposed_by is not None and directory.has_role(person.id, c.proposed_by))
    )


def _unit_line(directory: Directory, unit: Unit) -> Text:
    count = text("team.count", n=len(directory.members(unit.id)))
    managers = tuple(p.name for p in directory.holders("manager", unit.id))
    return text("team.managed", count=count, names=managers) if managers else count


def written(command: Command, language: str) -> str:
    """Write a command as people type it in a language."""
    word = bare(command, language)
    return f"/{word}" if command.name.startswith("later") else f"/lien {word}"


def bare(command: Command, language: str) -> str:
    """Write a command's own words in a language."""
    return command.words[0] if language == "fr" else command.words[min(1, len(command.words) - 1)]


def usage(command: Command, language: str) -> Text:
    """Write a command with what follows it: what it needs in ‹›, what it can do without in []."""
    said = plain(written(command, language))
    for argument in command.arguments:
        said = text("argument.then", before=said, argument=marked(argument))
    return said


def marked(argument: Argument) -> Text:
    """Name an argument, marked as needed or not."""
    named = Text(f"argument.{argument.name}")
    if argument.is_required:
        return text("argument.needed", argument=named)
    return text("argument.optional", argument=named)


def expected(command: Command, refusal: str, words: str, language: str) -> tuple[Note, ...]:
    """Name the argument a refusal is about, and show the command whole."""
    needed = next((one for one in command.arguments if one.is_required), None)
    is_missing = not words.strip() and needed is not None
    argument = needed if is_missing else blamed(command.arguments, refusal)
    if argument is None:
        return ()
    told = {"argument": Text(f"argument.{argument.name}"), "usage": usage(command, language)}
    return (Note(Text("argument.missing" if is_missing else "argument.wrong", told)),)


def _explained(command: Command) -> Text:
    explained = Text(f"command.{command.name}")
    return (
        text("help.with", what=explained, takes=Text(command.takes)) if command.takes else explained
    )
