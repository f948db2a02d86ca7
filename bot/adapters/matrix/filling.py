"""Leads somebody through a form, field by field, and sends it once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.adapters.matrix import choices, dialogue, writing
from bot.adapters.matrix.dialogue import Asks, Dialogue, Leaves, Sends
from bot.adapters.matrix.events import Act, Redact
from bot.adapters.matrix.incoming import Wrote
from bot.adapters.matrix.replying import Replying
from bot.adapters.matrix.turn import Turn
from bot.chat.incoming import FormSubmitted
from bot.chat.ports import Receive
from bot.i18n.text import text


@dataclass(frozen=True, slots=True)
class Filling:
    """Takes words for what a dialogue asks; it is left and taken up again at will."""

    receive: Receive
    replying: Replying

    async def in_dialogue(self, wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        """Go on in the dialogue that is open; None when there is none, or it was left."""
        now = turn.room.dialogue
        if now is None:
            return None
        if not now.is_left:
            return await self._step(now, wrote.words, turn)
        if dialogue.is_meant_for(wrote.words, dialogue.RESUME):
            turn.room.was_interrupted = False
            turn.room.dialogue = replace(now, is_left=False)
            return self.replying.prompt(turn.room.dialogue, turn)
        return None

    @staticmethod
    async def cancelled(wrote: Wrote, turn: Turn) -> Sequence[Act] | None:
        """Drop what was asked and left open; None when nothing is, or nobody wants to."""
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

    async def _step(self, now: Dialogue, words: str, turn: Turn) -> Sequence[Act]:
        if not turn.event["is_encrypted"]:
            return turn.refused_in_clear()
        room = turn.room
        if room.was_interrupted and choices.number_in(words) is not None:
            room.was_interrupted = False
            again = writing.paragraph(turn.word(text("matrix.dialogue.crossed")))
            return self.replying.prompt(now, turn, [again])
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
                return self.replying.prompt(onward, turn, said)
            case Sends(whole):
                return await self._send(whole, turn)

    async def _send(self, whole: Dialogue, turn: Turn) -> Sequence[Act]:
        reply = await self.receive(
            FormSubmitted(
                event=turn.id,
                account=turn.account,
                form=whole.form.name,
                context=whole.form.context,
                values=whole.sent(),
            )
        )
        if reply is not None and reply.is_refusal:
            turn.room.dialogue = replace(whole, at=len(whole.fields))
            return (*self.replying.reply(reply, turn), *turn.sentence(text("matrix.dialogue.kept")))
        turn.room.dialogue = None
        acts = self.replying.reply(reply, turn)
        return (*acts, *(Redact(event_id=event) for event in whole.inputs))
