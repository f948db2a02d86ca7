"""Says forms as Slack's modals, and reads what comes back of them; pure.

A modal carries the form's name and context, never an answer: values come back once, when it is
sent, and are no message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from bot.adapters.slack.errors import NotUnderstood
from bot.adapters.slack.limits import (
    RADIO_OPTIONS,
    TITLE,
    Json,
    check_view,
)
from bot.adapters.slack.outgoing import Ink, blocks, plain_text
from bot.chat.outgoing import (
    Field,
    Form,
    Heading,
    Message,
    Note,
    Option,
    Paragraph,
    Quote,
    Scale,
    Select,
    TextField,
    Whom,
)
from bot.i18n.text import Text, text

VALUE: Final = "value"
CHANNEL: Final = "#channel"
"""Ends the name of the second half of a `Whom`: Slack picks people and channels apart."""

_LONGEST_INPUT: Final = 3_000
_TYPED: Final = ("plain_text_input", "users_select", "conversations_select")
_NAMED = re.compile(r"(?P<mark>[@#])slack/(?P<team>[^/\s]+)/(?P<id>[A-Z0-9]+)")


def render_form(form: Form, ink: Ink) -> Json:
    """Say a form as a modal.

    Raises:
        Refused: it exceeds a limit.
    """
    title = ink.say(form.title)
    head: list[Json] = []
    if len(title) > TITLE:
        head = blocks(Message((Heading(form.title),)), ink)
        title = ink.say(text("slack.title"))
    view = {
        "type": "modal",
        "callback_id": form.name,
        "private_metadata": form.context,
        "title": plain_text(title),
        "submit": plain_text(ink.say(form.submit)),
        "close": plain_text(ink.say(text("slack.cancel"))),
        "blocks": [*head, *_fields(form.fields, ink)],
    }
    check_view(view)
    return view


def read_values(view: Mapping[str, Any], team: str) -> dict[str, str]:
    """Read what somebody chose and wrote in a modal; "" for what they left empty.

    Raises:
        NotUnderstood: it is not made as our modals are.
    """
    state = view.get("state")
    given = state.get("values") if isinstance(state, dict) else None
    if not isinstance(given, dict):
        raise NotUnderstood("a form without values")
    values: dict[str, str] = {}
    for name, elements in given.items():
        element = elements.get(VALUE) if isinstance(elements, dict) else None
        if not isinstance(element, dict):
            raise NotUnderstood("a field that is not ours")
        # A person named wins over a channel: nobody is shown more widely than they asked.
        field, said = name.removesuffix(CHANNEL), _said(element, team)
        before = values.get(field, "")
        values[field] = (before or said) if name.endswith(CHANNEL) else (said or before)
    return values


def typed_fields(view: Mapping[str, Any]) -> tuple[str, ...]:
    """List the fields of a modal where something is typed or named: those that can be wrong."""
    found = view.get("blocks")
    names = []
    for block in found if isinstance(found, list) else ():
        element = block.get("element") if isinstance(block, dict) else None
        name = str(block.get("block_id")) if isinstance(block, dict) else ""
        if not isinstance(element, dict) or name.endswith(CHANNEL):
            continue
        if str(element.get("type")) in _TYPED:
            names.append(name)
    return tuple(names)


def _fields(fields: Sequence[Field], ink: Ink) -> Iterator[Json]:
    said: Text | None = None
    for field in fields:
        # Several questions about the same week say so once.
        if isinstance(field, Scale) and field.heading is not None:
            if field.heading == said:
                field = replace(field, heading=None)  # noqa: PLW2901 - the same, said already
            else:
                said = field.heading
        yield from _field(field, ink)


def _field(field: Field, ink: Ink) -> list[Json]:
    match field:
        case Note() | Paragraph() | Quote():
            return blocks(Message((field,)), ink)
        case Scale():
            head = blocks(Message((Heading(field.heading),)), ink) if field.heading else []
            options = (*field.steps, *field.others)
            return [
                *head,
                _input(field.name, field.label, _choice(options, field.initial, ink), ink),
            ]
        case Select():
            element = _choice(field.options, field.initial, ink)
            return [_input(field.name, field.label, element, ink)]
        case TextField():
            return [_text_field(field, ink)]
        case Whom():
            return _whom(field, ink)


def _input(  # noqa: PLR0913 - what an input block is made of
    name: str,
    label: Text,
    element: Json,
    ink: Ink,
    *,
    hint: Text | None = None,
    is_optional: bool = False,
) -> Json:
    made: Json = {
        "type": "input",
        "block_id": name,
        "label": plain_text(ink.say(label)),
        "element": {"action_id": VALUE, **element},
        "optional": is_optional,
    }
    if hint is not None:
        made["hint"] = plain_text(ink.say(hint))
    return made


def _choice(options: Sequence[Option], initial: str, ink: Ink) -> Json:
    # One tap where all steps can be seen at once, a list where they would fill the screen.
    kind = "radio_buttons" if len(options) <= RADIO_OPTIONS else "static_select"
    made = [_option(option, ink) for option in options]
    chosen = [one for one, option in zip(made, options, strict=True) if option.value == initial]
    return {"type": kind, "options": made, **({"initial_option": chosen[0]} if chosen else {})}


def _option(option: Option, ink: Ink) -> Json:
    # Slack takes no empty value, and ours may be: "=" stands before each.
    return {"text": plain_text(ink.say(option.label)), "value": f"={option.value}"}


def _text_field(field: TextField, ink: Ink) -> Json:
    element: Json = {
        "type": "plain_text_input",
        "multiline": field.rows > 1,
        "max_length": (longest := min(field.max_length, _LONGEST_INPUT)),
    }
    if field.initial:
        element["initial_value"] = field.initial[:longest]
    return _input(
        field.name,
        field.label,
        element,
        ink,
        hint=field.hint,
        is_optional=not field.is_required,
    )


def _whom(field: Whom, ink: Ink) -> list[Json]:
    """Ask for a person, a channel, or one or else the other.

    A list of both gives conversations nobody can name.
    """
    person: Json = {"type": "users_select"}
    channel: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if named := _NAMED.fullmatch(field.initial):
        if named["mark"] == "@":
            person["initial_user"] = named["id"]
        else:
            channel["initial_conversation"] = named["id"]
    if field.kind != "either":
        element, is_optional = channel if field.kind == "channel" else person, not field.is_required
        return [
            _input(field.name, field.label, element, ink, hint=field.hint, is_optional=is_optional)
        ]
    return [
        _input(field.name, field.label, person, ink, hint=field.hint, is_optional=True),
        _input(field.name + CHANNEL, text("slack.or_channel"), channel, ink, is_optional=True),
    ]


def _said(element: Mapping[str, Any], team: str) -> str:
    kind = str(element.get("type"))
    if kind in {"radio_buttons", "static_select"}:
        chosen = element.get("selected_option")
        value = chosen.get("value") if isinstance(chosen, dict) else "="
        if not isinstance(value, str) or not value.startswith("="):
            raise NotUnderstood("a choice that is not ours")
        return value[1:]
    if kind == "users_select":
        return _named("@", element.get("selected_user"), team)
    if kind == "conversations_select":
        return _named("#", element.get("selected_conversation"), team)
    if kind == "plain_text_input":
        value = element.get("value")
        if value is None:
            return ""
        if isinstance(value, str):
            return value
    raise NotUnderstood("a kind of field that is not ours")


def _named(mark: str, picked: object, team: str) -> str:
    if picked is None:
        return ""
    if not isinstance(picked, str) or not picked.isalnum():
        raise NotUnderstood("a name that is not Slack's")
    return f"{mark}slack/{team}/{picked}"
