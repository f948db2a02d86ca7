"""Shows what the services answer: a message, or a form all at once or field by field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.adapters.matrix import dialogue, outgoing
from bot.adapters.matrix.answering import Answering
from bot.adapters.matrix.dialogue import Dialogue
from bot.adapters.matrix.events import Act
from bot.adapters.matrix.sheet import fits_one_message
from bot.adapters.matrix.turn import Turn, fleeting, shown
from bot.adapters.matrix.writing import Block
from bot.chat.outgoing import Form, Message, Note, Reply
from bot.i18n.text import text


@dataclass(frozen=True, slots=True)
class Replying:
    """Turns replies into acts, and remembers what they opened."""

    answering: Answering

    def reply(self, reply: Reply | None, turn: Turn) -> tuple[Act, ...]:
        """Show what was answered."""
        if reply is None:
            return ()
        acts: tuple[Act, ...] = ()
        if reply.message and reply.is_fleeting:
            parts = (*reply.message.parts, Note(text("matrix.fleeting")))
            acts = fleeting(outgoing.render(Message(parts), turn.reader))
        elif reply.message:
            acts = outgoing.render(reply.message, turn.reader)
        return (*acts, *self.open(reply.form, turn)) if reply.form else acts

    def open(self, form: Form, turn: Turn) -> tuple[Act, ...]:
        """Begin a form: all at once where one message can answer it, else field by field."""
        if turn.event["is_direct"] and not turn.event["is_encrypted"]:
            return turn.sentence(text("matrix.unencrypted"))
        if fits_one_message(form):
            return self.answering.open(form, turn)
        turn.room.dialogue = Dialogue.of(form)
        return self.prompt(turn.room.dialogue, turn)

    @staticmethod
    def prompt(now: Dialogue, turn: Turn, first: Sequence[Block] = ()) -> tuple[Act, ...]:
        """Ask the field somebody is at, after what is said first."""
        blocks = [*first, *dialogue.prompt(now, turn.reader)]
        acts = shown(blocks, "field" if now.inputs else "first field")
        return fleeting(acts) if dialogue.shows_words(now) else acts
