"""Takes answers to a form in one message or by polls, and takes them back once they are sealed.

A sealed ballot cannot be read back, so each sealing carries every value there is. Values are kept
in memory for a quarter of an hour; past it, or after a restart, they are asked for again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from bot.adapters.matrix import comment, outgoing, polls, vocabulary, writing
from bot.adapters.matrix.answers import Answered, Reading, Unclear, read_answer
from bot.adapters.matrix.choices import Choice
from bot.adapters.matrix.events import Act, Redact
from bot.adapters.matrix.incoming import Edited, Voted
from bot.adapters.matrix.memory import KEPT_MILLISECONDS, Picks
from bot.adapters.matrix.sheet import Sheet, fits_one_message
from bot.adapters.matrix.turn import Turn, shown
from bot.adapters.matrix.unclear import explained
from bot.chat.incoming import ButtonPressed, FormSubmitted
from bot.chat.outgoing import (
    Choices,
    Form,
    Message,
    Note,
    Paragraph,
    Part,
    Reply,
)
from bot.chat.ports import Receive
from bot.checkins.views import ANSWER
from bot.i18n.text import text

_TWO_NUMBERS: Final = re.compile(r"\s*(\d{1,2})[\s,;]+(\d{1,2})\s*")
_LIKE_AN_ANSWER: Final = re.compile(r"(?:[^\w-]*[0-9-]){2,5}[^\w-]*(?:[\n:].*)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Answering:
    """Answers to forms that fit one message; nothing of an answer is ever said back."""

    receive: Receive

    def open(self, form: Form, turn: Turn) -> tuple[Act, ...]:
        """Ask all questions at once: in text, and as polls for clients that show them."""
        room = turn.room
        room.asked, room.asked_at = form, turn.event["origin_server_ts"]
        room.offer, room.is_recalled = None, True
        room.picks = Picks(form=form, values=_sheet(form, turn).defaults)
        taps = writing.paragraph(turn.word(text("matrix.poll.how")))
        return (
            *shown([*outgoing.ask(form, turn.reader), taps]),
            *outgoing.ask_by_polls(form, turn.reader),
        )

    async def wrote(
        self, words: str, turn: Turn, *, is_asked: bool = False
    ) -> tuple[Act, ...] | None:
        """Seal an answer written in one message; None when it was not meant as one."""
        room = turn.room
        is_fresh = turn.event["origin_server_ts"] - room.asked_at <= KEPT_MILLISECONDS
        form = room.asked if is_fresh else None
        is_asked = is_asked or form is not None
        if form is None:
            opened = await self._opened(turn)
            form = opened.form if opened else None
            if form is None or not fits_one_message(form):
                is_meant = looks_like_an_answer(words)
                return _said(opened, turn) if is_meant else None
        reading = read_answer(words, _sheet(form, turn), "asked" if is_asked else "unasked")
        if reading is None:
            return None
        if isinstance(reading, Answered) and reading.left_out and _picks_two(words, turn):
            reading = Unclear(problem="ambiguous")
        return await self._take(reading, form, turn)

    async def edited(self, edited: Edited, turn: Turn) -> tuple[Act, ...] | None:
        """Seal what an answer was changed to; None when no answer was edited."""
        room = turn.room
        form = room.sealed.get(edited.of) or room.attempts.get(edited.of)
        if form is not None:
            reading = read_answer(edited.words, _sheet(form, turn)) or Unclear(problem="word")
            return await self._take(reading, form, turn, edited.of)
        opened = await self._opened(turn)
        form = opened.form if opened else None
        if form is None or not fits_one_message(form):
            is_meant = looks_like_an_answer(edited.words)
            return _said(opened, turn) if is_meant else None
        if read_answer(edited.words, _sheet(form, turn), "unasked") is None:
            return None
        # Which week the edited message answered is not known any more: it is not guessed.
        room.attempts[turn.id] = form
        return turn.sentence(text("matrix.answer.unknown_edit"))

    async def voted(self, voted: Voted, turn: Turn) -> tuple[Act, ...]:
        """Seal a tap with whatever else was given, or say what is missing to do so."""
        poll = turn.room.polls.get(voted.poll) or await _poll_again(voted.poll, turn)
        if poll is None:
            return ()
        if turn.is_readable_by_servers:
            return turn.refused_in_clear()
        picks = turn.room.picks
        if picks is None or (picks.form.name, picks.form.context) != (poll.form, poll.context):
            opened = await self._opened(turn)
            form = opened.form if opened else None
            if form is None or form.context != poll.context:
                over = turn.sentence(text("matrix.poll.over"))
                return (*over, Redact(event_id=turn.id))
            picks = Picks(form=form, values=_sheet(form, turn).defaults, is_whole_story=False)
        value = poll.options.get(voted.answer) if voted.answer is not None else None
        if value is None:
            return turn.sentence(text("matrix.poll.unvoted"))
        turn.room.attempts[turn.id] = picks.form
        turn.room.picks = picks = replace(
            picks,
            values={**picks.values, poll.field: value},
            given=picks.given | {poll.field},
            at=turn.event["origin_server_ts"],
        )
        asked = [question.field for question in _sheet(picks.form, turn).questions]
        missing = len([name for name in asked if name not in picks.given])
        if missing and not picks.is_whole_story:
            return turn.sentence(text("matrix.poll.all_again", n=missing))
        return await self._seal_taps(picks, missing, turn)

    async def decided(self, choice: Choice, turn: Turn) -> tuple[Act, ...]:
        """Change what becomes of a comment, while what goes with it is still remembered."""
        return await comment.decided(choice, turn, self._submit)

    async def _take(
        self, reading: Reading, form: Form, turn: Turn, edited: str | None = None
    ) -> tuple[Act, ...]:
        if turn.is_readable_by_servers:
            return turn.refused_in_clear()
        room = turn.room
        room.attempts[turn.id] = form
        if edited is not None:
            room.attempts[edited] = form
        if isinstance(reading, Unclear):
            said = explained(reading, form, _sheet(form, turn), turn.reader)
            return shown(said, "answer")
        reply = await self._submit(form, reading.values, turn)
        if reply.is_refusal:
            return _said(reply, turn)
        room.asked = None
        sheet = _sheet(form, turn)
        if _is_empty(reading.values, sheet):
            room.picks = None
            return (*_said(reply, turn), *_taken_back(turn))
        room.picks = Picks(
            form=form,
            values=reading.values,
            given=frozenset(question.field for question in sheet.questions),
            at=turn.event["origin_server_ts"],
        )
        room.sealed[turn.id] = form
        message = _after(reply, form, reading, sheet)
        message = replace(message, parts=(*message.parts, *_left_behind(turn)))
        return (*outgoing.render(message, turn.reader), *_taken_back(turn))

    async def _seal_taps(self, picks: Picks, missing: int, turn: Turn) -> tuple[Act, ...]:
        room = turn.room
        reply = await self._submit(picks.form, picks.values, turn)
        if reply.is_refusal:
            room.picks = None
            return (*_said(reply, turn), *_taken_back(turn))
        is_urgent = _has_more_to_say(reply) and not picks.has_cared
        room.picks = replace(picks, is_whole_story=True, has_cared=picks.has_cared or is_urgent)
        room.asked = None if not missing else room.asked
        if is_urgent or not missing:
            return (*_said(reply, turn), *_taken_back(turn))
        message = Message((Paragraph(text("matrix.poll.sealed", n=missing)), *_left_behind(turn)))
        return (*outgoing.render(message, turn.reader), *_taken_back(turn))

    async def _opened(self, turn: Turn) -> Reply | None:
        """Ask for the form that is open for somebody; asking changes nothing."""
        return await self.receive(
            ButtonPressed(event=turn.id, account=turn.account, action=ANSWER, value="")
        )

    async def _submit(self, form: Form, values: Mapping[str, str], turn: Turn) -> Reply:
        reply = await self.receive(
            FormSubmitted(
                event=turn.id,
                account=turn.account,
                form=form.name,
                context=form.context,
                values=values,
            )
        )
        return reply or Reply()


def looks_like_an_answer(words: str) -> bool:
    """Tell figures that can hardly be anything else, where there is no form to read them by."""
    said = vocabulary.bare(vocabulary.tidied(words)).strip()
    opening = vocabulary.any_of(vocabulary.OPENINGS).match(said)
    return _LIKE_AN_ANSWER.fullmatch(said[opening.end() :] if opening else said) is not None


def _after(reply: Reply, form: Form, reading: Answered, sheet: Sheet) -> Message:
    message = comment.without_quotes(reply.message or Message(()))
    if reading.left_out:
        left = Note(text("matrix.answer.left_out", numbers=tuple(map(str, reading.left_out))))
        message = replace(message, parts=(*message.parts, left))
    if sheet.comment is None or not reading.values.get(sheet.comment):
        return message
    return replace(message, parts=(*message.parts, *comment.offers(form)))


def _has_more_to_say(reply: Reply) -> bool:
    """Tell a card that offers something first from a plain confirmation."""
    parts = reply.message.parts if reply.message else ()
    return any(
        button.style == "primary"
        for part in parts
        if isinstance(part, Choices)
        for button in part.buttons
    )


def _said(reply: Reply | None, turn: Turn) -> tuple[Act, ...]:
    if reply is None or reply.message is None:
        return ()
    return outgoing.render(comment.without_quotes(reply.message), turn.reader)


def _left_behind(turn: Turn) -> tuple[Part, ...]:
    """Say so where the bot may not take back what others wrote."""
    if turn.rooms.may_redact(turn.event["room_id"]):
        return ()
    return (Note(text("matrix.answer.left_behind")),)


def _taken_back(turn: Turn) -> tuple[Act, ...]:
    """Take back every event that held an answer, now that it is sealed."""
    events = list(turn.room.attempts)
    turn.room.attempts.clear()
    return tuple(Redact(event_id=event) for event in events)


def _picks_two(words: str, turn: Turn) -> bool:
    """Tell whether "1 2" may be two lines of a list rather than two answers."""
    offer, found = turn.room.offer, _TWO_NUMBERS.fullmatch(words)
    if offer is None or found is None or any(c.action == ANSWER for c in offer.choices):
        return False
    return all(int(number) <= len(offer.choices) for number in found.groups())


def _is_empty(values: Mapping[str, str], sheet: Sheet) -> bool:
    given = any(values.get(q.field) in q.values for q in sheet.questions)
    return not given and not (sheet.comment and values.get(sheet.comment))


def _sheet(form: Form, turn: Turn) -> Sheet:
    return Sheet.of(form, turn.word)


async def _poll_again(event: str, turn: Turn) -> polls.Poll | None:
    found = await turn.rooms.fetch(turn.event["room_id"], event)
    if found is None or found["sender"] != turn.rooms.me:
        return None
    return polls.poll_of(found["content"])
