"""What people share in a season, as one file holds it (`S.csv`), and what they get for it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, Literal, TypeAlias, get_args

from bot.errors import OperatorError
from bot.rehearsal.answers import LAST_WEEK

Kind: TypeAlias = Literal["signal", "practice", "signed", "look"]

COLUMNS: Final = ("week", "person", "kind", "fact", "effect", "idea")
GIVEN: Final = ("at", "event", "code")
_KINDS: Final[dict[str, Kind]] = {kind: kind for kind in get_args(Kind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What somebody did with the forms of sharing in one week.

    Args:
        kind: a signal or a practice that was sent without a name, a practice that was signed, or a
            look at the form of signals, left again.
        fact: the words of a practice too.
    """

    week: int
    person: str
    kind: Kind
    fact: str = field(default="", repr=False)
    effect: str = field(default="", repr=False)
    idea: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A share as it was sent, and what its author alone knows of it.

    Args:
        at: when it was sent, or its form left.
        event: the chat's name of the click that sent it.
        code: the code shown to its author, "" where there is none.
    """

    share: Share
    at: datetime
    event: str
    code: str = field(default="", repr=False)


def read_shares(lines: Iterable[str], source: str, people: Container[str]) -> tuple[Share, ...]:
    """Read the shares of a season; rows of a week are in the order of writing.

    Args:
        lines: the file, read once, line by line; columns of `GIVEN` are passed over.
        source: its name, for messages.
        people: who may appear, by id.

    Raises:
        OperatorError: a row makes no sense; the message has its line and what was expected.
    """
    reader = csv.DictReader(lines, strict=True)
    found: list[Share] = []
    line = 1
    try:
        _require(reader.fieldnames or ())
        for row in reader:
            line = reader.line_num
            found.append(_share(row, people))
    except UnicodeError as error:
        raise OperatorError(f"{source}, line {line}: not UTF-8; save it as UTF-8") from error
    except (csv.Error, ValueError) as error:
        raise OperatorError(f"{source}, line {line}: {error}") from error
    return tuple(sorted(found, key=lambda share: share.week))


def write_given(given: Sequence[Given]) -> str:
    """Write shares as they were sent, in the order of writing, with what their authors know."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((*COLUMNS, *GIVEN))
    for one in given:
        words = (getattr(one.share, name) for name in COLUMNS)
        writer.writerow((*words, one.at.isoformat(), one.event, one.code))
    return out.getvalue()


def _require(names: Iterable[str]) -> None:
    given = [name.strip() for name in names]
    for missing in (name for name in COLUMNS if name not in given):
        raise ValueError(f"no column {missing!r}; expected {','.join(COLUMNS)}")


def _share(row: Mapping[str, str | None], people: Container[str]) -> Share:
    if None in row.values() or None in row:
        raise ValueError("too few or too many values; expected one a column")
    values = dict(_stripped(row))
    week, person, kind = values["week"], values["person"], _KINDS.get(values["kind"])
    if not re.fullmatch(r"[0-9]{1,4}", week) or not 1 <= int(week) <= LAST_WEEK:
        raise ValueError(f"week is {week!r}; expected a whole number from 1 to {LAST_WEEK}")
    if person not in people:
        raise ValueError(f"person {person!r} is unknown; expected the id of a [[person]]")
    if kind is None:
        raise ValueError(f"kind is {values['kind']!r}; expected {', '.join(_KINDS)}")
    if not values["fact"] and kind != "look":
        raise ValueError("fact is empty; expected what was written")
    words = {name: values[name] for name in ("fact", "effect", "idea")}
    return Share(week=int(week), person=person, kind=kind, **words)


def _stripped(row: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    for name, value in row.items():
        yield name.strip(), (value or "").strip()
