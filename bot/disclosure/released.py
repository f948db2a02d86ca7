"""Everything a reader may ever be shown: if it has no type here, it cannot be drawn or sent.

The JSON forms are the published contract of `digests.jsonl`; a record read back is equal.
There is no type for a team's number, a histogram, a rank, a count or a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Trend: TypeAlias = Literal["up", "steady", "down"]
Word: TypeAlias = Literal["favorable", "middle", "difficult"]
SizeClass: TypeAlias = Literal["30-49", "50-99", "100+"]
Reason: TypeAlias = Literal["too_few", "quiet", "overlap"]
Level: TypeAlias = Literal["some", "many"]
Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Direction:
    """Whether a team moved against its own past; says nothing of how high it stands.

    `up` is of the published index: charge up = heavier, lien up = closer.
    """

    question: str
    value: Trend


@dataclass(frozen=True, kw_only=True, slots=True)
class Band:
    """A team's closed block in one word; `weeks` are its first and last, inclusive."""

    question: str
    value: Word
    weeks: tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Number:
    """A level cell's mean on the 1-5 scale, to the half, with its size as a class."""

    question: str
    value: float
    size_class: SizeClass


@dataclass(frozen=True, kw_only=True, slots=True)
class Withheld:
    """Why nothing is said: `too_few`, `quiet` (too early in an epoch) or `overlap`."""

    question: str
    reason: Reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Theme:
    """What several comments were about, without a word of theirs."""

    value: str
    level: Level


@dataclass(frozen=True, kw_only=True, slots=True)
class Verbatim:
    """A comment its author chose to pass on as it is, names masked."""

    text: str


Statement: TypeAlias = Direction | Band | Number | Withheld
"""What may be said of a question."""
Item: TypeAlias = Statement | Theme | Verbatim


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """All that one round says of one cell; immutable once decided.

    `unit` is the unit spoken of. When several are, `cell` names them and `unit` is their
    lowest common parent ("" when they have none). The managers' cell is `("encadrement",)`.
    """

    week: int
    unit: str
    cell: tuple[str, ...]
    items: tuple[Item, ...]


def record_to_json(record: Record) -> Json:
    """Give the record's line, without the audience and the text that readers see."""
    line: Json = {"week": record.week, "unit": record.unit}
    if record.cell:
        line["cell"] = list(record.cell)
    return line | {"items": [_item_to_json(item) for item in record.items]}


def record_from_json(line: Mapping[str, Any]) -> Record:
    """Read a line back; keys it does not know (audience, text) are left alone."""
    return Record(
        week=line["week"],
        unit=line["unit"],
        cell=tuple(line.get("cell", ())),
        items=tuple(_item_from_json(item) for item in line["items"]),
    )


def _item_to_json(item: Item) -> Json:
    match item:
        case Direction():
            return {"question": item.question, "kind": "direction", "value": item.value}
        case Band():
            weeks = list(item.weeks)
            return {"question": item.question, "kind": "band", "value": item.value, "weeks": weeks}
        case Number():
            said = {"question": item.question, "kind": "number", "value": item.value}
            return said | {"class": item.size_class}
        case Withheld():
            return {"question": item.question, "kind": "withheld", "reason": item.reason}
        case Theme():
            return {"kind": "theme", "value": item.value, "level": item.level}
        case Verbatim():
            return {"kind": "verbatim", "text": item.text}


def _item_from_json(line: Mapping[str, Any]) -> Item:
    match line["kind"]:
        case "direction":
            return Direction(question=line["question"], value=line["value"])
        case "band":
            first, last = line["weeks"]
            return Band(question=line["question"], value=line["value"], weeks=(first, last))
        case "number":
            value, size_class = line["value"], line["class"]
            return Number(question=line["question"], value=value, size_class=size_class)
        case "withheld":
            return Withheld(question=line["question"], reason=line["reason"])
        case "theme":
            return Theme(value=line["value"], level=line["level"])
        case "verbatim":
            return Verbatim(text=line["text"])
        case kind:
            raise ValueError(f"no released item is called {kind!r}")
