"""Understands what people write in rooms and says what the bot answers; no network, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import structlog

from bot.adapters.matrix import choices, dialogue, incoming, outgoing, polls, writing
from bot.adapters.matrix.answering import FATE, Answering
from bot.adapters.matrix.dialogue import Asks, Dialogue, Leaves, Sends
from bot.adapters.matrix.events import Act, Event, Redact, Rooms, Say
from bot.adapters.matrix.incoming import Dark, Edited, Heard, Ignored, Removed, Typed, Voted, Wrote
from bot.adapters.matrix.memory import Room
from bot.adapters.matrix.sheet import fits_one_message
from bot.adapters.matrix.turn import Turn, shown
from bot.admin.model import read_command
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, MessagePosted
from bot.chat.outgoing import Form, Reply
from bot.chat.ports import Readers, Receive
from bot.checkins.views import ERASE
from bot.i18n.text import text

_RECALLED_AT_MOST: Final = 30
log = structlog.get_logger()


class Talk:
    """`events.Conversation`: every room's state is here, and gone with the process."""

    def __init__(self, receive: Receive, readers: Readers) -> None:
        self._receive = receive
        self._readers = readers
        self._rooms: dict[str, Room] = {}
        self._answering = Answering(receive)

    async def hear(self, event: Event, rooms: Rooms) -> Sequence[Act]:
        """Act on an event and return what to do about it; see `events.Conversation`."""
        heard = incoming.translate(event, rooms.me, rooms.workspace())
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
                room.was_interrupted = room.dialogue is not None
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
                return await self._posted(heard.words, turn)
            case Wrote():
                return await self._wrote(heard, turn)
            case Edited() if turn.event["is_direct"]:
                return await self._edited(heard, turn)
            case Removed() if turn.event["is_direct"]:
                return await self._removed(heard, turn)
            case Dark():
                return turn.sentence(text("matrix.unreadable"))
            case Voted() if turn.event["is_direct"]:
                return await self._answering.voted(heard, turn)
            case _:
                return ()

    async def _typed(self, typed: Typed, turn: Turn) -> Sequence[Act]:
        found = read_command(typed.command, typed.words)
        is_direct = turn.event["is_direct"]
        if is_direct and found is not None and found.command.name == "answer" and found.words:
            acts = await self._answering.wrote(found.words, turn, is_asked=True)
            if acts is not None:
                return acts
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
        acts = self._reply(reply, turn)
        if left is not None and turn.room.dialogue is not None and turn.room.dialogue.is_left:
            return (*acts, *turn.sentence(text("matrix.dialogue.left", title=left.form.title)))
        return acts

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
            )
        )
        return self._reply(reply, turn)

    async def _wrote(self, wrote: Wrote, turn: Turn) -> Sequence[Act]:
        room, words = turn.room, wrote.words
        if room.dialogue is not None and not room.dialogue.is_left:
            return await self._step(room.dialogue, words, turn)
        if room.dialogue is not None and dialogue.is_meant_for(words, dialogue.RESUME):
            room.dialogue = replace(room.dialogue, is_left=False)
            return self._prompt(room.dialogue, turn)
        pressed = await self._chosen(wrote, turn)
        if pressed is not None:
            return pressed
        if (room.asked or room.dialogue) and dialogue.is_meant_for(words, dialogue.CANCEL):
            room.asked = room.dialogue = None
            return turn.sentence(text("matrix.dialogue.cancelled"))
        typed = incoming.bare_command(words)
        if typed is not None:
            return await self._typed(typed, turn)
        acts = await self._answering.wrote(words, turn)
        return await self._posted(words, turn) if acts is None else acts

    async def _chosen(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        """Press what a number or a label stands for; None when it stands for nothing."""
        number = choices.number_in(wrote.words)
        if number is not None:
            await self._recall(turn)
        offer = turn.room.offer
        if offer is None:
            return None
        choice = offer.pressed(wrote.words)
        if choice is None:
            if number is None or turn.room.asked is not None:
                return None
            return turn.sentence(text("matrix.choice.unknown", last=len(offer.choices)))
        if wrote.answers_to is not None and wrote.answers_to != offer.event:
            older = await turn.rooms.fetch(turn.event["room_id"], wrote.answers_to)
            if older is not None and choices.offered(older["event_id"], older["content"]):
                return turn.sentence(text("matrix.choice.old"))
        if choice.action.startswith(FATE):
            return await self._answering.decided(choice, turn)
        if choice.action == ERASE:
            turn.room.picks = None
        return self._reply(await self._press(choice.action, choice.value, turn), turn)

    async def _press(self, action: str, value: str, turn: Turn) -> Reply | None:
        return await self._receive(
            ButtonPressed(event=turn.id, account=turn.account, action=action, value=value)
        )

    async def _recall(self, turn: Turn) -> None:
        """Read the latest choices from the room itself, once, after a restart."""
        room = turn.room
        if room.is_recalled:
            return
        room.is_recalled = True
        for event in await turn.rooms.recent(turn.event["room_id"], _RECALLED_AT_MOST):
            if event["sender"] != turn.rooms.me:
                continue
            if polls.poll_of(event["content"]) is not None:
                return
            room.offer = choices.offered(event["event_id"], event["content"])
            if room.offer is not None:
                return

    async def _step(self, now: Dialogue, words: str, turn: Turn) -> Sequence[Act]:
        if not turn.event["is_encrypted"]:
            return turn.refused_in_clear()
        room = turn.room
        if room.was_interrupted and choices.number_in(words) is not None:
            room.was_interrupted = False
            again = writing.paragraph(turn.word(text("matrix.dialogue.crossed")))
            return shown([again, *dialogue.prompt(now, turn.reader)])
        room.was_interrupted = False
        match dialogue.step(now, words, turn.id, turn.reader):
            case Leaves(left):
                room.dialogue = None
                return (
                    *turn.sentence(text("matrix.dialogue.cancelled")),
                    *(Redact(event_id=event) for event in left.inputs),
                )
            case Asks(onward, problem):
                room.dialogue = onward
                said = [] if problem is None else [writing.paragraph(turn.word(problem))]
                return shown([*said, *dialogue.prompt(onward, turn.reader)])
            case Sends(whole):
                return await self._send(whole, turn)

    async def _send(self, whole: Dialogue, turn: Turn) -> Sequence[Act]:
        reply = await self._receive(
            FormSubmitted(
                event=turn.id,
                account=turn.account,
                form=whole.form.name,
                context=whole.form.context,
                values=whole.sent(),
            )
        )
        if reply is not None and reply.is_refusal:
            at = len(whole.fields) - 1 if len(whole.fields) == 1 else len(whole.fields)
            turn.room.dialogue = replace(whole, at=at)
            return (*self._reply(reply, turn), *turn.sentence(text("matrix.dialogue.kept")))
        turn.room.dialogue = None
        acts = self._reply(reply, turn)
        return (*acts, *(Redact(event_id=event) for event in whole.inputs))

    def _reply(self, reply: Reply | None, turn: Turn) -> tuple[Act, ...]:
        if reply is None:
            return ()
        acts = outgoing.render(reply.message, turn.reader) if reply.message else ()
        return (*acts, *self._open(reply.form, turn)) if reply.form else acts

    def _open(self, form: Form, turn: Turn) -> tuple[Act, ...]:
        """Begin a form: all at once where one message can answer it, else field by field."""
        if turn.event["is_direct"] and not turn.event["is_encrypted"]:
            return turn.sentence(text("matrix.unencrypted"))
        if fits_one_message(form):
            return self._answering.open(form, turn)
        turn.room.dialogue = Dialogue(form=form)
        return self._prompt(turn.room.dialogue, turn)

    @staticmethod
    def _prompt(now: Dialogue, turn: Turn) -> tuple[Act, ...]:
        return shown(dialogue.prompt(now, turn.reader))

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

    async def _removed(self, removed: Removed, turn: Turn) -> Sequence[Act]:
        turn.room.attempts.pop(removed.event, None)
        form = turn.room.sealed.pop(removed.event, None)
        if form is None:
            return ()
        turn.room.picks = None
        return self._reply(await self._press(ERASE, form.context, turn), turn)
