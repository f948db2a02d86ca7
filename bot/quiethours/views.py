"""What people see of held messages: a promise with a time, a list, a polite arrival."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final, Literal

from bot.chat.outgoing import (
    Button,
    Choices,
    Document,
    Field,
    Form,
    Heading,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Reply,
    TextField,
    Whom,
)
from bot.i18n.text import Moment, Text, plain, text
from bot.quiethours.addressing import LONGEST_MESSAGE

CANCEL, SEND_NOW, CHANGE = "quiethours.cancel", "quiethours.send_now", "quiethours.change"
STILL_USEFUL = "quiethours.still_useful"
KEEP_MESSAGE = "quiethours.keep_message"
KEEP, CHANGED = "quiethours.keep", "quiethours.changed"
WHOM, WORDS, WHEN = "whom", "words", "when"
MOST_LISTED = 12
LONGEST_WHEN = 80


_SAID: Final = ("sent_now", "arrived_late", "arrived")
"""How messages arrive; of several it is said once, as the first of these that is true of one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """Where a held message goes, as its author thinks of it.

    Args:
        name: the person's or the team's name.
        their_time: when it arrives on the recipient's own clock, if that differs.
    """

    name: str
    their_time: time | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """What is said of one held message.

    Args:
        ref: what its buttons carry.
        was_moved: the recipient is not at work at the moment that was asked for.
        in_their_name: the chat itself posts it, as if its author did.
        is_on_call: nothing waits for them: it leaves now.
        is_as_asked: nothing is known of their hours then: it arrives when its author said.
    """

    ref: str
    due_at: datetime
    to: Destination
    was_moved: bool = False
    in_their_name: bool = False
    is_on_call: bool = False
    is_as_asked: bool = False


def asking(words: str = "") -> Reply:
    """Open the form that keeps a message: whom, what, and when if not as soon as they work."""
    return Reply(
        form=Form(
            name=KEEP,
            context="",
            title=text("quiethours.form"),
            fields=(
                Whom(name=WHOM, label=text("quiethours.whom"), hint=text("quiethours.whom_hint")),
                _words(words, text("quiethours.words_hint")),
                _when(text("quiethours.when_hint")),
                Note(text("quiethours.danger")),
            ),
            submit=text("quiethours.keep"),
        )
    )


def given_back(why: Text, words: str) -> Reply:
    """Say why something is not kept, hand its author all of it back, and offer the form."""
    if len(words) <= LONGEST_MESSAGE:
        back: tuple[Part, ...] = (Note(text("quiethours.your_words")), Quote(plain(words)))
    else:
        back = (Document("message.txt", "text/plain", words.encode()),)
    form = Button(action="command.later", label=text("quiethours.open_form"))
    return Reply(message=Message((Paragraph(why), Choices((form,)), *back)), is_refusal=True)


def changing(ref: str, words: str | None) -> Reply:
    """Open the form that changes a held message; None: its words are changed where they stand."""
    when = _when(text("quiethours.same_time"))
    fields: tuple[Field, ...] = (
        (Note(text("quiethours.edit_there")), when)
        if words is None
        else (_words(words, None), when)
    )
    return Reply(
        form=Form(
            name=CHANGED,
            context=ref,
            title=text("quiethours.change_form"),
            fields=fields,
            submit=text("quiethours.save"),
        )
    )


def kept(
    promises: Sequence[Promise], *, was_posted: bool = False, may_be_danger: bool = False
) -> Reply:
    """Promise a delivery to each recipient: where, when, and how to change one's mind.

    Danger never waits: each promise says so, and first of all where the words speak of it.

    Args:
        promises: one a recipient.
        was_posted: it stood in the conversation for a moment, and may have been read.
        may_be_danger: the words speak of somebody in danger.
    """
    parts: list[Part] = []
    waits = any(not promise.is_on_call for promise in promises)
    if waits and may_be_danger:
        parts.append(Paragraph(text("quiethours.may_be_danger")))
    for promise in promises:
        parts.append(Paragraph(_said(promise)))
        if promise.is_on_call:
            continue
        if promise.to.their_time is not None:
            parts.append(
                Note(
                    text(
                        "quiethours.their_time",
                        name=promise.to.name,
                        clock=promise.to.their_time,
                    )
                )
            )
        if promise.was_moved:
            parts.append(Note(text("quiethours.was_moved", name=promise.to.name)))
        if promise.is_as_asked:
            parts.append(Note(text("quiethours.as_asked", name=promise.to.name)))
        parts.append(_doors(promise))
    if waits:
        parts.append(Note(text("quiethours.danger")))
    if was_posted:
        parts.append(Note(text("quiethours.may_have_been_read")))
    return Reply(message=Message(tuple(parts)))


