"""Reads for whom a message is to be kept: one or several people and channels, then the words."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.errors import UserError
from bot.outbox.model import Recipient, ToChannel, ToPerson
from bot.people.finding import Found, channel_of, find_recipient
from bot.people.model import Directory, Person

LONGEST_MESSAGE = 3000
# What one answer can still show with its buttons; a larger circle has a channel.
MOST_RECIPIENTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A message and for whom it is, each recipient once, in the order they were named."""

    to: tuple[Recipient, ...]
    words: str = field(repr=False)


def read_addressed(directory: Directory, author: Person, typed: str) -> Addressed:
    """Read "@Karim @Fatou #enfance-nord text".

    After the first recipient an unknown @name is refused, for somebody would be forgotten
    unseen; a # that is no channel begins the text ("#1 …").

    Raises:
        UserError: nobody or an unknown person is named, too many are, there is no text or too
            much, or the author is not in a channel.
    """
    to, words = _recipients(directory, author, typed)
    return _checked(to, words)


def read_fields(directory: Directory, author: Person, whom: str, words: str) -> Addressed:
    """Read the two fields of the form; a name needs no @ there, and words may begin with one.

    Raises:
        UserError: as `read_addressed`.
    """
    whom = whom.strip()
    named = whom if whom.startswith(("@", "#")) else f"@{whom}"
    to, left = _recipients(directory, author, named)
    if left:
        raise UserError("people.unknown_person", name=left[:80])
    return _checked(to, words.strip())


def _recipients(directory: Directory, author: Person, typed: str) -> tuple[list[Recipient], str]:
    found = find_recipient(directory, typed)
    to = [_recipient(directory, author, found)]
    while (another := _another(directory, found.words)) is not None:
        found = another
        to.append(_recipient(directory, author, found))
    return to, found.words


def _checked(to: list[Recipient], words: str) -> Addressed:
    if not words:
        raise UserError("quiethours.no_words")
    if len(words) > LONGEST_MESSAGE:
        raise UserError("quiethours.too_long", limit=LONGEST_MESSAGE, length=len(words))
    once = tuple(dict.fromkeys(to))
    if len(once) > MOST_RECIPIENTS:
        raise UserError("quiethours.too_many", limit=MOST_RECIPIENTS, n=len(once))
    return Addressed(to=once, words=words)


def name_of(directory: Directory, to: Recipient) -> str:
    """Return a recipient's name as people say it, "?" for somebody who left."""
    if isinstance(to, ToChannel):
        return f"#{to.channel.channel}"
    person = directory.people.get(to.person)
    return person.name if person else "?"


def _another(directory: Directory, words: str) -> Found | None:
    if words.startswith("@"):
        return find_recipient(directory, words)
    if not words.startswith("#"):
        return None
    try:
        return find_recipient(directory, words)
    except UserError:
        return None


def _recipient(directory: Directory, author: Person, found: Found) -> Recipient:
    if isinstance(found.whom, Person):
        return ToPerson(found.whom.id)
    channel = channel_of(found.whom)
    if all(p.id != author.id for p in directory.members(found.whom.id)):
        raise UserError("quiethours.not_a_member", name=f"#{channel.channel}")
    return ToChannel(channel)
