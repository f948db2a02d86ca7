"""Understands what people write in rooms and says what the bot answers; no network, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import structlog

from bot.adapters.matrix import choices, incoming, polls
from bot.adapters.matrix.answering import Answering, looks_like_an_answer
from bot.adapters.matrix.choosing import Choosing
from bot.adapters.matrix.events import Act, Event, Redact, Rooms, Say
from bot.adapters.matrix.filling import Filling
from bot.adapters.matrix.incoming import (
    Dark,
    Edited,
    Heard,
    Ignored,
    Removed,
    Typed,
    Unread,
    Voted,
    Wrote,
)
from bot.adapters.matrix.memory import Room
from bot.adapters.matrix.recalling import recall
from bot.adapters.matrix.replying import Replying
from bot.adapters.matrix.turn import FLEETING, Turn
from bot.admin.typed import read_command
from bot.chat.incoming import CommandTyped, MessagePosted
from bot.chat.ports import Readers, Receive
from bot.i18n.text import text

_SECRET: Final = frozenset({"signal", "follow"})

log = structlog.get_logger()


class Talk:
    """`events.Conversation`: every room's state is here, and gone with the process."""

    def __init__(self, receive: Receive, readers: Readers) -> None:
        self._receive = receive
        self._readers = readers
        self._rooms: dict[str, Room] = {}
        self._answering = Answering(receive)
        self._replying = Replying(self._answering)
        self._filling = Filling(receive, self._replying)
        self._choosing = Choosing(receive, self._replying)

    async def hear(self, event: Event, rooms: Rooms) -> Sequence[Act]:
        """Act on an event and return what to do about it; see `events.Conversation`."""
        heard = incoming.translate(event, rooms)
        if isinstance(heard, Ignored):
            log.info("matrix.ignored", kind=heard.kind)
            return ()
        account = incoming.account_of(event["sender"], rooms.workspace())
        for room in self._rooms.values():
            room.forget_values(event["origin_server_ts"])
        turn = Turn(
            event=event,
            rooms=rooms,
            room=self._room(event, rooms),
            reader=await self._readers(account),
        )
        acts = await self._understand(heard, turn)
        if event["is_direct"]:
            acts = (*acts, *(Redact(event_id=shown) for shown in turn.room.fleeting))
            turn.room.fleeting.clear()
        turn.room.answer = acts
        turn.room.trim()
        return acts

    async def said(self, room_id: str, acts: Sequence[Act], event_ids: Sequence[str]) -> None:
        """Learn what the latest choices are and which polls are open; see `events.Conversation`."""
        room = self._rooms.setdefault(room_id, Room())
        for act, event in zip(acts, event_ids, strict=True):
            if not isinstance(act, Say) or not event:
                continue
            offer = choices.offered(event, act.content)
            if offer is not None:
                room.offer, room.is_recalled = offer, True
                room.is_offer_new = acts is not room.answer
                room.was_interrupted = room.is_offer_new and room.dialogue is not None
            if act.content.get(FLEETING):
                room.fleeting.append(event)
            poll = polls.poll_of(act.content)
            if poll is not None:
                room.polls[event] = poll
        room.trim()

    def _room(self, event: Event, rooms: Rooms) -> Room:
        """Return the memory of the direct room with the sender, wherever they wrote."""
        apart = f"with {event['sender']}"
        name = event["room_id"] if event["is_direct"] else rooms.direct(event["sender"]) or apart
        if name not in self._rooms:
            self._rooms[name] = self._rooms.pop(apart, Room())
        return self._rooms[name]

    async def _understand(self, heard: Heard, turn: Turn) -> Sequence[Act]:  # noqa: PLR0911 - a line a kind
        match heard:
            case Typed():
                return await self._typed(heard, turn)
            case Wrote() if not turn.event["is_direct"]:
                place = self._rooms.setdefault(turn.event["room_id"], Room())
                acts = await self._choosing.in_public(heard, turn, place)
                return await self._posted(heard.words, turn) if acts is None else acts
            case Wrote():
                return await self._wrote(heard, turn)
            case Edited() if turn.event["is_direct"]:
                return await self._edited(heard, turn)
            case Removed() if turn.event["is_direct"]:
                return await self._choosing.removed(heard, turn)
            case Dark():
                return turn.sentence(text("matrix.unreadable"))
            case Unread():
                return turn.sentence(text("matrix.words_only"))
            case Voted() if turn.event["is_direct"]:
                return await self._answering.voted(heard, turn)
            case _:
                return ()

    async def _typed(self, typed: Typed, turn: Turn) -> Sequence[Act]:
        answered = await self._answered_by_command(typed, turn)
        if answered is not None:
            return answered
        is_direct = turn.event["is_direct"]
        left = turn.room.dialogue
        if left is not None:
            turn.room.dialogue = replace(left, is_left=True)
        workspace = turn.rooms.workspace()
        reply = await self._receive(
            CommandTyped(
                event=turn.id,
                account=turn.account,
                command=typed.command,
                words=typed.words,
                channel=None
                if is_direct
                else incoming.channel_of(turn.event["room_id"], workspace),
                message=incoming.reference(turn.event),
            )
        )
        acts = (*self._replying.reply(reply, turn), *_secret_taken_back(typed, turn))
        if left is not None and turn.room.dialogue is not None and turn.room.dialogue.is_left:
            return (*acts, *turn.sentence(text("matrix.dialogue.left", title=left.form.title)))
        return acts

    async def _answered_by_command(self, typed: Typed, turn: Turn) -> Sequence[Act] | None:
        """Take "!lien 4 2 3" and "!lien répondre 4 2 3" as answers; None for other commands.

        Where several read along, an answer is taken back at once, and asked for in private.
        """
        found = read_command(typed.command, typed.words)
        is_answer = found is not None and found.command.name == "answer" and bool(found.words)
        words = found.words if found is not None and is_answer else typed.words
        if not words.strip() or (found is not None and not is_answer):
            return None
        if turn.event["is_direct"]:
            return await self._answering.wrote(words, turn, is_asked=is_answer)
        if not is_answer and not looks_like_an_answer(words):
            return None
        return (*turn.sentence(text("matrix.answer.not_here")), Redact(event_id=turn.id))

    async def _posted(self, words: str, turn: Turn) -> Sequence[Act]:
        workspace = turn.rooms.workspace()
        room = turn.event["room_id"]
        reply = await self._receive(
            MessagePosted(
                event=turn.id,
                account=turn.account,
                message=incoming.reference(turn.event),
                words=words,
                channel=None if turn.event["is_direct"] else incoming.channel_of(room, workspace),
                has_more="m.relates_to" in turn.event["content"],
            )
        )
        return self._replying.reply(reply, turn)

    async def _wrote(self, wrote: Wrote, turn: Turn) -> Sequence[Act]:
        """Take words for the first thing they can be; the order decides what wins."""
        for understood in (
            self._filling.in_dialogue,
            self._recalled,
            self._choosing.chosen,
            self._filling.cancelled,
            self._commanded,
            self._answered,
        ):
            acts = await understood(wrote, turn)
            if acts is not None:
                return acts
        return await self._posted(wrote.words, turn)

    async def _commanded(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        typed = incoming.bare_command(wrote.words)
        return None if typed is None else await self._typed(typed, turn)

    async def _answered(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        return await self._answering.wrote(wrote.words, turn)

    @staticmethod
    async def _recalled(_wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        """Read the room again once after a restart; say so where a dialogue was lost in it."""
        room = turn.room
        if room.is_recalled:
            return None
        room.is_recalled = True
        found = await recall(turn.rooms, turn.event)
        room.offer = found.offer
        room.attempts.update(dict.fromkeys(found.attempts))
        room.fleeting += found.fleeting
        if not found.is_dialogue_lost:
            return None
        taken_back = (Redact(event_id=event) for event in (turn.id, *found.inputs))
        return (*turn.sentence(text("matrix.dialogue.lost")), *taken_back)

    async def _edited(self, edited: Edited, turn: Turn) -> Sequence[Act]:
        acts = await self._answering.edited(edited, turn)
        if acts is not None:
            return acts
        if turn.room.dialogue is not None and edited.of in turn.room.dialogue.inputs:
            return turn.sentence(text("matrix.dialogue.edited"))
        typed = incoming.command_in(edited.words, is_direct=True)
        # A kept message is read again from where it was written, as it then stands.
        if typed is not None and typed.command == "lien":
            return await self._typed(typed, turn)
        return ()


def _secret_taken_back(typed: Typed, turn: Turn) -> tuple[Act, ...]:
    """Take back a command that holds a code, or words meant for a form, wherever it was typed."""
    found = read_command(typed.command, typed.words)
    if found is None or found.command.name not in _SECRET or not found.words.strip():
        return ()
    return (Redact(event_id=turn.id),)
