"""Reads for whom a message is to be kept: one or several people and channels, then the words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from bot.chat.ids import ChannelId
from bot.errors import UserError
from bot.outbox.model import Recipient, ToChannel, ToPerson
from bot.people.finding import Found, channel_of, find_recipient
from bot.people.model import Directory, Person, Unit

LONGEST_MESSAGE = 3000
# What one answer can still show with its buttons; a larger circle has a channel.
MOST_RECIPIENTS = 8

_COMMAND: Final = re.compile(r"\s*[!/](?:lien\s+)?(?:plus-tard|later)\s+", re.IGNORECASE)
_WHEN: Final = re.compile(r"\[([^\]\n]{1,80})\]\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressed:
    """A message and for whom it is, each recipient once, in the order they were named.

    Args:
        when: the moment the author asked for, as typed; "" for the next working moment.
    """

    to: tuple[Recipient, ...]
    words: str = field(repr=False)
    when: str = ""


def read_addressed(directory: Directory, author: Person, typed: str) -> Addressed:
    """Read "@Karim @Fatou #enfance-nord text", or "@Karim [lundi 9h] text".

    After the first recipient an unknown @name is refused, for somebody would be forgotten
    unseen; a # that is no channel begins the text ("#1 …").

    Raises:
        UserError: nobody or an unknown person is named, too many are, there is no text or too
            much, or the author is not in a channel.
    """
    to, words = _recipients(directory, author, typed)
    return _timed(to, words)


def read_here(
    directory: Directory, author: Person, typed: str, here: ChannelId | None
) -> Addressed:
    """Read a command that may name nobody: it is then for the channel it was typed in.

    Raises:
        UserError: as `read_addressed`.
    """
    unit = directory.reading(here) if here is not None else None
    if unit is None or here is None or typed.lstrip().startswith(("@", "#")):
        return read_addressed(directory, author, typed)
    _require_member(directory, author, unit)
    return _timed([ToChannel(here)], typed.strip())


def read_draft(directory: Directory, author: Person | None, written: str) -> str:
    """Read the words out of the command that handed them over, as it stands now."""
    words = _COMMAND.sub("", written, count=1).strip()
    if author is None:
        return words
    try:
        return read_addressed(directory, author, words).words
    except UserError:
        return words


def read_fields(
    directory: Directory, author: Person, whom: str, words: str, when: str = ""
) -> Addressed:
    """Read the two fields of the form; a name needs no @ there, and words may begin with one.

    Raises:
        UserError: as `read_addressed`.
    """
    whom = whom.strip()
    named = whom if whom.startswith(("@", "#")) else f"@{whom}"
    to, left = _recipients(directory, author, named)
    if left:
        raise UserError("people.unknown_person", name=left[:80])
    return _checked(to, words, when.strip())


def checked_words(words: str) -> str:
    """Return the words of a message, trimmed.

    Raises:
        UserError: there are none, or too many.
    """
    words = words.strip()
    if not words:
        raise UserError("quiethours.no_words")
    if len(words) > LONGEST_MESSAGE:
        raise UserError("quiethours.too_long", limit=LONGEST_MESSAGE, length=len(words))
    return words


def _recipients(directory: Directory, author: Person, typed: str) -> tuple[list[Recipient], str]:
    found = find_recipient(directory, typed)
    to = [_recipient(directory, author, found)]
    while (another := _another(directory, found.words)) is not None:
        found = another
        to.append(_recipient(directory, author, found))
    return to, found.words


def _timed(to: list[Recipient], words: str) -> Addressed:
    """Take a leading "[lundi 9h]" off the words."""
    when = _WHEN.match(words)
    return _checked(to, words[when.end() :] if when else words, when[1] if when else "")


def _checked(to: list[Recipient], words: str, when: str) -> Addressed:
    words = checked_words(words)
    once = tuple(dict.fromkeys(to))
    if len(once) > MOST_RECIPIENTS:
        raise UserError("quiethours.too_many", limit=MOST_RECIPIENTS, n=len(once))
    return Addressed(to=once, words=words, when=when)


def name_of(directory: Directory, to: Recipient) -> str:
    """Return a recipient's name as people say it, "?" for somebody who left."""
    if isinstance(to, ToChannel):
        unit = directory.reading(to.channel)
        return unit.name if unit else f"#{to.channel.channel}"
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
    _require_member(directory, author, found.whom)
    return ToChannel(channel)


def _require_member(directory: Directory, author: Person, unit: Unit) -> None:
    if all(p.id != author.id for p in directory.members(unit.id)):
        raise UserError("quiethours.not_a_member", name=f"#{channel_of(unit).channel}")
