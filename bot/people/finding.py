"""Finds whom or which channel somebody means by "@Karim …" or "#enfance-nord …"."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from bot.chat.ids import AccountId, ChannelId
from bot.errors import UserError
from bot.people.model import Directory, Person, Unit

LONGEST_NAME = 60
"""Letters of a unit's name: a digest must still be readable."""


@dataclass(frozen=True, slots=True)
class Found:
    """Who or what was meant, and the words that follow the name."""

    whom: Person | Unit
    words: str


def find_recipient(directory: Directory, words: str) -> Found:
    """Read a leading @person or #channel off a text.

    A person is named by their full name, their first name if nobody else has it, or their
    account; case and accents do not matter, and the longest name that fits wins.

    Raises:
        UserError: nobody is named, the name is unknown, or several people answer to it.
    """
    words = words.strip()
    mark, named = words[:1], words[1:]
    if mark == "#":
        name, _, rest = named.partition(" ")
        for unit in directory.units.values():
            if unit.channel and name in {unit.channel.channel, str(unit.channel)}:
                return Found(unit, rest.strip())
        raise UserError("people.unknown_channel", name=name[:80])
    if mark != "@":
        raise UserError("people.nobody_named")
    account, _, rest = named.partition(" ")
    if account.count("/") >= 2 and (person := directory.holder(AccountId.parse(account))):  # noqa: PLR2004 - chat/workspace/user
        return Found(person, rest.strip())
    return _by_name(directory, named)


def channel_of(unit: Unit) -> ChannelId:
    """Return a unit's channel.

    Raises:
        UserError: it has none.
    """
    if unit.channel is None:
        raise UserError("people.unknown_channel", name=unit.name)
    return unit.channel


def find_unit(directory: Directory, department: str, name: str) -> Unit:
    """Find a unit of a department by its name, case and accents aside.

    Raises:
        UserError: none or several answer to it.
    """
    wanted = _folded(name.strip(' "«»\u00a0'))
    found = [u for u in directory.under(department) if _folded(u.name) == wanted]
    if len(found) == 1:
        return found[0]
    names = tuple(u.name for u in directory.under(department) if u.id != department)
    if not names:
        raise UserError("team.none_yet")
    raise UserError("team.unknown_unit", name=name[:LONGEST_NAME] or "?", names=names[:12])


def _by_name(directory: Directory, named: str) -> Found:
    typed = _folded(named)
    found: dict[int, list[Person]] = {}
    for person in directory.people.values():
        for name in {person.name, person.name.split()[0]}:
            if _begins_with(typed, _folded(name)):
                found.setdefault(len(name), []).append(person)
    if not found:
        raise UserError("people.unknown_person", name=named.partition(" ")[0][:80])
    length = max(found)
    people = found[length]
    if len(people) > 1:
        raise UserError(
            "people.several", name=named[:length], names=tuple(sorted(p.name for p in people))
        )
    return Found(people[0], named[length:].lstrip(" :,\u00a0\u202f"))


def _folded(name: str) -> str:
    """Drop case and accents without changing the length, so that positions still match."""
    return "".join(unicodedata.normalize("NFD", letter)[0].lower() for letter in name)


def _begins_with(typed: str, name: str) -> bool:
    return typed.startswith(name) and not typed[len(name) : len(name) + 1].isalnum()
