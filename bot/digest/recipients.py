"""Who reads a digest: the team in its channel and its managers in private, the same words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.digest.subject import ENCADREMENT
from bot.disclosure.released import Record
from bot.outbox.model import Recipient, ToChannel, ToPerson
from bot.people.model import Directory, Person


def spoken_of(record: Record) -> tuple[str, ...]:
    """Return the units a record is about; the managers' is about the unit they are in charge of."""
    if record.cell and record.cell != ENCADREMENT:
        return record.cell
    return (record.unit,)


def recipients(record: Record, directory: Directory, day: date) -> tuple[Recipient, ...]:
    """List the channels and people a digest goes to, each once.

    Whoever paused the bot is left alone: they can ask for the digest when they are back.
    """
    found: list[Recipient] = []
    if record.cell == ENCADREMENT:
        found += _people(_managers(directory, record.unit), day)
    else:
        for unit in spoken_of(record):
            known = directory.units.get(unit)
            if known and known.channel:
                found.append(ToChannel(known.channel))
            found += _people(directory.holders("manager", unit), day)
    return tuple(dict.fromkeys(found))


def may_read(person: Person, record: Record, directory: Directory) -> bool:
    """Tell whether a digest is about a unit somebody is part of, or manages."""
    units = spoken_of(record)
    if record.cell == ENCADREMENT:
        return person in _managers(directory, record.unit)
    above = {unit.id for unit in directory.above(person.unit)}
    return not above.isdisjoint(units) or any(
        directory.has_role(person.id, "manager", unit) for unit in units if unit in directory.units
    )


def read_by(person: Person, directory: Directory) -> tuple[str, ...]:
    """Return whose digests somebody reads: the units they manage, then their own."""
    managed = [unit for unit in directory.units if person in directory.holders("manager", unit)]
    return tuple(dict.fromkeys([*sorted(managed), person.unit]))


def _managers(directory: Directory, unit: str) -> tuple[Person, ...]:
    """List whoever manages a unit or one below it; everyone in charge when the unit is ""."""
    below = [u.id for u in directory.under(unit)] if unit else sorted(directory.units)
    return tuple(person for one in below for person in directory.holders("manager", one))


def _people(found: Sequence[Person], day: date) -> Iterator[ToPerson]:
    for person in found:
        if person.paused_until is None or person.paused_until < day:
            yield ToPerson(person.id)
