"""Every command there is, described once: help, routing and tests are made from this table."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.admin.arguments import (
    CHANNEL,
    CODE,
    CONTACT,
    CONTACT_NAME,
    DAY,
    DAYS,
    FOR_TEAM,
    HOURS,
    LANGUAGE,
    LEAST,
    MESSAGE,
    MOMENT,
    ON_CALL,
    PARENT,
    PERSON,
    RECIPIENT,
    REGION,
    RHYTHM,
    ROLE,
    SOUGHT,
    STEP,
    TEAM,
    TEAM_NAME,
    TIME,
    TRIAL,
    WHEN,
    YES_NO,
    Argument,
)
from bot.people.model import Role

Door: TypeAlias = Literal["lien", "plus-tard"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command as people type it.

    Args:
        name: what routing knows it by; its help is the message `command.<name>`.
        words: what may be typed, French first, accents and case aside; three words at most.
        arguments: what follows them, in the order it is said in.
        takes: an example of its arguments, as a message identifier; "" where nobody needs one.
        who: the role it needs, None for everyone.
        proposed_by: the role that may propose it to those who have `who`.
        is_noted: whether the journal keeps who used it: it changes something for others.
    """

    name: str
    words: tuple[str, ...]
    arguments: tuple[Argument, ...] = ()
    takes: str = ""
    who: Role | None = None
    proposed_by: Role | None = None
    is_noted: bool = False


