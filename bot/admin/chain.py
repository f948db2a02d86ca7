"""The journal of a department: who changed what and when, each line bound to the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One change by one admin; never what was typed, nor whom it was about.

    Args:
        number: from 1, without a gap.
        person: who changed something, by id.
        action: the command they used, by its name in the table.
        seal: hash of this line and of the one before it.
    """

    number: int
    at: datetime
    person: str
    action: str
    seal: str


def following(last: Line | None, at: datetime, person: str, action: str) -> Line:
    """Make the line that follows another, or the first one."""
    number = last.number + 1 if last else 1
    return Line(
        number=number,
        at=at,
        person=person,
        action=action,
        seal=_seal(last.seal if last else "", number, at, person, action),
    )


def first_break(lines: Sequence[Line]) -> int | None:
    """Return the number of the first line that was changed, or follows one taken away.

    The last lines can be cut without a trace: whoever worries notes the last seal elsewhere.
    """
    before = ""
    for number, line in enumerate(lines, 1):
        seal = _seal(before, number, line.at, line.person, line.action)
        if line.number != number or line.seal != seal:
            return number
        before = line.seal
    return None


def _seal(before: str, number: int, at: datetime, person: str, action: str) -> str:
    line = json.dumps([before, number, int(at.timestamp()), person, action])
    return hashlib.sha256(line.encode()).hexdigest()
