"""What a season left on disk, as whoever copied the folder reads it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from bot.errors import OperatorError

_Line = TypeVar("_Line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing said; what does not apply to its kind is None or "".

    `extra` names the keys that the published format does not have: they would be a leak.
    """

    kind: str
    question: str = ""
    value: str | float = field(default="", repr=False)
    weeks: tuple[int, int] | None = None
    reason: str = ""
    size: str = ""
    text: str = field(default="", repr=False)
    extra: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that one digest said of a unit, or of the units that `cell` names."""

    week: int
    unit: str
    cell: tuple[str, ...]
    items: tuple[Item, ...]
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message that left the bot; `at` is an ISO time with its offset."""

    at: str
    to: str
    kind: str
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """A folder written by `lien simulate`; `records` are in the order they were published."""

    folder: Path
    records: tuple[Record, ...]
    messages: tuple[Message, ...] = ()

    @property
    def databases(self) -> tuple[Path, ...]:
        """The database's files: itself, its write-ahead log and its journal."""
        return tuple(sorted(p for p in self.folder.glob("lien.db*") if p.is_file()))

    @property
    def keys(self) -> tuple[Path, ...]:
        """The files of the key folder."""
        return tuple(sorted(p for p in (self.folder / "keys").rglob("*") if p.is_file()))

    @property
    def log(self) -> Path:
        """The log file; it may be absent."""
        return self.folder / "lien.log"

    @property
    def snapshots(self) -> tuple[Path, ...]:
        """The database's files after every commit, a folder each, in order; often none."""
        return tuple(sorted(p for p in (self.folder / "snapshots").glob("*") if p.is_dir()))


def read_season(folder: Path) -> Season:
    """Read a season's folder; only `digests.jsonl` has to be there.

    Raises:
        OperatorError: it is missing or something in it makes no sense; with file and line.
    """
    if not folder.is_dir():
        raise OperatorError(f"{folder} is no folder: name one that `lien simulate` wrote")
    messages = folder / "messages.jsonl"
    return Season(
        folder=folder,
        records=tuple(_lines(folder / "digests.jsonl", record)),
        messages=tuple(_lines(messages, _message)) if messages.exists() else (),
    )


def record(line: Mapping[str, Any]) -> Record:
    """Read a line of `digests.jsonl`.

    Raises:
        KeyError, TypeError, ValueError: it is not in the published format.
    """
    week, unit = line["week"], line["unit"]
    if not isinstance(week, int) or not isinstance(unit, str):
        raise TypeError("week is a whole number and unit a text")
    return Record(
        week=week,
        unit=unit,
        cell=tuple(line.get("cell", ())),
        items=tuple(_item(item) for item in line["items"]),
        text=line.get("text", ""),
    )


_KNOWN = frozenset({"kind", "question", "value", "weeks", "reason", "class", "level", "text"})
_WITH_FIGURE = frozenset({"number", "direction", "band", "withheld", "tone"})


def _item(line: Mapping[str, Any]) -> Item:
    weeks = line.get("weeks")
    kind = line["kind"]
    allowed = _KNOWN if kind in _WITH_FIGURE else {"kind", "value", "level", "text"}
    value = line.get("value", "")
    if kind == "number" and (isinstance(value, bool) or not isinstance(value, int | float)):
        raise TypeError(f"the value of a number is {value!r}")
    return Item(
        kind=kind,
        question=line.get("question", ""),
        value=value,
        weeks=(int(weeks[0]), int(weeks[1])) if weeks else None,
        reason=line.get("reason", ""),
        size=line.get("class", line.get("level", "")),
        text=line.get("text", ""),
        extra=frozenset(line.keys() - allowed),
    )


def _message(line: Mapping[str, Any]) -> Message:
    return Message(at=line["at"], to=line["to"], kind=line["kind"], text=line["text"])


def _lines(path: Path, read: Callable[[Mapping[str, Any]], _Line]) -> Iterator[_Line]:
    number = 1
    try:
        with path.open(encoding="utf-8") as file:
            for line in file:
                if line.strip():
                    yield read(json.loads(line))
                number += 1
    except OSError as error:
        raise OperatorError(f"cannot read {path}: {error.strerror}") from error
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        raise OperatorError(f"{path}, line {number}: {_expected(error)}") from error


def _expected(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "not UTF-8"
    if isinstance(error, json.JSONDecodeError):
        return f"not JSON ({error.msg}); expected one object a line"
    if isinstance(error, KeyError):
        return f"no key {error.args[0]!r}"
    return f"not in the published format ({error})"
