"""Says neutral messages and forms as the JSON the page draws; pure."""

from __future__ import annotations

from base64 import b64encode
from typing import Any, TypeAlias

from bot.chat.outgoing import (
    Choices,
    Document,
    Facts,
    Field,
    Form,
    Heading,
    Link,
    Message,
    Note,
    Option,
    Paragraph,
    Part,
    Picture,
    Quote,
    Reply,
    Scale,
    Select,
    TextField,
    Whom,
)
from bot.i18n.catalog import say
from bot.i18n.text import Reader, Text

Json: TypeAlias = dict[str, Any]


def render(message: Message, reader: Reader) -> list[Json]:
    """Say each part of a message to its reader, in order.

    Raises:
        Refused: a quote is still sealed.
    """
    return [_part(part, reader) for part in message.parts]


def render_form(form: Form, reader: Reader) -> Json:
    """Say a form to its reader; names, values and context are passed through untouched."""
    return {
        "name": form.name,
        "context": form.context,
        "title": say(form.title, reader),
        "submit": say(form.submit, reader),
        "fields": [_field(field, reader) for field in form.fields],
    }


def render_reply(reply: Reply | None, reader: Reader) -> Json | None:
    """Say what goes straight back to whoever waits."""
    if reply is None:
        return None
    return {
        "message": render(reply.message, reader) if reply.message else None,
        "form": render_form(reply.form, reader) if reply.form else None,
        "replaces": reply.replaces,
        "is_refusal": reply.is_refusal,
    }


def _part(part: Part, reader: Reader) -> Json:  # noqa: PLR0911 - a line a kind of part
    match part:
        case Heading(text) | Paragraph(text) | Note(text):
            return {"kind": type(part).__name__.lower(), "text": say(text, reader)}
        case Facts(rows):
            said = [[say(name, reader), say(value, reader)] for name, value in rows]
            return {"kind": "facts", "rows": said}
        case Quote(words, by):
            return {"kind": "quote", "words": say(words, reader), "by": _maybe(by, reader)}
        case Picture(name, alt):
            return {"kind": "picture", "name": name, "alt": say(alt, reader)}
        case Link(label, address):
            return {"kind": "link", "label": say(label, reader), "address": address}
        case Document(filename, media_type, content):
            return {
                "kind": "document",
                "filename": filename,
                "media_type": media_type,
                "content": b64encode(content).decode(),
            }
        case Choices(buttons):
            return {
                "kind": "choices",
                "buttons": [
                    {
                        "action": button.action,
                        "value": button.value,
                        "label": say(button.label, reader),
                        "style": button.style,
                    }
                    for button in buttons
                ],
            }


def _field(field: Field, reader: Reader) -> Json:
    match field:
        case Note() | Paragraph() | Quote():
            return _part(field, reader)
        case Scale():
            return {
                "kind": "scale",
                "name": field.name,
                "label": say(field.label, reader),
                "heading": _maybe(field.heading, reader),
                "steps": _options(field.steps, reader),
                "others": _options(field.others, reader),
                "initial": field.initial,
            }
        case TextField():
            return {
                "kind": "text",
                "name": field.name,
                "label": say(field.label, reader),
                "hint": _maybe(field.hint, reader),
                "max_length": field.max_length,
                "rows": field.rows,
                "is_required": field.is_required,
                "initial": field.initial,
            }
        case Whom():
            return {
                "kind": "whom",
                "whom": field.kind,
                "name": field.name,
                "label": say(field.label, reader),
                "hint": _maybe(field.hint, reader),
                "is_required": field.is_required,
                "initial": field.initial,
            }
        case Select():
            return {
                "kind": "select",
                "name": field.name,
                "label": say(field.label, reader),
                "options": _options(field.options, reader),
                "initial": field.initial,
            }


def _options(options: tuple[Option, ...], reader: Reader) -> list[Json]:
    return [{"value": option.value, "label": say(option.label, reader)} for option in options]


def _maybe(words: Text | None, reader: Reader) -> str | None:
    return None if words is None else say(words, reader)
