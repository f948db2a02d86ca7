"""Every command there is, described once: help, routing and tests are made from this table."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.people.model import Role

Door: TypeAlias = Literal["lien", "plus-tard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command as people type it.

    Args:
        name: what routing knows it by; its help is the message `command.<name>`.
        words: what may be typed, French first, accents and case aside; two words at most.
        takes: how its arguments are shown, as a message identifier, "" when it takes none.
        who: the role it needs, None for everyone.
        proposed_by: the role that may propose it to those who have `who`.
        is_noted: whether the journal keeps who used it: it changes something for others.
    """

    name: str
    words: tuple[str, ...]
    takes: str = ""
    who: Role | None = None
    proposed_by: Role | None = None
    is_noted: bool = False


COMMANDS = (
    Command(name="help", words=("aide", "help")),
    Command(name="answer", words=("répondre", "answer")),
    Command(name="later", words=("plus-tard", "later"), takes="takes.later"),
    Command(name="later_list", words=("plus-tard liste", "later list")),
    Command(name="share", words=("partager", "share")),
    Command(name="practice", words=("pratique", "practice")),
    Command(
        name="practice_search",
        words=("pratique chercher", "practice search"),
        takes="takes.practice_search",
    ),
    Command(
        name="practice_random",
        words=("pratique hasard", "practice random", "pratique au", "practice at"),
    ),
    Command(name="signal", words=("signal",)),
    Command(name="follow", words=("suivi", "follow"), takes="takes.follow"),
    Command(name="signals", words=("signaux", "signals"), who="referent"),
    Command(name="talk", words=("parler", "talk")),
    Command(name="digest", words=("digest", "bilan")),
    Command(name="charter", words=("charte", "charter")),
    Command(name="transparency", words=("transparence", "transparency")),
    Command(name="export", words=("mes données", "my data")),
    Command(name="pause", words=("pause",), takes="takes.pause"),
    Command(name="hours", words=("horaires", "hours"), takes="takes.hours"),
    Command(name="absence", words=("absence",), takes="takes.absence"),
    Command(name="language", words=("langue", "language"), takes="takes.language"),
    Command(name="prompted_at", words=("mon heure", "my hour"), takes="takes.prompted_at"),
    Command(name="my_prompts", words=("mon partage", "my sharing"), takes="takes.my_prompts"),
    Command(name="link", words=("relier", "link")),
    Command(name="unlink", words=("délier", "unlink")),
    Command(
        name="schedule_list", words=("planning liste", "schedule list", "planning", "schedule")
    ),
    Command(
        name="schedule_checkin",
        words=("planning checkin", "schedule checkin"),
        takes="takes.moment",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_digest",
        words=("planning digest", "schedule digest"),
        takes="takes.schedule_digest",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_reminder",
        words=("planning rappel", "schedule reminder"),
        takes="takes.moment",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_close",
        words=("planning clôture", "schedule close"),
        takes="takes.moment",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_prompts",
        words=("planning partage", "schedule sharing"),
        takes="takes.schedule_prompts",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_skip",
        words=("planning sauter", "schedule skip"),
        takes="takes.schedule_skip",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_resume",
        words=("planning reprendre", "schedule resume"),
        takes="takes.schedule_resume",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="calendar",
        words=("calendrier", "calendar"),
        takes="takes.region",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="calendar_close",
        words=("calendrier fermer", "calendar close"),
        takes="takes.calendar_close",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="calendar_reopen",
        words=("calendrier rouvrir", "calendar reopen"),
        takes="takes.calendar_reopen",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="region",
        words=("calendrier région", "calendar region"),
        takes="takes.region",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="on_call",
        words=("astreinte", "on-call"),
        takes="takes.on_call",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="installation",
        words=("installation", "setup"),
        takes="takes.installation",
        who="admin",
    ),
    Command(name="announce", words=("annoncer", "announce"), who="admin"),
    Command(name="trial", words=("essai", "trial"), takes="takes.trial", who="admin"),
    Command(name="journal", words=("journal", "log"), who="admin"),
    Command(name="erase", words=("effacer", "erase"), takes="takes.erase", who="admin"),
    Command(name="team_list", words=("équipe liste", "team list", "équipe", "team"), who="admin"),
    Command(
        name="team_create",
        words=("équipe créer", "team create"),
        takes="takes.team_create",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_import",
        words=("équipe importer", "team import"),
        takes="takes.team_import",
        who="admin",
    ),
    Command(
        name="team_channel",
        words=("équipe canal", "team channel"),
        takes="takes.team_channel",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_evening",
        words=("équipe soir", "team evening"),
        takes="takes.team_evening",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_add",
        words=("équipe ajouter", "team add"),
        takes="takes.team_add",
        who="admin",
        proposed_by="manager",
        is_noted=True,
    ),
    Command(
        name="team_remove",
        words=("équipe retirer", "team remove"),
        takes="takes.team_remove",
        who="admin",
        proposed_by="manager",
        is_noted=True,
    ),
    Command(
        name="team_manager",
        words=("équipe encadrement", "team manager"),
        takes="takes.team_manager",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_referent",
        words=("équipe référent", "team referent"),
        takes="takes.team_referent",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_admin",
        words=("équipe admin", "team admin"),
        takes="takes.team_admin",
        who="admin",
        is_noted=True,
    ),
    Command(name="team_list_paste", words=("équipe csv", "team csv"), who="admin"),
    Command(
        name="team_revoke",
        words=("équipe reprendre", "team revoke"),
        takes="takes.team_revoke",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="confidentiality",
        words=("confidentialité", "confidentiality"),
        takes="takes.confidentiality",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="contacts",
        words=("contacts liste", "contacts list", "contacts"),
        who="admin",
    ),
    Command(
        name="contacts_add",
        words=("contacts ajouter", "contacts add"),
        takes="takes.contacts_add",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="contacts_remove",
        words=("contacts retirer", "contacts remove"),
        takes="takes.contacts_remove",
        who="admin",
        is_noted=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Typed:
    """A command with whatever was written behind it."""

    command: Command
    words: str


def read_command(door: str, words: str) -> Typed | None:
    """Read what was typed after `/lien` or `/plus-tard`; None for a word that is no command.

    The longest command that fits wins, so `planning liste` is not `planning` with a word.
    """
    if door == "plus-tard":
        words = f"plus-tard {words}"
    typed = words.split()
    for length in (2, 1):
        head = folded(" ".join(typed[:length]))
        for command in COMMANDS:
            if len(typed) >= length and head in {folded(word) for word in command.words}:
                return Typed(command, _after(words, length))
    return None


def folded(words: str) -> str:
    """Drop case and accents."""
    decomposed = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _after(words: str, count: int) -> str:
    """Return what follows the first words, line breaks kept: it can be somebody's message."""
    parts = words.split(maxsplit=count)
    return parts[count] if len(parts) > count else ""
