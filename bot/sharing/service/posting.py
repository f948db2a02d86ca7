"""Makes a good practice public: a card to find again, and a message in the team's channel."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.outbox.model import Entry, ToChannel
from bot.people.model import Directory
from bot.sharing.model import Card
from bot.sharing.ports import SharingUnitOfWork
from bot.sharing.practice_views import posted

POSTED: Final = "sharing.practice"


async def post(uow: SharingUnitOfWork, directory: Directory, card: Card, now: datetime) -> None:
    """Keep a card and queue its message, unless a card of that id is kept already."""
    if not await uow.cards.add(card):
        return
    if channel := directory.units[card.unit].channel:
        await uow.outbox.add(
            Entry(
                id=f"{POSTED}/{card.id}",
                kind=POSTED,
                to=ToChannel(channel),
                message=posted(card),
                not_before=now,
            )
        )
