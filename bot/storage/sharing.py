"""Good practice and weak signals; nothing here points at a person or a moment.

Search is the database's own, FTS5 on SQLite and a stored tsvector on PostgreSQL. Both look up the
same words, without accents and endings, that `stems` makes: FTS5 has no French stems, and with
PostgreSQL's the same search would find other cards on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sharing.model import Card
from bot.sharing.ports import Filed, Slip
from bot.sharing.stems import searchable
from bot.storage.portions import portions
from bot.storage.tables import cards, missed_codes, signal_box, signals

_MOST_VALID = 200
# The shortest first: there the words weigh most. A rank would be another on each engine.
_IN_SQLITE = text(
    "SELECT id FROM card_words WHERE card_words MATCH :asked AND department = :department "
    "ORDER BY length(searched), id LIMIT :most"
)
_IN_POSTGRES = text(
    "SELECT id FROM cards WHERE card_words @@ CAST(:asked AS tsquery) "
    "AND department = :department ORDER BY length(searched), id LIMIT :most"
)
_UNINDEX = text("DELETE FROM card_words WHERE rowid = :row")
# Deleted words stay in the index until its parts are merged.
_MERGE = text("INSERT INTO card_words (card_words) VALUES ('optimize')")
_INDEX = text(
    "INSERT INTO card_words (rowid, searched, department, id) "
    "VALUES (:row, :searched, :department, :id)"
)


class SqlCards:
    """Implements `sharing.ports.CardRepository`."""

    def __init__(self, connection: AsyncConnection, *, is_sqlite: bool) -> None:
        self._connection = connection
        self._is_sqlite = is_sqlite

    async def add(self, card: Card) -> bool:
        """Insert a card and index its words."""
        if await self.find(card.id) is not None:
            return False
        searched = " ".join(searchable(f"{card.words} {card.theme}"))
        values = {name: getattr(card, name) for name in Card.__slots__}
        await self._connection.execute(cards.insert().values(**values, searched=searched))
        if self._is_sqlite:
            where = {"searched": searched, "department": card.department, "id": card.id}
            await self._connection.execute(_INDEX, {"row": _row(card.id), **where})
        return True

    async def find(self, card: str) -> Card | None:
        """Read a card."""
        row = (await self._connection.execute(select(cards).where(cards.c.id == card))).first()
        return None if row is None else _card(row)

    async def search(self, department: str, words: str, limit: int) -> tuple[Card, ...]:
        """Ask the index, then read the cards in its order."""
        asked = self._asked(words)
        if not asked:
            return ()
        found = await self._connection.execute(
            _IN_SQLITE if self._is_sqlite else _IN_POSTGRES,
            {"asked": asked, "department": department, "most": limit},
        )
        ids = [row.id for row in found]
        rows = await self._connection.execute(select(cards).where(cards.c.id.in_(ids)))
        by_id = {row.id: _card(row) for row in rows}
        return tuple(by_id[one] for one in ids)

    async def since(self, department: str, first: str) -> tuple[Card, ...]:
        """Read by week."""
        mine = (cards.c.department == department, cards.c.week >= first)
        rows = await self._connection.execute(select(cards).where(*mine).order_by(cards.c.id))
        return tuple(_card(row) for row in rows)

    async def valid(self, department: str, week: str) -> tuple[Card, ...]:
        """Let the database draw."""
        mine = (cards.c.department == department, cards.c.review > week)
        query = select(cards).where(*mine).order_by(func.random()).limit(_MOST_VALID)
        return tuple(_card(row) for row in await self._connection.execute(query))

    async def due(self, department: str, week: str, limit: int) -> tuple[Card, ...]:
        """Read by date of review."""
        mine = (cards.c.department == department, cards.c.review <= week)
        query = select(cards).where(*mine).order_by(cards.c.review, cards.c.id).limit(limit)
        return tuple(_card(row) for row in await self._connection.execute(query))

    async def thank(self, card: str) -> bool:
        """Add one."""
        more = update(cards).where(cards.c.id == card).values(useful=cards.c.useful + 1)
        return (await self._connection.execute(more)).rowcount == 1

    async def renew(self, card: str, review: str) -> bool:
        """Change the week of review."""
        later = update(cards).where(cards.c.id == card).values(review=review)
        return (await self._connection.execute(later)).rowcount == 1

    async def signed(self, department: str, signature: str) -> int:
        """Count by signature."""
        mine = (cards.c.department == department, cards.c.signature == signature)
        query = select(func.count()).select_from(cards).where(*mine)
        return await self._connection.scalar(query) or 0

    async def unsign(self, department: str, signature: str) -> None:
        """Empty the signatures."""
        mine = (cards.c.department == department, cards.c.signature == signature)
        await self._connection.execute(update(cards).where(*mine).values(signature=""))

    async def expire(self, department: str, week: str) -> int:
        """Delete the rows, and their words in the index."""
        return await self._remove(cards.c.department == department, cards.c.review <= week)

    async def forget(self, departments: Sequence[str]) -> None:
        """Delete by department."""
        for some in portions(departments):
            await self._remove(cards.c.department.in_(some))

    async def _remove(self, *which: ColumnElement[bool]) -> int:
        if self._is_sqlite:
            ids = list(await self._connection.scalars(select(cards.c.id).where(*which)))
            for one in ids:
                await self._connection.execute(_UNINDEX, {"row": _row(one)})
            if ids:
                await self._connection.execute(_MERGE)
        return (await self._connection.execute(delete(cards).where(*which))).rowcount

    async def count(self, department: str) -> int:
        """Count the rows."""
        mine = select(func.count()).select_from(cards).where(cards.c.department == department)
        return await self._connection.scalar(mine) or 0

    def _asked(self, words: str) -> str:
        # Quoted: a word such as NEAR or OR is looked for, not obeyed. Stems are letters alone.
        found = searchable(words)
        if self._is_sqlite:
            return " ".join(f'"{word}"' for word in found)
        return " & ".join(f"'{word}'" for word in found)


class SqlSignals:
    """Implements `sharing.ports.SignalRepository`."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def put(self, department: str, batch: str, slip: Slip) -> bool:
        """Insert a slip; one writer at a time makes looking first safe."""
        taken = select(signal_box.c.slot).where(
            signal_box.c.department == department, signal_box.c.slot == slip.slot
        )
        if await self._connection.scalar(taken) is not None:
            return False
        await self._connection.execute(
            signal_box.insert().values(
                department=department, batch=batch, slot=slip.slot, sealed=slip.sealed
            )
        )
        return True

    async def batches(self) -> tuple[tuple[str, str, int], ...]:
        """Count the slips."""
        key = (signal_box.c.department, signal_box.c.batch)
        query = select(*key, func.count()).group_by(*key).order_by(*key)
        return tuple((d, b, n) for d, b, n in await self._connection.execute(query))

    async def waiting(self, department: str, batch: str) -> tuple[Slip, ...]:
        """Read a batch."""
        mine = (signal_box.c.department == department, signal_box.c.batch == batch)
        query = select(signal_box).where(*mine).order_by(signal_box.c.slot)
        return tuple(Slip(r.slot, r.sealed) for r in await self._connection.execute(query))

    async def release(self, department: str, batch: str, filed: Sequence[Filed]) -> None:
        """Delete the slips, insert the signals."""
        mine = (signal_box.c.department == department, signal_box.c.batch == batch)
        await self._connection.execute(signal_box.delete().where(*mine))
        for one in filed:
            await self.save(one)

    async def save(self, filed: Filed) -> None:
        """Write a signal anew."""
        await self._connection.execute(signals.delete().where(signals.c.id == filed.id))
        values = {name: getattr(filed, name) for name in Filed.__slots__}
        await self._connection.execute(signals.insert().values(**values))

    async def remove(self, *signals_: str) -> None:
        """Delete signals."""
        for some in portions(signals_):
            await self._connection.execute(signals.delete().where(signals.c.id.in_(some)))

    async def forget(self, departments: Sequence[str]) -> None:
        """Delete by department."""
        for some in portions(departments):
            for table in (signal_box, signals, missed_codes):
                await self._connection.execute(table.delete().where(table.c.department.in_(some)))

    async def find(self, signal: str) -> Filed | None:
        """Read a signal."""
        return await self._one(signals.c.id == signal)

    async def by_receipt(self, department: str, receipt: bytes) -> Filed | None:
        """Read by the hash."""
        return await self._one(signals.c.department == department, signals.c.receipt == receipt)

    async def all(self, department: str) -> tuple[Filed, ...]:
        """Read a department's."""
        query = select(signals).where(signals.c.department == department).order_by(signals.c.id)
        return tuple(_filed(row) for row in await self._connection.execute(query))

    async def miss(self, department: str, hour: str) -> None:
        """Add one; one writer at a time makes looking first safe."""
        mine = (missed_codes.c.department == department, missed_codes.c.hour == hour)
        known = await self._connection.scalar(select(missed_codes.c.count).where(*mine)) or 0
        await self._connection.execute(missed_codes.delete().where(*mine))
        row = {"department": department, "hour": hour, "count": known + 1}
        await self._connection.execute(missed_codes.insert().values(**row))

    async def missed(self, department: str, since: str) -> int:
        """Add up."""
        mine = (missed_codes.c.department == department, missed_codes.c.hour >= since)
        query = select(func.coalesce(func.sum(missed_codes.c.count), 0)).where(*mine)
        return await self._connection.scalar(query) or 0

    async def forget_missed(self, before: str) -> str | None:
        """Look first: there is seldom anything to delete."""
        earliest = select(func.min(missed_codes.c.hour))
        first: str | None = await self._connection.scalar(earliest)
        if first is None or first >= before:
            return first
        await self._connection.execute(missed_codes.delete().where(missed_codes.c.hour < before))
        left: str | None = await self._connection.scalar(earliest)
        return left

    async def _one(self, *where: Any) -> Filed | None:  # noqa: ANN401 - conditions of SQLAlchemy
        row = (await self._connection.execute(select(signals).where(*where))).first()
        return None if row is None else _filed(row)


def _row(card: str) -> int:
    """Number a card's row in the index: random like its id."""
    return int.from_bytes(bytes.fromhex(card)[:7])


def _card(row: Row[Any]) -> Card:
    return Card(**{name: getattr(row, name) for name in Card.__slots__})


def _filed(row: Row[Any]) -> Filed:
    return Filed(row.id, row.department, row.receipt, row.sealed)
