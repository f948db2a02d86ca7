"""Any message of the bot, sent to oneself first: what everybody will read is read before."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.admin import views
from bot.admin.model import folded
from bot.admin.ports import Samples
from bot.chat.outgoing import Message, Note, Reply
from bot.errors import UserError
from bot.i18n.text import text
from bot.outbox.model import Entry, ToPerson
from bot.outbox.ports import UnitOfWork
from bot.people.asking import Asked

FIRST: Final = "invitation"
_NAMES: Final = {
    **dict.fromkeys(("", "invitation", "questions", "checkin", "check-in"), FIRST),
    **dict.fromkeys(("rappel", "reminder"), "reminder"),
    **dict.fromkeys(("annonce", "announcement"), "announcement"),
    **dict.fromkeys(("bilan", "digest"), "digest"),
    **dict.fromkeys(("partage", "sharing"), "prompt"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """Sends an admin a message of the bot, marked as a trial, and nobody else anything."""

    unit_of_work: Callable[[], UnitOfWork]
    samples: Sequence[Samples]

    async def send(self, asked: Asked, words: str, now: datetime) -> Reply:
        """Send the message that is asked for, an invitation when none is named.

        Raises:
            UserError: there is no such message, or nothing to show in it yet.
        """
        name = _NAMES.get(folded(words.strip()))
        if name is None:
            raise UserError("trial.unknown", text=words.strip()[:40])
        found = [await source.sample(name, asked.person, now) for source in self.samples]
        message = next((one for one in found if one is not None), None)
        if message is None:
            raise UserError("trial.nothing_yet")
        async with self.unit_of_work() as uow:
            if await uow.inbox.mark(asked.event):
                await uow.outbox.add(
                    Entry(
                        id=f"trial/{asked.event}",
                        kind="admin.trial",
                        to=ToPerson(asked.person.id),
                        message=Message((Note(text("trial.marked")), *message.parts)),
                        not_before=now,
                        any_hour=True,
                    )
                )
            await uow.commit()
        return views.said(text("trial.sent"))