COMMANDS = (
    Command(name="help", words=("aide", "help")),
    Command(name="answer", words=("répondre", "answer")),
    Command(
        name="later",
        words=("plus-tard", "later"),
        arguments=(RECIPIENT, WHEN, MESSAGE),
        takes="takes.later",
    ),
    Command(name="later_list", words=("plus-tard liste", "later list")),
    Command(name="share", words=("partager", "share")),
    Command(name="practice", words=("pratique", "practice")),
    Command(
        name="practice_search",
        words=("pratique chercher", "practice search"),
        arguments=(SOUGHT,),
        takes="takes.practice_search",
    ),
    Command(
        name="practice_random",
        words=("pratique au hasard", "practice at random", "pratique hasard", "practice random"),
    ),
    Command(name="signal", words=("signal",)),
    Command(name="follow", words=("suivi", "follow"), arguments=(CODE,), takes="takes.follow"),
    Command(name="signals", words=("signaux", "signals"), who="referent"),
    Command(name="talk", words=("parler", "talk")),
    Command(
        name="digest",
        words=("digest", "bilan"),
        arguments=(TEAM.optional,),
    ),
    Command(name="charter", words=("charte", "charter")),
    Command(name="transparency", words=("transparence", "transparency")),
    Command(name="export", words=("mes données", "my data")),
    Command(name="pause", words=("pause",), arguments=(DAY.optional,), takes="takes.pause"),
    Command(
        name="hours", words=("horaires", "hours"), arguments=(HOURS.optional,), takes="takes.hours"
    ),
    Command(name="absence", words=("absence",), arguments=(DAYS.optional,), takes="takes.absence"),
    Command(
        name="language",
        words=("langue", "language"),
        arguments=(LANGUAGE.optional,),
        takes="takes.language",
    ),
    Command(
        name="prompted_at",
        words=("mon heure", "my hour"),
        arguments=(TIME.optional,),
        takes="takes.prompted_at",
    ),
    Command(
        name="my_prompts",
        words=("mon partage", "my sharing"),
        arguments=(YES_NO.optional,),
        takes="takes.my_prompts",
    ),
    Command(name="link", words=("relier", "link")),
    Command(name="unlink", words=("délier", "unlink")),
    Command(
        name="schedule_list", words=("planning liste", "schedule list", "planning", "schedule")
    ),
    Command(
        name="schedule_checkin",
        words=("planning checkin", "schedule checkin"),
        arguments=(MOMENT,),
        takes="takes.moment",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_digest",
        words=("planning digest", "schedule digest"),
        arguments=(MOMENT, FOR_TEAM),
        takes="takes.schedule_digest",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_reminder",
        words=("planning rappel", "schedule reminder"),
        arguments=(MOMENT,),
        takes="takes.moment",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_close",
        words=("planning clôture", "schedule close"),
        arguments=(MOMENT,),
        takes="takes.moment",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_prompts",
        words=("planning partage", "schedule sharing"),
        arguments=(TEAM.optional, RHYTHM.optional),
        takes="takes.schedule_prompts",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_skip",
        words=("planning sauter", "schedule skip"),
        arguments=(TEAM.optional, DAYS),
        takes="takes.schedule_skip",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="schedule_resume",
        words=("planning reprendre", "schedule resume"),
        arguments=(TEAM.optional, DAYS),
        takes="takes.schedule_resume",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="calendar",
        words=("calendrier", "calendar"),
        arguments=(REGION.optional,),
        takes="takes.region",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="calendar_close",
        words=("calendrier fermer", "calendar close"),
        arguments=(TEAM.optional, DAYS),
        takes="takes.calendar_close",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="calendar_reopen",
        words=("calendrier rouvrir", "calendar reopen"),
        arguments=(TEAM.optional, DAYS),
        takes="takes.calendar_reopen",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="region",
        words=("calendrier région", "calendar region"),
        arguments=(REGION.optional,),
        takes="takes.region",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="on_call",
        words=("astreinte", "on-call"),
        arguments=(ON_CALL.optional, DAY.optional),
        takes="takes.on_call",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="installation",
        words=("installation", "setup"),
        arguments=(STEP.optional,),
        takes="takes.installation",
        who="admin",
    ),
    Command(name="announce", words=("annoncer", "announce"), who="admin"),
    Command(
        name="trial",
        words=("essai", "trial"),
        arguments=(TRIAL.optional,),
        takes="takes.trial",
        who="admin",
    ),
    Command(name="journal", words=("journal", "log"), who="admin"),
    Command(
        name="assessment",
        words=("aipd", "dpia"),
        arguments=(LANGUAGE.optional,),
        takes="takes.assessment",
        who="admin",
    ),
    Command(
        name="erase",
        words=("effacer", "erase"),
        arguments=(PERSON,),
        takes="takes.erase",
        who="admin",
    ),
    Command(name="team_list", words=("équipe liste", "team list", "équipe", "team"), who="admin"),
    Command(
        name="team_create",
        words=("équipe créer", "team create"),
        arguments=(TEAM_NAME, PARENT, CHANNEL.optional),
        takes="takes.team_create",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_import",
        words=("équipe importer", "team import"),
        arguments=(TEAM, CHANNEL.optional),
        takes="takes.team_import",
        who="admin",
    ),
    Command(
        name="team_channel",
        words=("équipe canal", "team channel"),
        arguments=(TEAM, CHANNEL),
        takes="takes.team_channel",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_evening",
        words=("équipe soir", "team evening"),
        arguments=(TEAM, YES_NO),
        takes="takes.team_evening",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_add",
        words=("équipe ajouter", "team add"),
        arguments=(PERSON, TEAM),
        takes="takes.team_add",
        who="admin",
        proposed_by="manager",
        is_noted=True,
    ),
    Command(
        name="team_remove",
        words=("équipe retirer", "team remove"),
        arguments=(PERSON,),
        takes="takes.team_remove",
        who="admin",
        proposed_by="manager",
        is_noted=True,
    ),
    Command(
        name="team_manager",
        words=("équipe encadrement", "team manager"),
        arguments=(PERSON, TEAM.optional),
        takes="takes.team_manager",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_referent",
        words=("équipe référent", "team referent"),
        arguments=(PERSON, TEAM.optional),
        takes="takes.team_referent",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="team_admin",
        words=("équipe admin", "team admin"),
        arguments=(PERSON, TEAM.optional),
        takes="takes.team_admin",
        who="admin",
        is_noted=True,
    ),
    Command(name="team_list_paste", words=("équipe csv", "team csv"), who="admin"),
    Command(
        name="team_revoke",
        words=("équipe reprendre", "team revoke"),
        arguments=(PERSON, ROLE, TEAM.optional),
        takes="takes.team_revoke",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="confidentiality",
        words=("confidentialité", "confidentiality"),
        arguments=(LEAST.optional,),
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
        arguments=(CONTACT,),
        takes="takes.contacts_add",
        who="admin",
        is_noted=True,
    ),
    Command(
        name="contacts_remove",
        words=("contacts retirer", "contacts remove"),
        arguments=(CONTACT_NAME,),
        takes="takes.contacts_remove",
        who="admin",
        is_noted=True,
    ),
)


def folded(words: str) -> str:
    """Drop case and accents."""
    decomposed = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
