"""Every command there is, described once: help, routing and tests are made from this table."""

from __future__ import annotations

import unicodedata

from bot.admin.admin_commands import ADMIN_COMMANDS
from bot.admin.arguments import (
    CODE,
    DAY,
    DAYS,
    DAYS_OFF,
    HOURS,
    LANGUAGE,
    MESSAGE,
    RECIPIENT,
    SOUGHT,
    TEAM,
    TIME,
    WHEN,
    YES_NO,
)
from bot.admin.command import Command

__all__ = ["COMMANDS", "Command", "folded"]

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
    Command(
        name="part_time",
        words=("temps partiel", "part time", "part-time"),
        arguments=(DAYS_OFF.optional,),
        takes="takes.part_time",
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
        name="erase_answer",
        words=(
            "effacer ma réponse",
            "erase my answer",
            "effacer mes réponses",
            "erase my answers",
        ),
    ),
    *ADMIN_COMMANDS,
)


def folded(words: str) -> str:
    """Drop case and accents."""
    decomposed = unicodedata.normalize("NFD", words.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
