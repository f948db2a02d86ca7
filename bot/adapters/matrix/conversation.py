"""Understands what people write in rooms and says what the bot answers; no network, no clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import structlog

from bot.adapters.matrix import choices, dialogue, incoming, outgoing, polls, writing
from bot.adapters.matrix.answering import FATE, Answering
from bot.adapters.matrix.choices import Choice, Offer
from bot.adapters.matrix.dialogue import Asks, Dialogue, Leaves, Sends
from bot.adapters.matrix.events import Act, Event, Redact, Rooms, Say
from bot.adapters.matrix.incoming import Dark, Edited, Heard, Ignored, Removed, Typed, Voted, Wrote
from bot.adapters.matrix.memory import Room
from bot.adapters.matrix.recalling import recall
from bot.adapters.matrix.sheet import fits_one_message
from bot.adapters.matrix.turn import Turn, shown
from bot.admin.model import read_command
from bot.chat.incoming import ButtonPressed, CommandTyped, FormSubmitted, MessagePosted
from bot.chat.outgoing import Form, Reply
from bot.chat.ports import Readers, Receive
from bot.checkins.views import ERASE
from bot.i18n.text import text

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
        turn.room.answer = acts = await self._understand(heard, turn)
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
        """Take words for the first thing they can be; the order decides what wins."""
        for understood in (
            self._in_dialogue,
            self._recalled,
            self._chosen,
            self._cancelled,
            self._commanded,
            self._answered,
        ):
            acts = await understood(wrote, turn)
            if acts is not None:
                return acts
        return await self._posted(wrote.words, turn)

    async def _in_dialogue(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        now = turn.room.dialogue
        if now is None:
            return None
        if not now.is_left:
            return await self._step(now, wrote.words, turn)
        if dialogue.is_meant_for(wrote.words, dialogue.RESUME):
            turn.room.was_interrupted = False
            turn.room.dialogue = replace(now, is_left=False)
            return self._prompt(turn.room.dialogue, turn)
        return None

    @staticmethod
    async def _cancelled(wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        room = turn.room
        if not (room.asked or room.dialogue):
            return None
        if not dialogue.is_meant_for(wrote.words, dialogue.CANCEL):
            return None
        inputs = (*room.attempts, *(room.dialogue.inputs if room.dialogue else ()))
        room.asked = room.dialogue = None
        room.attempts.clear()
        taken_back = (Redact(event_id=event) for event in inputs)
        return (*turn.sentence(text("matrix.dialogue.cancelled")), *taken_back)

    async def _commanded(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        typed = incoming.bare_command(wrote.words)
        return None if typed is None else await self._typed(typed, turn)

    async def _answered(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        return await self._answering.wrote(wrote.words, turn)

    async def _chosen(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        """Press what a number or a label stands for; None when it stands for nothing."""
        number = choices.number_in(wrote.words)
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

    async def _pressed(self, choice: Choice, turn: Turn) -> Sequence[Act]:
        if choice.action.startswith(FATE):
            return await self._answering.decided(choice, turn)
        if choice.action == ERASE:
            turn.room.picks = None
        return self._reply(await self._press(choice.action, choice.value, turn), turn)

    @staticmethod
    async def _is_old(wrote: Wrote, offer: Offer, turn: Turn) -> bool:
        """Tell whether somebody answers an earlier list than the latest."""
        if wrote.answers_to is None or wrote.answers_to == offer.event:
            return False
        older = await turn.rooms.fetch(turn.event["room_id"], wrote.answers_to)
        return (
            older is not None and choices.offered(older["event_id"], older["content"]) is not None
        )

    @staticmethod
    async def _crossed(offer: Offer, turn: Turn) -> bool:
        """Tell whether somebody chose before the list was there: it was of another they thought."""
        if not turn.room.is_offer_new:
            return False
        turn.room.is_offer_new = False
        shown = await turn.rooms.fetch(turn.event["room_id"], offer.event)
        return shown is not None and turn.event["origin_server_ts"] < shown["origin_server_ts"]

    async def _press(self, action: str, value: str, turn: Turn) -> Reply | None:
        return await self._receive(
            ButtonPressed(event=turn.id, account=turn.account, action=action, value=value)
        )

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
        if not found.is_dialogue_lost:
            return None
        taken_back = (Redact(event_id=event) for event in (turn.id, *found.inputs))
        return (*turn.sentence(text("matrix.dialogue.lost")), *taken_back)

    async def _step(self, now: Dialogue, words: str, turn: Turn) -> Sequence[Act]:
        if not turn.event["is_encrypted"]:
            return turn.refused_in_clear()
        room = turn.room
        if room.was_interrupted and choices.number_in(words) is not None:
            room.was_interrupted = False
            again = writing.paragraph(turn.word(text("matrix.dialogue.crossed")))
            return shown([again, *dialogue.prompt(now, turn.reader)], "field")
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
                return shown([*said, *dialogue.prompt(onward, turn.reader)], "field")
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
        return shown(dialogue.prompt(now, turn.reader), "field" if now.inputs else "first field")

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
