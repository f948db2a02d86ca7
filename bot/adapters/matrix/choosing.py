"""Presses what a number or a label stands for, and nothing when it is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.matrix.choices import Choice, Offer, number_in, offered
from bot.adapters.matrix.comment import FATE
from bot.adapters.matrix.events import Act
from bot.adapters.matrix.incoming import Removed, Wrote, channel_of
from bot.adapters.matrix.memory import Room
from bot.adapters.matrix.recalling import recall
from bot.adapters.matrix.replying import Replying
from bot.adapters.matrix.turn import Turn
from bot.chat.incoming import ButtonPressed
from bot.chat.outgoing import Reply
from bot.chat.ports import Receive
from bot.checkins.views import ERASE
from bot.i18n.text import text


@dataclass(frozen=True, slots=True)
class Choosing:
    """Acts on the latest numbered lines; older ones are told apart."""

    receive: Receive
    replying: Replying

    async def chosen(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        """Press what a number or a label stands for; None when it stands for nothing."""
        number = number_in(wrote.words)
        offer = turn.room.offer
        if offer is None:
            return None
        choice = offer.pressed(wrote.words)
        if choice is None:
            if number is None or turn.room.asked is not None:
                return None
            return turn.sentence(text("matrix.choice.unknown", last=len(offer.choices)))
        if await self._is_old(wrote, offer, turn):
            return turn.sentence(text("matrix.choice.old"))
        if await self._crossed(offer, turn):
            return turn.sentence(text("matrix.choice.crossed"))
        return await self._pressed(choice, turn)

    async def in_public(self, wrote: Wrote, turn: Turn, place: Room) -> Sequence[Act] | None:
        """Press what a number or a reply picks where several read; what follows is private.

        `place` is what is remembered of the room itself, not of its members.
        """
        event = turn.event
        if wrote.answers_to is not None:
            shown = await turn.rooms.fetch(event["room_id"], wrote.answers_to)
            is_ours = shown is not None and shown["sender"] == turn.rooms.me
            offer = offered(shown["event_id"], shown["content"]) if shown and is_ours else None
        elif number_in(wrote.words) is None:
            return None
        else:
            if not place.is_recalled:
                place.is_recalled = True
                place.offer = (await recall(turn.rooms, event)).offer
            offer = place.offer
        choice = offer.pressed(wrote.words) if offer else None
        if choice is None:
            return None
        channel = channel_of(event["room_id"], turn.rooms.workspace())
        pressed = ButtonPressed(
            event=turn.id,
            account=turn.account,
            action=choice.action,
            value=choice.value,
            channel=channel,
        )
        return self.replying.reply(await self.receive(pressed), turn)

    async def _pressed(self, choice: Choice, turn: Turn) -> Sequence[Act]:
        if choice.action.startswith(FATE):
            return await self.replying.answering.decided(choice, turn)
        if choice.action == ERASE:
            turn.room.picks = None
        return self.replying.reply(await self._press(choice.action, choice.value, turn), turn)

    @staticmethod
    async def _is_old(wrote: Wrote, offer: Offer, turn: Turn) -> bool:
        """Tell whether somebody answers an earlier list than the latest."""
        if wrote.answers_to is None or wrote.answers_to == offer.event:
            return False
        older = await turn.rooms.fetch(turn.event["room_id"], wrote.answers_to)
        return older is not None and offered(older["event_id"], older["content"]) is not None

    @staticmethod
    async def _crossed(offer: Offer, turn: Turn) -> bool:
        """Tell whether somebody chose before the list was there: it was of another they thought."""
        if not turn.room.is_offer_new:
            return False
        shown = await turn.rooms.fetch(turn.event["room_id"], offer.event)
        turn.room.is_offer_new = False
        return shown is not None and turn.event["origin_server_ts"] < shown["origin_server_ts"]

    async def _press(self, action: str, value: str, turn: Turn) -> Reply | None:
        return await self.receive(
            ButtonPressed(event=turn.id, account=turn.account, action=action, value=value)
        )

    async def removed(self, removed: Removed, turn: Turn) -> Sequence[Act]:
        """Erase an answer whose message its author took back."""
        turn.room.attempts.pop(removed.event, None)
        form = turn.room.sealed.pop(removed.event, None)
        # Where the bot may not take answers back, it asks their authors to: that erases nothing.
        if form is None or not turn.rooms.may_redact(turn.event["room_id"]):
            return ()
        turn.room.picks = None
        return self.replying.reply(await self._press(ERASE, form.context, turn), turn)
