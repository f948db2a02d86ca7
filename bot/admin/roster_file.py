"""Reads a list of people as a spreadsheet gives it: account, team and, if any, a role."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.admin.model import folded
from bot.errors import UserError
from bot.people.finding import LONGEST_NAME
from bot.people.model import Role

MOST_ROWS: Final = 200
MOST_LETTERS: Final = 3000
"""What every chat takes in one field; a list that fills it may have been cut off there."""
_HEADERS: Final = frozenset({"compte", "account", "personne", "person", "nom", "name"})
_FEWEST, _MOST = 2, 3
ROLES: Final[Mapping[str, Role | None]] = {
    **dict.fromkeys(("", "agent", "agente"), None),
    **dict.fromkeys(("encadrement", "manager"), "manager"),
    **dict.fromkeys(("referent", "referente"), "referent"),
    **dict.fromkeys(("admin", "administration"), "admin"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of the list; `account` is as typed, without @."""

    line: int
    account: str
    team: str
    role: Role | None = None


def read_rows(words: str) -> tuple[Row, ...]:
    """Read every row, separated by semicolons, commas or tabs; a first line of titles is skipped.

    Raises:
        UserError: a line makes no sense, names somebody twice, or there are too many; it says
            which line, so that nothing is half read.
    """
    if len(words) >= MOST_LETTERS and (first := _fitting(words)):
        raise UserError("roster.too_many_letters", limit=MOST_LETTERS, last=first, rest=first + 1)
    rows = tuple(_rows(words))
    if not rows:
        raise UserError("roster.empty")
    if len(rows) > MOST_ROWS:
        raise UserError("roster.too_long", limit=MOST_ROWS)
    seen: dict[str, int] = {}
    for row in rows:
        if row.account in seen:
            raise UserError("roster.twice", line=row.line, before=seen[row.account])
        seen[row.account] = row.line
    return rows


def _fitting(words: str) -> int:
    """Count the lines from the first one on that fit into one field."""
    length, count = 0, 0
    for line in words.splitlines():
        length += len(line) + 1
        if length >= MOST_LETTERS:
            break
        count += 1
    return count


def _rows(words: str) -> Iterator[Row]:
    first = next((line for line in words.splitlines() if line.strip()), "")
    mark = max(";\t,", key=first.count)
    try:
        lines = list(csv.reader(words.splitlines(), delimiter=mark))
    except csv.Error as error:
        raise UserError("roster.unreadable", line=1) from error
    for number, cells in enumerate(lines, 1):
        cells = [cell.strip() for cell in cells]  # noqa: PLW2901 - the same, tidied
        if not any(cells) or folded(cells[0]) in _HEADERS:
            continue
        filled = cells if len(cells) >= _FEWEST else []
        role = folded(filled[2]) if len(filled) >= _MOST else ""
        if not filled or len(filled) > _MOST or not all(filled[:_FEWEST]) or role not in ROLES:
            raise UserError("roster.unreadable", line=number)
        if len(filled[1]) > LONGEST_NAME:
            raise UserError("roster.unreadable", line=number)
        yield Row(
            line=number, account=filled[0].removeprefix("@"), team=filled[1], role=ROLES[role]
        )
