"""What becomes of a comment: its fate, picked by number, and a preview for whoever asks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from bot.adapters.matrix import outgoing
from bot.adapters.matrix.choices import Choice
from bot.adapters.matrix.events import Act
from bot.adapters.matrix.memory import Picks
from bot.adapters.matrix.sheet import fates
from bot.adapters.matrix.turn import Turn, fleeting
from bot.chat.outgoing import (
    Button,
    Choices,
    Form,
    Message,
    Note,
    Paragraph,
    Part,
    Quote,
    Reply,
    Select,
)
from bot.i18n.text import Text, text

FATE: Final = "matrix.fate"
_MORE: Final = f"{FATE}s"
_PREVIEW: Final = f"{FATE}.preview"
_PREVIEWED: Final = f"{FATE}.previewed"
_LISTED_AT_ONCE: Final = 3
Submit: TypeAlias = Callable[[Form, Mapping[str, str], Turn], Awaitable[Reply]]


def offers(form: Form) -> tuple[Part, ...]:
    """Say what becomes of a comment unless its author prefers otherwise, and offer the rest."""
    parts: list[Part] = []
    for field in fates(form):
        now = next(o.label for o in field.options if o.value == field.initial)
        parts.append(Paragraph(text("matrix.answer.fate", label=field.label, now=now)))
        parts.append(Choices(_offered(field)))
    return tuple(parts)


async def decided(choice: Choice, turn: Turn, submit: Submit) -> tuple[Act, ...]:
    """Carry out a choice of `offers`, or of what follows it."""
    picks = turn.room.picks
    if choice.action == _PREVIEWED:
        return turn.sentence(text("matrix.preview.gone"))
    if picks is None:
        return turn.sentence(text("matrix.answer.forgotten"))
    if choice.action == _PREVIEW:
        return await _preview(picks, turn, submit)
    name, _, value = choice.value.partition("=")
    field = next((f for f in fates(picks.form) if f.name == name), None)
    if field is None:
        return turn.sentence(text("matrix.answer.forgotten"))
    if choice.action == _MORE:
        buttons = tuple(_fate(field.name, o.value, o.label) for o in field.options)
        return outgoing.render(Message((Paragraph(field.label), Choices(buttons))), turn.reader)
    return await _seal(replace(picks, values={**picks.values, name: value}), turn, submit)


def without_quotes(message: Message) -> Message:
    """Leave out what an answer says, with the line that announces it: a room keeps what is said."""
    parts: list[Part] = []
    for part in message.parts:
        if isinstance(part, Quote):
            parts[-1:] = [Note(text("matrix.answer.unshown"))]
        else:
            parts.append(part)
    return Message(tuple(parts))


async def _seal(picks: Picks, turn: Turn, submit: Submit) -> tuple[Act, ...]:
    reply = await submit(picks.form, picks.values, turn)
    if reply.is_refusal:
        return _shown(reply, turn)
    turn.room.picks = picks
    parts: list[Part] = [Paragraph(text("matrix.answer.fate_sealed"))]
    if _quoted(reply):
        parts.append(Choices((Button(action=_PREVIEW, label=text("matrix.preview.ask")),)))
    return outgoing.render(Message(tuple(parts)), turn.reader)


async def _preview(picks: Picks, turn: Turn, submit: Submit) -> tuple[Act, ...]:
    """Show a comment as it would be published, to whoever asks, until they write again."""
    reply = await submit(picks.form, picks.values, turn)
    quoted = _quoted(reply)
    if reply.is_refusal or not quoted:
        return _shown(reply, turn)
    parts: list[Part] = [Paragraph(text("matrix.preview.shown")), *quoted]
    parts.append(Choices((Button(action=_PREVIEWED, label=text("matrix.preview.end")),)))
    return fleeting(outgoing.render(Message(tuple(parts)), turn.reader))


def _shown(reply: Reply, turn: Turn) -> tuple[Act, ...]:
    return outgoing.render(without_quotes(reply.message or Message(())), turn.reader)


def _offered(field: Select) -> tuple[Button, ...]:
    """Offer a field's other values, or one line that opens them when there are many."""
    others = [option for option in field.options if option.value != field.initial]
    if len(others) < _LISTED_AT_ONCE:
        return tuple(_fate(field.name, option.value, option.label) for option in others)
    return (Button(action=_MORE, value=field.name, label=text("matrix.answer.pick")),)


def _fate(name: str, value: str, label: Text) -> Button:
    return Button(action=FATE, value=f"{name}={value}", label=label)


def _quoted(reply: Reply) -> tuple[Quote, ...]:
    parts = reply.message.parts if reply.message else ()
    return tuple(part for part in parts if isinstance(part, Quote))
