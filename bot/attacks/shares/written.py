"""What people really shared: attacks on shares are scored on it."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from bot.errors import OperatorError

ROW: Final = "shares"
"""The input of the attacks on shares, as the table of attacks names it."""
_COLUMNS: Final = ("week", "person", "kind", "fact", "at", "event", "code")
_KINDS: Final = ("signal", "practice", "signed", "look")
_NAMELESS: Final = ("signal", "practice")


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One thing somebody did with the forms of sharing.

    Args:
        kind: "signal" or "practice", sent without a name; "signed", a practice whose author is
            public by choice; or "look", a form that was opened and left.
        at: when, UTC.
        event: what the chat calls the click that sent it.
        code: the code its author was shown, "" where there is none.
    """

    week: int
    person: str
    kind: str
    at: datetime
    event: str
    fact: str = field(default="", repr=False)
    code: str = field(default="", repr=False)


def read_written(path: Path) -> tuple[Written, ...]:
    """Read what `lien simulate --receipts` wrote, in the order of writing.

    Raises:
        OperatorError: it cannot be read or makes no sense; with file and line.
    """
    line, found = 1, list[Written]()
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            _require(reader.fieldnames or ())
            for row in reader:
                line = reader.line_num
                found.append(_written(row))
    except OSError as error:
        raise OperatorError(f"cannot read {path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise OperatorError(f"{path}, line {line}: not UTF-8") from error
    except (csv.Error, ValueError) as error:
        raise OperatorError(f"{path}, line {line}: {error}") from error
    return tuple(found)


def of_kind(written: Sequence[Written], kind: str) -> list[Written]:
    """Choose a kind, in the order of writing."""
    return [one for one in written if one.kind == kind]


def nameless(written: Sequence[Written]) -> list[Written]:
    """Choose all that waits in the box, in the order of writing."""
    return [one for one in written if one.kind in _NAMELESS]


def _require(names: Sequence[str]) -> None:
    for missing in (name for name in _COLUMNS if name not in names):
        raise ValueError(f"no column {missing!r}; `lien simulate --receipts` writes it")


def _written(row: Mapping[str, str | None]) -> Written:
    values = {name: row[name] or "" for name in _COLUMNS}
    if not values["week"].isascii() or not values["week"].isdigit():
        raise ValueError(f"week is {values['week']!r}; expected a whole number")
    if values["kind"] not in _KINDS:
        raise ValueError(f"kind is {values['kind']!r}; expected {', '.join(_KINDS)}")
    at = datetime.fromisoformat(values["at"])
    if at.tzinfo is None:
        raise ValueError(f"at is {values['at']!r}; expected an instant with its offset")
    told = {name: values[name] for name in ("person", "kind", "event", "fact", "code")}
    return Written(week=int(values["week"]), at=at.astimezone(UTC), **told)
