"""A team's channel that takes nothing any more: whoever can mend it is told, nothing is lost."""

from __future__ import annotations

from datetime import datetime

from bot.admin.team_views import channel_lost
from bot.outbox.model import Entry, ToChannel, ToPerson
from bot.outbox.ports import UnitOfWork


async def tell_of_lost_channel(uow: UnitOfWork, entry: Entry, now: datetime) -> None:
    """Tell a team's managers and the admins, once a week, that its channel was refused."""
    directory = await uow.people.directory()
    unit = directory.reading(entry.to.channel) if isinstance(entry.to, ToChannel) else None
    if unit is None:
        return
    department = directory.department(unit.id).id
    people = {*directory.holders("manager", unit.id), *directory.holders("admin", department)}
    year, week, _ = now.isocalendar()
    await uow.outbox.add(
        *(
            Entry(
                id=f"channel/{unit.id}/{year}W{week:02}/{person}",
                kind="admin.channel_lost",
                to=ToPerson(person),
                message=channel_lost(unit),
                not_before=now,
            )
            for person in sorted(person.id for person in people)
        )
    )