def listed(promises: Sequence[Promise], *, is_whole: bool = True) -> Reply:
    """List somebody's held messages without their words; the next one to leave first.

    Args:
        promises: the next one to leave first.
        is_whole: False when a chat that keeps some itself could not be asked.
    """
    parts: list[Part] = []
    if promises:
        parts.append(Heading(text("quiethours.list", n=len(promises))))
    else:
        parts.append(Paragraph(text("quiethours.none_kept")))
    for promise in promises[:MOST_LISTED]:
        parts += [Paragraph(_said(promise)), _doors(promise)]
    if len(promises) > MOST_LISTED:
        parts.append(Note(text("quiethours.more", n=len(promises) - MOST_LISTED)))
    if not is_whole:
        parts.append(Note(text("quiethours.not_asked")))
    return Reply(message=Message(tuple(parts)))


def empty() -> Message:
    """Stand for a message whose words are put in as it leaves."""
    return Message(())


def delivery(author: Text, words: str, how: Literal["kept", "at_once", "late"]) -> Message:
    """Hand a held message over, and say that no answer was expected meanwhile."""
    said = {"kept": "arrived", "at_once": "sent_now", "late": "arrived_late"}[how]
    return Message(
        (
            Paragraph(text(f"quiethours.{said}", author=author)),
            Quote(plain(words), by=author),
        )
    )


def together(messages: Sequence[Message]) -> Message:
    """Hand several over as one, each with who wrote it; the line about answers is said once."""
    if len(messages) == 1:
        return messages[0]
    parts = [part for message in messages for part in message.parts]
    headings = {part.text.id for part in parts if isinstance(part, Paragraph)}
    said = next(one for one in _SAID if f"quiethours.{one}" in headings)
    heading = Paragraph(text(f"quiethours.several_{said}", n=len(messages)))
    return Message((heading, *(part for part in parts if isinstance(part, Quote))))


def returned(to: str | None, words: str, *, is_channel: bool = False) -> Message:
    """Give a message back to its author, and say why it cannot be delivered.

    Args:
        to: the recipient's name, None for a person who is in no team any more.
        words: what they wrote.
        is_channel: it was for a channel, which is gone or has put the bot out.
    """
    if to is None:
        why = text("quiethours.returned_left")
    elif is_channel:
        why = text("quiethours.returned_channel", to=to)
    else:
        why = text("quiethours.returned_refused", to=to)
    return Message((Paragraph(why), Quote(plain(words))))


def lost(to: str) -> Message:
    """Tell an author that their words cannot be read any more."""
    return Message((Paragraph(text("quiethours.lost", to=to)),))


def still_useful(promise: Promise) -> Message:
    """Ask the author of an old message whether it still makes sense, before it leaves."""
    return Message(
        (
            Paragraph(
                text("quiethours.still_useful", to=promise.to.name, due=Moment(promise.due_at))
            ),
            Choices(
                (
                    Button(
                        action=STILL_USEFUL,
                        value=promise.ref,
                        label=text("quiethours.leave_it"),
                        style="primary",
                    ),
                    _change(promise.ref),
                    _cancel(promise.ref),
                )
            ),
        )
    )


def as_planned() -> Reply:
    """Confirm that nothing changes."""
    return Reply(message=Message((Paragraph(text("quiethours.as_planned")),)), replaces=True)


def cancelled() -> Reply:
    """Confirm that a held message is gone."""
    return Reply(message=Message((Paragraph(text("quiethours.cancelled")),)), replaces=True)


def leaving(to: str) -> Reply:
    """Confirm that a held message leaves at once."""
    words = text("quiethours.leaving", to=to)
    return Reply(message=Message((Paragraph(words),)), replaces=True)


def _words(initial: str, hint: Text | None) -> TextField:
    return TextField(
        name=WORDS,
        label=text("quiethours.words"),
        hint=hint,
        max_length=LONGEST_MESSAGE,
        rows=6,
        is_required=True,
        initial=initial,
    )


def _when(hint: Text) -> TextField:
    return TextField(
        name=WHEN,
        label=text("quiethours.when"),
        hint=hint,
        max_length=LONGEST_WHEN,
        rows=1,
    )


def _said(promise: Promise) -> Text:
    to, due = promise.to.name, Moment(promise.due_at)
    if promise.is_on_call:
        return text("quiethours.on_call", to=to)
    if promise.in_their_name:
        return text("quiethours.kept_in_name", to=to, due=due)
    return text("quiethours.kept", to=to, due=due)


def _doors(promise: Promise) -> Choices:
    return Choices(
        (
            Button(action=SEND_NOW, value=promise.ref, label=text("quiethours.send_now")),
            _change(promise.ref),
            _cancel(promise.ref),
        )
    )


def _change(ref: str) -> Button:
    return Button(action=CHANGE, value=ref, label=text("quiethours.change"))


def _cancel(ref: str) -> Button:
    return Button(action=CANCEL, value=ref, label=text("quiethours.cancel"), style="danger")
