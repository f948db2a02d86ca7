"""Answers questions about Lien itself: help, doors, charter, whom to talk to, who may what."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace

from bot.admin import views
from bot.admin.model import Command, folded
from bot.admin.refusals import refusal
from bot.admin.service.talking import trusted_by
from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.people.contacts import Contacts
from bot.people.model import Directory, Person

_FIRST_OFFSET = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """Answers questions about Lien itself; keeps no trace of who asked what."""

    contacts: Contacts

    def help(self, directory: Directory, person: Person) -> Reply:
        """List the commands somebody may use."""
        return views.help_page(views.allowed(directory, person), directory.language(person))

    def unknown(self, directory: Directory, person: Person, words: str) -> Reply:
        """Suggest the command somebody may have meant, or say why there will never be one."""
        if never := refusal(words):
            return replace(views.said(never), is_refusal=True)
        by_word = {folded(w): c for c in views.allowed(directory, person) for w in c.words}
        typed = folded(" ".join(words.split()[:_FIRST_OFFSET]))
        near = difflib.get_close_matches(typed, by_word, n=1) or difflib.get_close_matches(
            typed.split(" ")[0], by_word, n=1
        )
        return views.unknown(words, by_word[near[0]] if near else None, directory.language(person))

    def doors(self, person: Person, words: str = "") -> Reply:
        """Open the few doors most people need, unless they asked for what nobody can have."""
        if never := refusal(words):
            return replace(views.said(never), is_refusal=True)
        return views.doors(person.name)

    def talk(self, directory: Directory, person: Person) -> Reply:
        """Say whom to talk to, the trusted pair of somebody's department included."""
        return views.talk(
            directory.contacts(person.unit, self.contacts), trusted_by(directory, person)
        )

    def team_list(self, directory: Directory, person: Person) -> Reply:
        """List the units of somebody's department."""
        return views.team_list(directory, directory.department(person.unit))

    def require(self, directory: Directory, person: Person, command: Command) -> None:
        """Refuse a command to somebody without its role, saying who has it.

        Raises:
            UserError: they may not use it.
        """
        department = directory.department(person.unit).id
        if command.who is None or directory.has_role(person.id, command.who):
            return
        if command.who == "referent":
            raise UserError("sharing.not_a_reader")
        if command.proposed_by and directory.has_role(person.id, command.proposed_by):
            return
        refusal = views.forbidden(
            command, directory.holders(command.who, department), directory.language(person)
        )
        raise UserError(refusal.id, **refusal.args)
