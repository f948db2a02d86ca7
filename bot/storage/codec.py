"""Turns values into JSON text and back, so that what is kept today can be read by later versions.

A value of a union is kept with its class's name under `_type`; keys a class no longer has are
ignored and fields it gained take their defaults. Instants, days and times are ISO 8601.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time
from typing import Any, Generic, TypeVar

from cattrs import Converter
from cattrs.strategies import configure_tagged_union

from bot.chat.ids import MessageRef
from bot.chat.outgoing import Field, Message, Part
from bot.checkins.model import Plan
from bot.disclosure.audit import Entry as CertificateEntry
from bot.disclosure.audit import entry_to_json
from bot.disclosure.released import Record, record_from_json, record_to_json
from bot.disclosure.roster import Policy, Roster
from bot.i18n.text import Argument, Moment, Text
from bot.outbox.model import Recipient
from bot.people.model import Person, Unit
from bot.sharing.prompts import Turn

T = TypeVar("T")
Json = dict[str, Any]


class Form(Generic[T]):
    """How one kind of value is written down: `read(write(value)) == value`."""

    def __init__(self, kind: Any) -> None:  # noqa: ANN401 - a class or a union of them
        self._kind = kind

    def write(self, value: T) -> str:
        """Give the value as JSON."""
        return _dumps(_converter.unstructure(value, unstructure_as=self._kind))

    def read(self, written: str) -> T:
        """Read what `write` gave."""
        value: T = _converter.structure(json.loads(written), self._kind)
        return value


def _text_to_json(text: Text) -> Json:
    args = {name: _argument_to_json(value) for name, value in text.args.items()}
    return {"id": text.id, "args": args}


def _text_from_json(line: Json, _: object = None) -> Text:
    args = {name: _argument_from_json(value) for name, value in line["args"].items()}
    return Text(line["id"], args)


def _argument_to_json(value: Argument) -> object:
    match value:
        case Text():
            return _text_to_json(value)
        case Moment():
            return {"moment": value.at.astimezone(UTC).isoformat()}
        case date():
            return {"date": value.isoformat()}
        case time():
            return {"time": value.isoformat()}
        case tuple():
            return [_argument_to_json(one) for one in value]
        case _:
            return value


def _argument_from_json(value: Any) -> Argument:  # noqa: ANN401 - any JSON value
    match value:
        case {"id": _, "args": _}:
            return _text_from_json(value)
        case {"moment": instant}:
            return Moment(datetime.fromisoformat(instant))
        case {"date": day}:
            return date.fromisoformat(day)
        case {"time": moment}:
            return time.fromisoformat(moment)
        case list():
            return tuple(_argument_from_json(one) for one in value)
        case str() | int() | float():
            return value
    raise ValueError("not an argument of a text")


def _configured() -> Converter:
    converter = Converter()
    for kind in (date, datetime, time):
        converter.register_unstructure_hook(kind, kind.isoformat)
        converter.register_structure_hook(kind, lambda written, of: of.fromisoformat(written))
    converter.register_unstructure_hook(Text, _text_to_json)
    converter.register_structure_hook(Text, _text_from_json)
    configure_tagged_union(Field, converter)
    configure_tagged_union(Part, converter)
    configure_tagged_union(Recipient, converter)
    return converter


_dumps = json.JSONEncoder(ensure_ascii=True, separators=(",", ":")).encode
_converter = _configured()

MESSAGE = Form[Message](Message)
RECIPIENT = Form[Recipient](Recipient)
REFERENCE = Form[MessageRef](MessageRef)
UNIT = Form[Unit](Unit)
PERSON = Form[Person](Person)
PLAN = Form[Plan](Plan)
TURN = Form[Turn](Turn)
ROSTER = Form[Roster](Roster)
POLICY = Form[Policy](Policy)
CELL = Form[tuple[str, ...]](tuple[str, ...])


def write_record(record: Record) -> str:
    """Give a released record in its published form."""
    return _dumps(record_to_json(record))


def read_record(written: str) -> Record:
    """Read a released record back."""
    return record_from_json(json.loads(written))


def write_certificate(entry: CertificateEntry) -> str:
    """Give a certificate's line."""
    return _dumps(entry_to_json(entry))
