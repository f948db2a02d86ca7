"""Reads the log of certificates as it is kept, and finds out whether anybody touched it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row, select

from bot.disclosure.audit import Entry, entry_from_json, verify
from bot.errors import OperatorError
from bot.storage.engine import Database
from bot.storage.tables import certificates, publications


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """What is known of a whole log; `break_` is a sentence, None when nothing is broken."""

    certificates: int
    rounds: int
    break_: str | None

    @property
    def whole(self) -> str:
        """Say how much was read, for a log that is whole."""
        return (
            f"{self.certificates} certificates of {self.rounds} rounds follow one another: "
            "none was changed or taken away."
        )


async def inspect(url: str) -> Inspection:
    """Follow the whole chain, and look for rounds that published without a certificate.

    Raises:
        OperatorError: the database is not there or cannot be used.
    """
    kept = select(certificates).order_by(certificates.c.number)
    published = select(publications.c.round_id).order_by(publications.c.round_id)
    database = Database(url)
    _require(database)
    try:
        async with database.transaction() as connection:
            rows = (await connection.execute(kept)).all()
            rounds = tuple(await connection.scalars(published))
    finally:
        await database.close()
    return Inspection(
        certificates=len(rows), rounds=len(rounds), break_=_break(rows) or _gap(rows, rounds)
    )


def _require(database: Database) -> None:
    """Refuse a file that is not there: opening it would make it."""
    if database.is_sqlite and not Path(str(database.url.database)).exists():
        raise OperatorError(f"there is no database {database.url.database}")


def _break(rows: Sequence[Row[Any]]) -> str | None:
    """Say where the first certificate is that does not follow from the one before it."""
    entries: list[Entry] = []
    unreadable: Row[Any] | None = None
    for number, row in enumerate(rows, 1):
        entry = _entry(row)
        if entry is None or row.number != number or row.hash != entry.hash:
            unreadable = row
            break
        entries.append(entry)
    index = verify(entries)
    broken = rows[index] if index is not None else unreadable
    if broken is None:
        return None
    return (
        f"certificate {broken.number}, of round {broken.round_id}, does not follow from the one "
        "before it: the log was changed there"
    )


def _gap(rows: Sequence[Row[Any]], rounds: Sequence[str]) -> str | None:
    """Say which round published and has none: the end of a chain can be cut without breaking it."""
    certified = {row.round_id for row in rows}
    bare = next((name for name in rounds if name not in certified), None)
    if bare is None:
        return None
    return f"round {bare} published and has no certificate: the log was cut"


def _entry(row: Row[Any]) -> Entry | None:
    try:
        return entry_from_json(json.loads(row.document))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
