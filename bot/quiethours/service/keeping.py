"""All the ways a message is handed over: typed, by a form, or one's own that was just posted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.chat.ids import AccountId, ChannelId, MessageRef
from bot.chat.incoming import MessageAction
from bot.chat.outgoing import Reply
from bot.chat.ports import Authors, Withdrawals
from bot.errors import ChatError, Unknown, UserError
from bot.i18n.text import Text
from bot.outbox.model import Entry, Recipient, ToChannel, ToPerson
from bot.people.model import Directory, Person
from bot.quiethours import views
from bot.quiethours.addressing import Addressed, checked_words, name_of, read_fields, read_here
from bot.quiethours.model import Schedule, next_morning, next_open
from bot.quiethours.ports import Draft, Hold, Kept, QuietHoursUnitOfWork
from bot.quiethours.schedules import is_on_call
from bot.quiethours.service.envelopes import Envelopes
from bot.quiethours.service.hours import WorkingHours
from bot.quiethours.service.naming import Waiting, destination, entry_of, question_of
from bot.quiethours.when import is_together, read_when
from bot.text.danger import may_be_danger

KEPT, USEFUL = "quiethours.kept", "quiethours.useful"

OLD: Final = timedelta(hours=24)
"""What is older when it leaves is asked about first."""

_MAY_BE_KEPT: Final = frozenset({"quiethours.already_kept", "quiethours.not_sure"})
"""Refusals of what is in good hands already."""

_ASKED_BACK_DAYS: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A command that hands a message over.

    Args:
        words: what was typed after the command.
        channel: the conversation it was typed in; None: with the bot.
        message: the message that was the command, where commands stay messages.
    """

    account: AccountId
    event: str
    words: str = field(repr=False)
    channel: ChannelId | None = None
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When something arrives, whether that is later than was asked for, or at once: on call."""

    at: datetime
    was_moved: bool = False
    is_as_asked: bool = False
    is_on_call: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """Takes messages over, all of what is asked or nothing.

    Args:
        authors: by chat, who posts in people's own names, where the chat can.
        withdrawals: by chat, who takes people's own messages back, where the chat can.
    """

    unit_of_work: Callable[[], QuietHoursUnitOfWork]
    envelopes: Envelopes
    hours: WorkingHours
    authors: Mapping[str, Authors] = field(default_factory=dict)
    withdrawals: Mapping[str, Withdrawals] = field(default_factory=dict)

    async def keep(self, author: Person, handed: Handed, now: datetime) -> Reply:
        """Keep "@person #channel [when] text" until each recipient's next working moment.

        Without any words it opens the form. Typed in a team's channel it may name nobody: it is
        for that channel. To somebody at work right now it means "not today". What cannot be kept
        is given back with the reason, where the chat does not show commands any more.

        Raises:
            UserError: no recipient, no text, too much of either, a moment that cannot be, or
                somebody who is never at work.
        """
        if not handed.words.strip():
            return views.asking()
        try:
            return await self._keep_typed(author, handed, now)
        except UserError as error:
            if handed.message is not None or error.message in _MAY_BE_KEPT:
                raise
            return views.given_back(Text(error.message, error.message_args), handed.words)

    async def _keep_typed(self, author: Person, handed: Handed, now: datetime) -> Reply:
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            addressed = read_here(directory, author, handed.words, handed.channel)
            return await self._keep(uow, directory, author, addressed, handed, now)

    async def keep_form(
        self, author: Person, values: Mapping[str, str], handed: Handed, now: datetime
    ) -> Reply:
        """Keep what the form was sent with.

        Raises:
            UserError: as `keep`.
        """
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            addressed = read_fields(
                directory,
                author,
                values.get(views.WHOM, ""),
                values.get(views.WORDS, ""),
                values.get(views.WHEN, ""),
            )
            return await self._keep(uow, directory, author, addressed, handed, now)

    async def keep_message(self, author: Person, action: MessageAction, now: datetime) -> Reply:
        """Take back somebody's own message that was just posted, and keep it for the morning.

        It is kept first and withdrawn then, so that nothing is lost; where it cannot be
        withdrawn nothing is kept. Whoever looked in between may have read it, and is said so.

        Raises:
            UserError: it is not theirs, or the chat does not let the bot take it back.
        """
        words, channel = checked_words(action.words), action.channel
        withdrawals = self.withdrawals.get(action.account.chat)
        if action.author != action.account:
            raise UserError("quiethours.not_yours")
        if channel is None:
            raise UserError("quiethours.only_between_people")
        if action.has_more:
            raise UserError("quiethours.more_than_words")
        if withdrawals is None or not await withdrawals.can_withdraw(
            action.account, action.message
        ):
            raise UserError("quiethours.cannot_withdraw")
        handed = Handed(account=action.account, event=action.event, words="", channel=channel)
        to = ToChannel(channel)
        async with self.unit_of_work() as uow:
            directory = await uow.people.directory()
            due = self.due(directory, author, to, "", now)
            if due.is_on_call:
                raise UserError("quiethours.on_call_stays")
            promise = await self._in_their_name(handed, to, words, due.at)
            holds: list[Hold] = []
            if promise is None:
                holds = await self._store(uow, directory, author, words, [(to, due)], now)
                await uow.commit()
        try:
            await withdrawals.withdraw(action.account, action.message)
        except ChatError as error:
            await self._undo(promise, holds)
            raise UserError("quiethours.cannot_withdraw") from error
        ref = promise.ref if promise else holds[0].id
        said = self.promise(directory, author, to, due, ref, promise is not None)
        return views.kept([said], was_posted=True, may_be_danger=may_be_danger(words))

    async def _keep(  # noqa: PLR0913, PLR0917 - what both ways in have read
        self,
        uow: QuietHoursUnitOfWork,
        directory: Directory,
        author: Person,
        addressed: Addressed,
        handed: Handed,
        now: datetime,
    ) -> Reply:
        if is_together(addressed.when):
            due = self._together(directory, author, addressed.to, now)
        else:
            due = [self.due(directory, author, to, addressed.when, now) for to in addressed.to]
        if not await uow.inbox.mark(handed.event):
            raise UserError("quiethours.already_kept")
        is_draft = handed.message is not None and handed.message.chat in self.envelopes.drafts
        draft = Draft(handed.message) if is_draft and handed.message is not None else None
        waiting = [
            None if at.is_on_call else await self._in_their_name(handed, to, addressed.words, at.at)
            for to, at in zip(addressed.to, due, strict=True)
        ]
        left = [
            (to, at) for to, at, one in zip(addressed.to, due, waiting, strict=True) if one is None
        ]
        holds = await self._store(uow, directory, author, draft or addressed.words, left, now)
        await uow.commit()
        refs = iter(holds)
        return views.kept(
            [
                self.promise(
                    directory, author, to, at, one.ref if one else next(refs).id, one is not None
                )
                for to, at, one in zip(addressed.to, due, waiting, strict=True)
            ],
            may_be_danger=may_be_danger(addressed.words),
        )

    async def _store(  # noqa: PLR0913, PLR0917 - what holds are made of
        self,
        uow: QuietHoursUnitOfWork,
        directory: Directory,
        author: Person,
        words: str | Kept,
        sent: Sequence[tuple[Recipient, Due]],
        now: datetime,
    ) -> list[Hold]:
        holds = []
        for to, at in sent:
            hold = await self.sealed(author, to, words, at.at, now)
            await self.queue(uow, directory, author, hold)
            holds.append(hold)
        return holds

    async def sealed(
        self, author: Person, to: Recipient, words: str | Kept, due_at: datetime, now: datetime
    ) -> Hold:
        """Make a hold of words, sealed, or of where they stand."""
        name, envelope = await self.envelopes.close(words)
        return Hold(id=name, author=author.id, to=to, written_at=now, due_at=due_at, words=envelope)

    async def queue(
        self, uow: QuietHoursUnitOfWork, directory: Directory, author: Person, hold: Hold
    ) -> None:
        """Store a hold with what will deliver it, and ask about it first if it will be old."""
        await uow.holds.add(hold)
        entries = [
            Entry(
                id=entry_of(hold.id),
                kind=KEPT,
                to=hold.to,
                message=views.empty(),
                not_before=hold.due_at,
                # Due as it is written: to somebody on call, nothing waits. Nor can what was asked
                # for a given moment wait for hours that somebody does not have.
                any_hour=hold.due_at <= hold.written_at
                or next_open(self._schedule(directory, author, hold.to), hold.due_at) is None,
                order_key=f"hold/{author.id}/{hold.to}",
            )
        ]
        asked_at = self._asked_at(directory, author, hold)
        if asked_at is not None:
            promise = self.promise(
                directory, author, hold.to, Due(at=hold.due_at), hold.id, in_name=False
            )
            entries.append(
                Entry(
                    id=question_of(hold.id),
                    kind=USEFUL,
                    to=ToPerson(author.id),
                    message=views.still_useful(promise),
                    not_before=asked_at,
                    not_after=hold.due_at,
                )
            )
        await uow.outbox.add(*entries)

    def due(
        self, directory: Directory, author: Person, to: Recipient, when: str, now: datetime
    ) -> Due:
        """Find when something arrives: the next working moment, or the first after what is asked.

        Raises:
            UserError: they are never at work and no moment is asked for, or it cannot be read or
                reached.
        """
        schedule = self._schedule(directory, author, to)
        if not when.strip() and is_on_call(directory, to, now):
            return Due(at=now, is_on_call=True)
        asked = read_when(when, schedule, now, directory.language(author)) if when else None
        due = next_open(schedule, asked) if asked else next_morning(schedule, now)
        if due is None and asked is not None:
            return Due(at=asked, is_as_asked=True)
        if due is None:
            raise _never(schedule, name_of(directory, to))
        return Due(at=due, was_moved=asked is not None and due.date() != asked.date())

    def _together(
        self, directory: Directory, author: Person, to: Sequence[Recipient], now: datetime
    ) -> list[Due]:
        """Find when several can read it together: once all have had a morning.

        Nothing is hurried, not even to somebody on call; who is off just then has it next.
        """
        schedules = [self._schedule(directory, author, one) for one in to]
        mornings = [next_morning(schedule, now) for schedule in schedules]
        for one, schedule, morning in zip(to, schedules, mornings, strict=True):
            if morning is None:
                raise _never(schedule, name_of(directory, one))
        latest = max(morning for morning in mornings if morning is not None)
        due = [next_open(schedule, latest) or latest for schedule in schedules]
        return [Due(at=at, was_moved=at > latest) for at in due]

    def _schedule(self, directory: Directory, author: Person, to: Recipient) -> Schedule:
        if isinstance(to, ToChannel) and directory.reading(to.channel) is None:
            return self.hours.of_person(directory, author)
        return self.hours.schedule(directory, to)

    def _asked_at(self, directory: Directory, author: Person, hold: Hold) -> datetime | None:
        """Find the author's last working moment before an old message leaves, if there is one."""
        if hold.due_at - hold.written_at <= OLD:
            return None
        schedule = self.hours.of_person(directory, author)
        for days in range(1, _ASKED_BACK_DAYS + 1):
            since = hold.due_at - timedelta(days=days)
            if since < hold.written_at:
                return None
            asked_at = next_open(schedule, since)
            if asked_at is not None and asked_at < hold.due_at:
                return asked_at
        return None

    async def _in_their_name(
        self, handed: Handed, to: Recipient, words: str, at: datetime
    ) -> Waiting | None:
        """Let the chat itself post it as its author, where they allowed that; nothing is kept here.

        Only in the conversation it was asked in: elsewhere nobody could tell whom it would reach.
        """
        authors = self.authors.get(handed.account.chat)
        is_here = isinstance(to, ToChannel) and to.channel == handed.channel
        if authors is None or not is_here or handed.channel is None:
            return None
        try:
            if not await authors.has_linked(handed.account):
                return None
            scheduled = await authors.schedule(handed.account, handed.channel.channel, words, at)
        except Unknown as error:
            raise UserError("quiethours.not_sure") from error
        except ChatError:
            return None  # kept here, and delivered with attribution
        return Waiting(account=handed.account, scheduled=scheduled)

    async def _undo(self, promise: Waiting | None, holds: Sequence[Hold]) -> None:
        if promise is not None:
            await self.authors[promise.account.chat].unschedule(promise.account, promise.scheduled)
        async with self.unit_of_work() as uow:
            for hold in holds:
                await uow.outbox.remove(entry_of(hold.id), question_of(hold.id))
                await uow.holds.remove(hold.id)
            await uow.commit()
        await self.envelopes.destroy(*(hold.id for hold in holds))

    def promise(  # noqa: PLR0913, PLR0917 - what a promise says
        self,
        directory: Directory,
        author: Person,
        to: Recipient,
        due: Due,
        ref: str,
        in_name: bool,  # noqa: FBT001 - read by name in the view
    ) -> views.Promise:
        """Say where and when something arrives, as its author thinks of it."""
        return views.Promise(
            ref=ref,
            due_at=due.at,
            to=destination(self.hours, directory, author, to, due.at),
            was_moved=due.was_moved,
            is_on_call=due.is_on_call,
            is_as_asked=due.is_as_asked,
            in_their_name=in_name,
        )


def _never(schedule: Schedule, name: str) -> UserError:
    if any(away.last is None for away in schedule.absences):
        return UserError("quiethours.away_for_now", name=name)
    return UserError("quiethours.never_at_work", name=name)
