"""Keeps what people hand over after hours and sees that it arrives once, in the morning."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.chat.outgoing import Reply
from bot.errors import UserError
from bot.i18n.text import Text, text
from bot.outbox.model import Entry, Recipient, ToPerson
from bot.outbox.ports import Outcome, UnitOfWork
from bot.people.hours import WeeklyHours
from bot.people.model import DEFAULT_ZONE, Directory, Person
from bot.quiethours import views
from bot.quiethours.addressing import Addressed, name_of, read_addressed, read_fields
from bot.quiethours.calendar import public_holidays
from bot.quiethours.model import Schedule, next_open
from bot.quiethours.ports import Hold, QuietHoursUnitOfWork
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import new_key, seal, unseal

KEPT, RETURNED = "quiethours.kept", "quiethours.returned"
_KEYS = "hold/"


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingHours:
    """Tells the outbox when anyone is at work (`outbox.ports.OpenHours`).

    Args:
        usual: the hours of people about whom nobody said anything.
    """

    unit_of_work: Callable[[], UnitOfWork]
    usual: WeeklyHours

    async def next_open(self, to: Sequence[Recipient], at: datetime) -> tuple[datetime | None, ...]:
        """Return for each recipient the first working instant at or after `at`, None if never."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
        found: dict[Schedule, datetime | None] = {}
        opens: list[datetime | None] = []
        for recipient in to:
            schedule = self.schedule(directory, recipient)
            if schedule not in found:
                found[schedule] = next_open(schedule, at)
            opens.append(found[schedule])
        return tuple(opens)

    def schedule(self, directory: Directory, recipient: Recipient) -> Schedule:
        """Return what decides when a recipient is at work."""
        if isinstance(recipient, ToPerson):
            person = directory.people.get(recipient.person)
            if person is None:
                return Schedule(hours=self.usual, zone=DEFAULT_ZONE)
            return Schedule(
                hours=directory.hours(person) or self.usual,
                zone=directory.zone(person),
                closed=public_holidays(directory.region(person)),
                absences=person.absences,
            )
        unit = directory.reading(recipient.channel)
        if unit is None:
            return Schedule(hours=self.usual, zone=DEFAULT_ZONE, closed=public_holidays(None))
        return Schedule(
            hours=directory.unit_hours(unit.id) or self.usual,
            zone=directory.unit_zone(unit.id),
            closed=public_holidays(directory.unit_region(unit.id)),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldService:
    """Everything an author can do with the messages they asked Lien to keep."""

    unit_of_work: Callable[[], QuietHoursUnitOfWork]
    keyring: Keyring
    hours: WorkingHours

    async def keep(self, author: Person, words: str, event: str, now: datetime) -> Reply:
        """Keep "@person #channel text" until each recipient's own next working moment.

        Without any words it opens the form.

        To somebody at work right now it means "not today": it is kept for their next morning,
        and the answer offers to send it at once. All of it is kept, or nothing.

        Raises:
            UserError: no recipient, no text, too much of either, or one who is never at work.
        """
        if not words.strip():
            return views.asking()
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            addressed = read_addressed(directory, author, words)
            return await self._keep(uow, directory, author, addressed, event, now)

    async def keep_form(
        self, author: Person, values: Mapping[str, str], event: str, now: datetime
    ) -> Reply:
        """Keep what the form was sent with.

        Raises:
            UserError: as `keep`.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            whom, words = values.get(views.WHOM, ""), values.get(views.WORDS, "")
            addressed = read_fields(directory, author, whom, words)
            return await self._keep(uow, directory, author, addressed, event, now)

    async def list(self, author: Person) -> Reply:
        """List what is kept for an author."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            holds = await uow.holds.by_author(author.id)
        return views.listed([(h, self._destination(directory, h, author)) for h in holds])

    async def cancel(self, author: Person, hold_id: str) -> Reply:
        """Forget a held message and its text.

        Raises:
            UserError: it has left already, or is not theirs.
        """
        async with self.unit_of_work() as uow:
            await self._still_held(uow, author, hold_id)
            await uow.outbox.remove(_entry(hold_id))
            await uow.holds.remove(hold_id)
            await uow.commit()
        await self.keyring.destroy(_KEYS + hold_id)
        return views.cancelled()

    async def send_now(self, author: Person, hold_id: str, now: datetime) -> Reply:
        """Let a held message go at once: its author says it cannot wait, no reason asked.

        Raises:
            UserError: it has left already, or is not theirs.
        """
        async with self.unit_of_work() as uow:
            hold = await self._still_held(uow, author, hold_id)
            directory = await uow.people.directory()
            if not await uow.outbox.reschedule(_entry(hold_id), now, any_hour=True):
                raise UserError("quiethours.gone")
            await uow.commit()
        return views.leaving(self._destination(directory, hold, author))

    async def unseal(self, name: str) -> str | None:
        """Open a held message as it leaves (`outbox.ports.Unseal`)."""
        async with self.unit_of_work() as uow:
            hold = await uow.holds.find(name)
        if hold is None:
            return None
        try:
            return unseal(await self.keyring.read(_KEYS + name), hold.sealed).decode()
        except KeyLost:
            return None

    async def settled(self, uow: QuietHoursUnitOfWork, entry: Entry, outcome: Outcome) -> None:
        """Forget what was delivered; give back to its author what never can be."""
        hold_id = entry.id.partition("/")[2]
        hold = await uow.holds.find(hold_id)
        if hold is None:
            return
        if outcome != "refused" or entry.kind == RETURNED:
            await uow.holds.remove(hold_id)
            return
        directory = await uow.people.directory()
        await uow.outbox.add(
            Entry(
                id=f"return/{hold_id}",
                kind=RETURNED,
                to=ToPerson(hold.author),
                message=views.returned(hold_id, name_of(directory, hold.to)),
                not_before=entry.not_before,
            )
        )

    async def run_due(self, now: datetime) -> datetime | None:  # noqa: ARG002 - every service is asked with the time
        """Destroy the keys of messages that were delivered; nothing is due by the clock."""
        names = await self.keyring.names(_KEYS)
        if names:
            async with self.unit_of_work() as uow:
                gone = [n for n in names if await uow.holds.find(n.removeprefix(_KEYS)) is None]
            for name in gone:
                await self.keyring.destroy(name)
        return None

    async def held(self, person: Person) -> tuple[Text, ...]:
        """Say what is held of somebody: the sealed messages they asked to keep."""
        async with self.unit_of_work() as uow:
            holds = await uow.holds.by_author(person.id)
        return (text("quiethours.held", n=len(holds)),) if holds else ()

    async def export(self, person: Person) -> Sequence[Mapping[str, str | None]]:
        """Give somebody the messages they asked to keep, opened."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            holds = await uow.holds.by_author(person.id)
        return [
            {
                "to": name_of(directory, hold.to),
                "written_at": hold.written_at.isoformat(),
                "due_at": hold.due_at.isoformat(),
                "words": await self.unseal(hold.id),
            }
            for hold in holds
        ]

    async def forget(self, person: Person, now: datetime) -> None:  # noqa: ARG002 - as every feature is asked
        """Cancel what somebody asked to keep, and destroy the keys of it."""
        async with self.unit_of_work() as uow:
            holds = await uow.holds.by_author(person.id)
            for hold in holds:
                await uow.outbox.remove(_entry(hold.id))
                await uow.holds.remove(hold.id)
            await uow.commit()
        for hold in holds:
            await self.keyring.destroy(_KEYS + hold.id)

    async def _keep(  # noqa: PLR0913, PLR0917 - what both ways in have read
        self,
        uow: QuietHoursUnitOfWork,
        directory: Directory,
        author: Person,
        addressed: Addressed,
        event: str,
        now: datetime,
    ) -> Reply:
        due = {to: self._morning(directory, to, now) for to in addressed.to}
        if not await uow.inbox.mark(event):
            raise UserError("quiethours.already_kept")
        holds = [
            await self._add(
                uow, author=author, to=to, words=addressed.words, now=now, due_at=due[to]
            )
            for to in addressed.to
        ]
        await uow.commit()
        return views.kept([(hold, self._destination(directory, hold, author)) for hold in holds])

    async def _add(  # noqa: PLR0913 - what a hold is made of, each by name
        self,
        uow: QuietHoursUnitOfWork,
        *,
        author: Person,
        to: Recipient,
        words: str,
        now: datetime,
        due_at: datetime,
    ) -> Hold:
        key, hold_id = new_key(), secrets.token_hex(16)
        await self.keyring.create(_KEYS + hold_id, key)
        hold = Hold(
            id=hold_id,
            author=author.id,
            to=to,
            written_at=now,
            due_at=due_at,
            sealed=seal(key, words.encode()),
        )
        await uow.holds.add(hold)
        await uow.outbox.add(
            Entry(
                id=_entry(hold_id),
                kind=KEPT,
                to=to,
                message=views.delivery(hold_id, author.name),
                not_before=due_at,
                order_key=f"hold/{author.id}/{to}",
            )
        )
        return hold

    async def _still_held(self, uow: QuietHoursUnitOfWork, author: Person, hold_id: str) -> Hold:
        hold = await uow.holds.find(hold_id)
        if hold is None or hold.author != author.id:
            raise UserError("quiethours.gone")
        if await uow.outbox.find(_entry(hold_id)) is None:
            raise UserError("quiethours.gone")
        return hold

    def _morning(self, directory: Directory, to: Recipient, now: datetime) -> datetime:
        schedule = self.hours.schedule(directory, to)
        due = next_open(schedule, now)
        if due is not None and due <= now:
            zone = ZoneInfo(schedule.zone)
            tomorrow = now.astimezone(zone).replace(hour=0, minute=0) + timedelta(days=1)
            due = next_open(schedule, tomorrow)
        if due is None:
            raise UserError("quiethours.never_at_work", name=name_of(directory, to))
        return due

    def _destination(self, directory: Directory, hold: Hold, author: Person) -> views.Destination:
        zone = self.hours.schedule(directory, hold.to).zone
        theirs = hold.due_at.astimezone(ZoneInfo(zone)).time()
        mine = hold.due_at.astimezone(ZoneInfo(directory.zone(author))).time()
        return views.Destination(
            name=name_of(directory, hold.to), their_time=None if theirs == mine else theirs
        )


def _entry(hold_id: str) -> str:
    return f"hold/{hold_id}"
