"""Says neutral messages as Matrix events: text that is complete by itself, and harmless HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.adapters.matrix import choices, polls, sheet, writing
from bot.adapters.matrix.events import Act, Hand, Say, Show
from bot.adapters.matrix.writing import Block, said
from bot.chat.outgoing import (
    Button,
    Choices,
    Document,
    Facts,
    Form,
    Heading,
    Link,
    Message,
    Part,
    Picture,
    Quote,
    Scale,
    Shown,
    TextField,
)
from bot.i18n.catalog import say
from bot.i18n.text import Reader, text


def render(message: Message, reader: Reader, *, thread: str | None = None) -> tuple[Act, ...]:
    """Say a message to its reader, parts in order; pictures and files are acts of their own.

    With `thread`, everything hangs under that event.

    Raises:
        Refused: a quote is still sealed.
    """
    acts: list[Act] = []
    blocks: list[Block] = []
    numbered: list[tuple[Button, str]] = []
    lists = [part for part in message.parts if isinstance(part, Choices)]
    for part in message.parts:
        if isinstance(part, Picture):
            acts += _texts(blocks, thread)
            acts.append(Show(name=part.name, alt=said(part.alt, reader), thread=thread))
            blocks = []
        elif isinstance(part, Document):
            acts += _texts(blocks, thread)
            acts.append(
                Hand(filename=part.filename, media_type=part.media_type, content=part.content)
            )
            blocks = []
        elif isinstance(part, Choices):
            blocks += [
                b for button in part.buttons if button.opens for b in ask(button.opens, reader)
            ]
            labels = [said(button.label, reader) for button in part.buttons]
            blocks.append(writing.numbered(labels, len(numbered) + 1))
            numbered += zip(part.buttons, labels, strict=True)
            if part is lists[-1]:
                blocks.append(writing.paragraph(said(text("matrix.choose"), reader)))
        else:
            blocks += _blocks(part, reader)
    acts += _texts(blocks, thread)
    return _offering(acts, numbered) if numbered else tuple(acts)


def say_plainly(message: Message, reader: Reader) -> str:
    """Say a message as one plain text."""
    return "\n\n".join(
        act.content["body"] if isinstance(act, Say) else act.alt
        for act in render(message, reader)
        if isinstance(act, Say | Show)
    )


def ask(form: Form, reader: Reader) -> list[Block]:
    """Ask the questions of a form that is answered in one message, and say how to write it."""
    if not sheet.fits_one_message(form):
        return []
    scales = [field for field in form.fields if isinstance(field, Scale)]
    blocks: list[Block] = []
    heading = next((scale.heading for scale in scales if scale.heading), None)
    blocks.append(writing.heading(said(heading or form.title, reader)))
    blocks.append(writing.bullets([_question(scale, reader) for scale in scales]))
    blocks.append(
        writing.paragraph(
            said(text("matrix.answer.how", n=len(scales), example=example(scales)), reader)
        )
    )
    for field in form.fields:
        if isinstance(field, TextField):
            hint = said(field.hint, reader) if field.hint else ""
            blocks.append(
                writing.paragraph(
                    said(text("matrix.answer.comment", label=field.label, hint=hint), reader)
                )
            )
    blocks += [
        block
        for field in form.fields
        if isinstance(field, Shown)
        for block in _blocks(field, reader)
    ]
    return blocks


def ask_by_polls(form: Form, reader: Reader) -> tuple[Act, ...]:
    """Ask each scale of a form as a poll."""
    return tuple(
        Say(
            type=polls.START,
            content=polls.poll_content(field, form.name, form.context, lambda t: said(t, reader)),
        )
        for field in form.fields
        if isinstance(field, Scale)
    )


def example(scales: Sequence[Scale]) -> str:
    """Write a possible answer, the same for everyone: it must suggest nothing."""
    figures = ("4", "2", "-")
    return " ".join(figures[n % len(figures)] for n in range(len(scales)))


def with_choices(message: Message, buttons: tuple[Button, ...]) -> Message:
    """Add more to choose from behind a message."""
    return replace(message, parts=(*message.parts, Choices(buttons)))


def _question(scale: Scale, reader: Reader) -> str:
    steps = " · ".join(f"{n}\u00a0{said(s.label, reader)}" for n, s in enumerate(scale.steps, 1))
    return f"{said(scale.label, reader)}\n{steps}"


def _blocks(part: Part, reader: Reader) -> list[Block]:
    match part:
        case Heading(words):
            return [writing.heading(said(words, reader))]
        case Facts(rows):
            return [writing.facts([(said(n, reader), said(v, reader)) for n, v in rows])]
        case Quote(words, by):
            # Somebody's own words are left as they wrote them, slashes included.
            return [writing.quote(say(words, reader), said(by, reader) if by else None)]
        case Link(label, address):
            return [writing.link(said(label, reader), address)]
        case Picture() | Document() | Choices():
            return []
        case _:
            return [writing.paragraph(said(part.text, reader))]


def _texts(blocks: list[Block], thread: str | None) -> list[Act]:
    return [Say(content={**one, **_hanging(thread)}) for one in writing.contents(blocks)]


def _hanging(thread: str | None) -> dict[str, Any]:
    """Hang an event under a thread's root; clients without threads show a reply to it."""
    if thread is None:
        return {}
    return {
        "m.relates_to": {
            "rel_type": "m.thread",
            "event_id": thread,
            "is_falling_back": True,
            "m.in_reply_to": {"event_id": thread},
        }
    }


def _offering(acts: list[Act], numbered: list[tuple[Button, str]]) -> tuple[Act, ...]:
    """Write what the numbers press into the last text; lists are in it, or right above."""
    at = max(n for n, act in enumerate(acts) if isinstance(act, Say))
    last = acts[at]
    assert isinstance(last, Say)  # noqa: S101 - chosen so
    acts[at] = replace(last, content={**last.content, **choices.field_of(numbered)})
    return tuple(acts)
