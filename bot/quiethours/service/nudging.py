"""Offers, in private and once an evening, to keep until the morning what was just posted."""

from __future__ import annotations

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.incoming import MessageAction, MessagePosted
from bot.chat.outgoing import Note, Reply
from bot.errors import UserError
from bot.outbox.model import Entry, ToChannel, ToPerson
from bot.outbox.ports import Edits
from bot.people.finding import channel_of, find_unit
from bot.people.model import Directory, Person
from bot.quiethours import nudge_views as views
from bot.quiethours.addressing import LONGEST_MESSAGE
from bot.quiethours.model import is_open
from bot.quiethours.ports import QuietHoursUnitOfWork
from bot.quiethours.schedules import is_on_call
from bot.quiethours.service.keeping import Keeping
from bot.sealing.ports import KeyLost, Keyring
from bot.sealing.secretbox import new_key

ANNOUNCED: Final = "quiethours.announced"

_KEYS: Final = "evening/"
_NIGHT_ENDS: Final = timedelta(hours=6)
"""What is written before six belongs to the evening before."""

_YES_OR_NO: Final = {
    **dict.fromkeys(("oui", "yes", "on"), True),
    **dict.fromkeys(("non", "no", "off"), False),
}
_MOST_OFFERED: Final = 500
_OFFER_LASTS: Final = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Offer:
    """A message somebody was asked about; in memory only, for a while."""

    person: str
    channel: ChannelId
    message: MessageRef
    words: str = field(repr=False)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudging:
    """Asks people who write late in a channel that chose so whether it can wait.

    Who was asked this evening is kept as a mark under a key that is destroyed the next day, so
    that nobody can be told apart by the evenings they wrote on. Nothing is read in other channels.
    """

    unit_of_work: Callable[[], QuietHoursUnitOfWork]
    keyring: Keyring
    keeping: Keeping
    edits: Edits
    _offers: OrderedDict[str, _Offer] = field(default_factory=OrderedDict)

    async def heard(
        self, person: Person, directory: Directory, posted: MessagePosted, now: datetime
    ) -> Reply | None:
        """Offer to keep a message that was posted outside the channel's hours; None otherwise."""
        unit = directory.reading(posted.channel) if posted.channel else None
        if unit is None or posted.channel is None or not unit.offers_to_keep:
            return None
        if posted.has_more or len(posted.words.strip()) > LONGEST_MESSAGE:
            return None
        # Whoever is on call writes when it is needed, and so does who writes to them.
        concerned = (ToChannel(posted.channel), ToPerson(person.id))
        if any(is_on_call(directory, one, now) for one in concerned):
            return None
        due = self._morning(person, directory, ToChannel(posted.channel), now)
        is_theirs_to_ask = person.accepts_offers and posted.words.strip() and due is not None
        if not is_theirs_to_ask or not await self._can_withdraw(posted):
            return None
        if due is None or not await self._is_first(person, directory, now):
            return None
        self._remember(posted.event, person, posted, now)
        clock = now.astimezone(ZoneInfo(directory.zone(person))).time()
        return views.offer(posted.event, unit.name, clock, due)

    async def keep(
        self, person: Person, account: AccountId, name: str, event: str, now: datetime
    ) -> Reply:
        """Keep the message somebody was asked about.

        Raises:
            UserError: too much time went by, or it cannot be taken back.
        """
        offer = self._offers.get(name)
        if offer is None or offer.person != person.id or now - offer.at > _OFFER_LASTS:
            raise UserError("quiethours.offer_over")
        action = MessageAction(
            event=event,
            account=account,
            action=views.KEEP_POSTED,
            message=offer.message,
            words=offer.words,
            channel=offer.channel,
            author=account,
        )
        reply = await self.keeping.keep_message(person, action, now)
        self._offers.pop(name, None)
        return replace(reply, replaces=True)

    async def leave(self, name: str) -> Reply:
        """Leave it: it cannot wait, and nobody asks why."""
        self._offers.pop(name, None)
        return views.left()

    async def choose(self, person: Person, *, accepts: bool) -> Reply:
        """Never ask somebody again, or do."""
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            current = directory.people.get(person.id, person)
            await uow.people.save_people(replace(current, accepts_offers=accepts))
            await uow.commit()
        return views.chosen(accepts=accepts)

    async def switch(self, admin: Person, words: str, event: str, now: datetime) -> Reply:
        """Turn the offer on or off in a unit's channel ("Enfance Nord oui"), and tell it there.

        Raises:
            UserError: no such unit, one without a channel, or neither yes nor no.
        """
        name, _, answer = words.strip().rpartition(" ")
        is_on = _YES_OR_NO.get(answer.casefold())
        if is_on is None:
            raise UserError("quiethours.yes_or_no")
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            unit = find_unit(directory, directory.department(admin.unit).id, name)
            channel = channel_of(unit)
            notes: tuple[Note, ...] = ()
            if unit.offers_to_keep != is_on and await uow.inbox.mark(event):
                changed = replace(unit, offers_to_keep=is_on)
                notes = await self.edits.save(uow, admin, changed)
                await uow.outbox.add(
                    Entry(
                        id=f"evening/{event}",
                        kind=ANNOUNCED,
                        to=ToChannel(channel),
                        message=views.announcement(is_on=is_on),
                        not_before=now,
                    )
                )
            await uow.commit()
        return views.switched(unit.name, is_on=is_on).adding(*notes)

    async def run_due(self, now: datetime) -> datetime | None:
        """Destroy the keys of evenings that are over; forget old offers."""
        for name, offer in tuple(self._offers.items()):
            if now - offer.at > _OFFER_LASTS:
                del self._offers[name]
        names = await self.keyring.names(_KEYS)
        over = (now - timedelta(days=2)).date().isoformat()
        left = [name for name in names if name.removeprefix(_KEYS) > over]
        for name in names:
            if name not in left:
                await self.keyring.destroy(name)
        return now + timedelta(hours=12) if left or self._offers else None

    def _morning(
        self, person: Person, directory: Directory, to: ToChannel, now: datetime
    ) -> datetime | None:
        """Find until when it would wait; None during the channel's hours, or if it has none."""
        if is_open(self.keeping.hours.schedule(directory, to), now):
            return None
        try:
            return self.keeping.due(directory, person, to, "", now).at
        except UserError:
            return None

    async def _can_withdraw(self, posted: MessagePosted) -> bool:
        withdrawals = self.keeping.withdrawals.get(posted.account.chat)
        return withdrawals is not None and await withdrawals.can_withdraw(
            posted.account, posted.message
        )

    def _remember(self, name: str, person: Person, posted: MessagePosted, now: datetime) -> None:
        assert posted.channel is not None  # noqa: S101 - asked before
        self._offers[name] = _Offer(
            person=person.id,
            channel=posted.channel,
            message=posted.message,
            words=posted.words,
            at=now,
        )
        while len(self._offers) > _MOST_OFFERED:
            self._offers.popitem(last=False)

    async def _is_first(self, person: Person, directory: Directory, now: datetime) -> bool:
        evening = (now.astimezone(ZoneInfo(directory.zone(person))) - _NIGHT_ENDS).date()
        name = f"{_KEYS}{evening.isoformat()}"
        try:
            key = await self.keyring.read(name)
        except KeyLost:
            key = new_key()
            await self.keyring.create(name, key)
        mark = hmac.new(key, person.id.encode(), hashlib.sha256).hexdigest()
        async with self.unit_of_work() as uow:
            is_first = await uow.inbox.mark(f"evening/{mark}")
            await uow.commit()
        return is_first
