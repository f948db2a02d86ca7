"""The list of what is kept for somebody, and all they can still do with each message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.chat.ids import AccountId, ChannelId
from bot.chat.outgoing import Reply
from bot.chat.ports import Authors, Scheduled
from bot.errors import ChatError, Refused, UserError
from bot.outbox.model import ToChannel
from bot.people.model import Directory, Person
from bot.quiethours import views
from bot.quiethours.addressing import checked_words, name_of
from bot.quiethours.model import next_open
from bot.quiethours.ports import Draft, Hold, QuietHoursUnitOfWork
from bot.quiethours.service.keeping import Due, Keeping
from bot.quiethours.service.naming import Waiting, entry_of, question_of

_SOON: Final = timedelta(seconds=30)
"""A chat schedules nothing for this very second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldList:
    """What authors do with their held messages until they leave.

    Every change takes back what would have delivered the message in the same transaction, so that
    a message that is leaving at that moment is said to be gone, and never leaves twice.
    """

    keeping: Keeping

    async def show(self, author: Person) -> Reply:
        """List what is kept for an author, here and in the chats that keep messages themselves."""
        async with self.keeping.unit_of_work() as uow:
            directory = await uow.people.directory()
            holds = await uow.holds.by_author(author.id)
        promises = [
            self.keeping.promise(
                directory, author, h.to, self._expected(directory, h), h.id, in_name=False
            )
            for h in holds
        ]
        waiting, is_whole = await self._in_chats(author)
        promises += [self._of_chat(directory, author, one) for one in waiting]
        promises.sort(key=lambda one: (one.due_at, one.ref))
        return views.listed(promises, is_whole=is_whole)

    async def cancel(self, author: Person, ref: str) -> Reply:
        """Forget a held message and its text.

        Raises:
            UserError: it has left already, or is not theirs.
        """
        if (waiting := Waiting.parse(ref, author)) is not None:
            await self._take_back(waiting)
            return views.cancelled()
        async with self.keeping.unit_of_work() as uow:
            await self._take_out(uow, author, ref)
            await uow.commit()
        await self.keeping.envelopes.destroy(ref)
        return views.cancelled()

    async def send_now(self, author: Person, ref: str, now: datetime) -> Reply:
        """Let a held message go at once: its author says it cannot wait, no reason asked.

        Raises:
            UserError: it has left already, or is not theirs.
        """
        if (waiting := Waiting.parse(ref, author)) is not None:
            async with self.keeping.unit_of_work() as uow:
                directory = await uow.people.directory()
            words = await self._words_in_chat(waiting)
            await self._replace(waiting, words, now + _SOON)
            return views.leaving(self._of_chat(directory, author, waiting).to.name)
        async with self.keeping.unit_of_work() as uow:
            hold = await self._theirs(uow, author, ref)
            directory = await uow.people.directory()
            if not await uow.outbox.reschedule(entry_of(ref), now, any_hour=True):
                raise UserError("quiethours.gone")
            await uow.outbox.remove(question_of(ref))
            await uow.commit()
        return views.leaving(name_of(directory, hold.to))

    async def still_useful(self, author: Person, ref: str) -> Reply:
        """Leave an old message as it is.

        Raises:
            UserError: it has left already, or is not theirs.
        """
        async with self.keeping.unit_of_work() as uow:
            await self._theirs(uow, author, ref)
        return views.as_planned()

    async def change(self, author: Person, ref: str) -> Reply:
        """Open the form that changes when a message arrives and what it says.

        Raises:
            UserError: it has left already, or is not theirs.
        """
        if (waiting := Waiting.parse(ref, author)) is not None:
            return views.changing(ref, await self._words_in_chat(waiting))
        async with self.keeping.unit_of_work() as uow:
            hold = await self._theirs(uow, author, ref)
            directory = await uow.people.directory()
        if isinstance(hold.words, Draft):
            return views.changing(ref, None)
        return views.changing(ref, await self.keeping.envelopes.peek(hold, directory))

    async def save(
        self, author: Person, ref: str, values: Mapping[str, str], now: datetime
    ) -> Reply:
        """Keep what the form changed; without a time the message keeps its own.

        Raises:
            UserError: it has left already, is not theirs, or cannot arrive then.
        """
        if (waiting := Waiting.parse(ref, author)) is not None:
            return await self._save_in_chat(author, waiting, values, now)
        async with self.keeping.unit_of_work() as uow:
            directory = await uow.people.directory()
            hold = await self._theirs(uow, author, ref)
            due = self._due(directory, author, hold, values.get(views.WHEN, ""), now)
            words = (
                hold.words
                if isinstance(hold.words, Draft)
                else checked_words(values.get(views.WORDS, ""))
            )
            await self._take_out(uow, author, ref)
            changed = await self.keeping.sealed(author, hold.to, words, due.at, now)
            await self.keeping.queue(uow, directory, author, changed)
            await uow.commit()
        await self.keeping.envelopes.destroy(ref)
        said = self.keeping.promise(directory, author, hold.to, due, changed.id, in_name=False)
        return replace(views.kept([said]), replaces=True)

    async def _save_in_chat(
        self, author: Person, waiting: Waiting, values: Mapping[str, str], now: datetime
    ) -> Reply:
        async with self.keeping.unit_of_work() as uow:
            directory = await uow.people.directory()
        to = ToChannel(_channel(waiting))
        when = values.get(views.WHEN, "")
        due = (
            self.keeping.due(directory, author, to, when, now)
            if when
            else Due(at=waiting.scheduled.at)
        )
        changed = await self._replace(waiting, checked_words(values.get(views.WORDS, "")), due.at)
        said = self.keeping.promise(directory, author, to, due, changed.ref, in_name=True)
        return replace(views.kept([said]), replaces=True)

    def _expected(self, directory: Directory, hold: Hold) -> Due:
        """Find when a hold will arrive as things stand: hours and absences may have changed."""
        opens = next_open(self.keeping.hours.schedule(directory, hold.to), hold.due_at)
        due = opens or hold.due_at
        return Due(at=due, was_moved=due > hold.due_at)

    def _due(
        self, directory: Directory, author: Person, hold: Hold, when: str, now: datetime
    ) -> Due:
        if not when.strip():
            return Due(at=hold.due_at)
        return self.keeping.due(directory, author, hold.to, when, now)

    @staticmethod
    async def _theirs(uow: QuietHoursUnitOfWork, author: Person, ref: str) -> Hold:
        hold = await uow.holds.find(ref)
        if hold is None or hold.author != author.id:
            raise UserError("quiethours.gone")
        if await uow.outbox.find(entry_of(ref)) is None:
            raise UserError("quiethours.gone")
        return hold

    async def _take_out(self, uow: QuietHoursUnitOfWork, author: Person, ref: str) -> None:
        await self._theirs(uow, author, ref)
        if not await uow.outbox.remove(entry_of(ref)):
            raise UserError("quiethours.gone")
        await uow.outbox.remove(question_of(ref))
        await uow.holds.remove(ref)

    async def _in_chats(self, author: Person) -> tuple[list[Waiting], bool]:
        found: list[Waiting] = []
        is_whole = True
        for account in author.accounts:
            authors = self.keeping.authors.get(account.chat)
            if authors is None:
                continue
            try:
                if await authors.has_linked(account):
                    waiting = await authors.scheduled(account)
                    found += [Waiting(account=account, scheduled=one) for one in waiting]
            except Refused:  # the permission was taken back meanwhile
                continue
            except ChatError:
                is_whole = False
        return found, is_whole

    async def _words_in_chat(self, waiting: Waiting) -> str:
        found = await self._asked(waiting.account)
        for one in found:
            if one.id == waiting.scheduled.id and one.place == waiting.scheduled.place:
                return one.words
        raise UserError("quiethours.gone")

    async def _asked(self, account: AccountId) -> tuple[Scheduled, ...]:
        try:
            return await self._authors(account).scheduled(account)
        except Refused:
            return ()
        except ChatError as error:
            raise UserError("quiethours.not_now") from error

    async def _replace(self, waiting: Waiting, words: str, at: datetime) -> Waiting:
        """Schedule the message anew, then take the old one back; undone where that is too late."""
        authors = self._authors(waiting.account)
        try:
            scheduled = await authors.schedule(waiting.account, waiting.scheduled.place, words, at)
        except ChatError as error:
            raise UserError("quiethours.not_now") from error
        changed = Waiting(account=waiting.account, scheduled=scheduled)
        try:
            await self._take_back(waiting)
        except UserError:
            await self._take_back(changed)
            raise
        return changed

    async def _take_back(self, waiting: Waiting) -> None:
        try:
            await self._authors(waiting.account).unschedule(waiting.account, waiting.scheduled)
        except Refused as error:
            raise UserError("quiethours.too_near") from error
        except ChatError as error:
            raise UserError("quiethours.not_now") from error

    def _authors(self, account: AccountId) -> Authors:
        authors = self.keeping.authors.get(account.chat)
        if authors is None:
            raise UserError("quiethours.gone")
        return authors

    def _of_chat(self, directory: Directory, author: Person, waiting: Waiting) -> views.Promise:
        return self.keeping.promise(
            directory,
            author,
            ToChannel(_channel(waiting)),
            Due(at=waiting.scheduled.at),
            waiting.ref,
            in_name=True,
        )


def _channel(waiting: Waiting) -> ChannelId:
    account = waiting.account
    return ChannelId(account.chat, account.workspace, waiting.scheduled.place)
