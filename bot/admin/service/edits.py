"""Two admins at once: the last one wins, on the same field only, and both are told."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Final

from bot.admin import edit_views as views
from bot.chat.outgoing import Note
from bot.clock import Clock
from bot.outbox.model import Entry, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.edits import Edit, Edited
from bot.people.model import Directory, Person, Unit

RECENT: Final = timedelta(days=1)
"""How long whoever set a field is told that somebody else has set it."""
KEPT: Final = timedelta(days=7)
"""How long is known who changed a field: a form may have been open for longer than a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedEdits:
    """Implements `outbox.ports.Edits`: compares, keeps, and tells whoever changed it before."""

    clock: Clock
    unit_of_work: Callable[[], UnitOfWork]

    async def save(
        self, uow: UnitOfWork, by: Person, *changed: Unit | Person, stale: Collection[str] = ()
    ) -> tuple[Note, ...]:
        """Keep units and people, and note each field that is no longer as it was."""
        directory = await uow.people.directory()
        await uow.people.save_units(*(one for one in changed if isinstance(one, Unit)))
        await uow.people.save_people(*(one for one in changed if isinstance(one, Person)))
        after = await uow.people.directory()
        await _move_what_waits(uow, directory, after, changed)
        edits = chain.from_iterable(_compared(one, directory, after) for one in changed)
        return await self.note(uow, by, tuple(edits), stale)

    async def note(
        self, uow: UnitOfWork, by: Person, edits: Sequence[Edit], stale: Collection[str] = ()
    ) -> tuple[Note, ...]:
        """Note changes of fields that are kept otherwise."""
        edits = [edit for edit in edits if edit.before != edit.after]
        now = self.clock.now()
        people = (await uow.people.directory()).people
        known = await uow.edits.of([edit.field for edit in edits])
        told = list[Note]()
        to_tell: dict[str, list[Edit]] = {}
        for edit in edits:
            lately = [
                one
                for one in known.get(edit.field, ())
                if now - one.at <= (KEPT if edit.field in stale else RECENT)
            ]
            others = [one.person for one in lately if one.person != by.id and one.person in people]
            for other in others:
                to_tell.setdefault(other, []).append(edit)
            if others and lately[0].person == others[0]:
                told.append(views.just_before(edit, people[others[0]].name))
        await uow.edits.note(*(Edited(field=e.field, person=by.id, at=now) for e in edits))
        await uow.edits.forget(now - KEPT)
        for other, theirs in to_tell.items():
            await uow.outbox.add(_entry(by, other, theirs, now))
        return tuple(told[: views.MOST_TOLD])

    async def forget(self, person: Person, now: datetime) -> None:  # noqa: ARG002 - as `Forgets` asks
        """Let go of what somebody changed, and of what was changed about them."""
        async with self.unit_of_work() as uow:
            await uow.edits.forget_person(person.id)
            await uow.commit()


async def _move_what_waits(
    uow: UnitOfWork, before: Directory, after: Directory, changed: Sequence[Unit | Person]
) -> None:
    """Send to a unit's new channel what its old one has not taken."""
    for one in changed:
        known = before.units.get(one.id) if isinstance(one, Unit) else None
        channel = after.units[one.id].channel if known else None
        if known and known.channel and channel and channel != known.channel:
            await uow.outbox.move(known.channel, channel)


def _compared(one: Unit | Person, before: Directory, after: Directory) -> Iterator[Edit]:
    if isinstance(one, Unit):
        yield from views.of_unit(before.units.get(one.id) or Unit(id=one.id, name=one.name), one)
    else:
        yield from views.of_person(before.people.get(one.id), one, after)


def _entry(by: Person, other: str, edits: Sequence[Edit], now: datetime) -> Entry:
    """Write to whoever changed fields before; of the same fields the latest word is kept."""
    fields = hashlib.sha256("\n".join(sorted(edit.field for edit in edits)).encode()).hexdigest()
    return Entry(
        id=f"edits/{secrets.token_hex(8)}",
        kind="admin.edited",
        to=ToPerson(other),
        message=views.changed_again(by.name, edits),
        not_before=now,
        collapse_key=f"edits/{other}/{fields[:16]}",
        order_key=f"edits/{other}",
    )
