"""Good practice and weak signals; nothing here points at a person or a moment.

Search is the database's own, FTS5 on SQLite and a stored tsvector on PostgreSQL. Both look up the
same words, without accents and endings, that `stems` makes: FTS5 has no French stems, and with
PostgreSQL's the same search would find other cards on each.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.sharing.model import Card
from bot.sharing.ports import Filed, Slip
from bot.sharing.stems import searchable
from bot.storage.tables import cards, signal_box, signals

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
        """Insert a card and index its words; a row's number in the index is random like its id."""
        if await self.find(card.id) is not None:
            return False
        searched = " ".join(searchable(f"{card.words} {card.theme}"))
        values = {name: getattr(card, name) for name in Card.__slots__}
        await self._connection.execute(cards.insert().values(**values, searched=searched))
        if self._is_sqlite:
            where = {"searched": searched, "department": card.department, "id": card.id}
            row = int.from_bytes(bytes.fromhex(card.id)[:7])
            await self._connection.execute(_INDEX, {"row": row, **where})
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

    async def _one(self, *where: Any) -> Filed | None:  # noqa: ANN401 - conditions of SQLAlchemy
        row = (await self._connection.execute(select(signals).where(*where))).first()
        return None if row is None else _filed(row)


def _card(row: Row[Any]) -> Card:
    return Card(**{name: getattr(row, name) for name in Card.__slots__})


def _filed(row: Row[Any]) -> Filed:
    return Filed(row.id, row.department, row.receipt, row.sealed)
