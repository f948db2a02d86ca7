"""Entries until they have left, and of each the id for some months (`traces`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Row,
    and_,
    bindparam,
    func,
    or_,
    select,
    text,
    tuple_,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.ids import ChannelId, MessageRef
from bot.outbox.model import Entry, ToChannel
from bot.outbox.ports import Leaving, Outcome
from bot.storage.codec import MESSAGE, RECIPIENT
from bot.storage.portions import portions
from bot.storage.tables import outbox

_WIPED: dict[str, None] = {
    column.name: None for column in outbox.c if column.name not in {"id", "kind", "outcome"}
}
_WIPE = (
    update(outbox)
    .where(outbox.c.id == bindparam("of_id"))
    .values(outcome=bindparam("with_outcome"), **_WIPED)
)
_EARLIER = outbox.alias("earlier")

_WAITING = and_(outbox.c.position.is_not(None), outbox.c.claimed_by.is_(None))
_DUE_AT = func.coalesce(outbox.c.due_at, outbox.c.not_before)
_COMES_EARLIER = and_(
    _EARLIER.c.order_key == outbox.c.order_key,
    tuple_(func.coalesce(_EARLIER.c.due_at, _EARLIER.c.not_before), _EARLIER.c.position)
    < tuple_(_DUE_AT, outbox.c.position),
)
_FIRST_OF_ITS_ORDER = or_(
    outbox.c.order_key.is_(None), ~select(_EARLIER.c.id).where(_COMES_EARLIER).exists()
)


def _overtakes_nothing(now: datetime) -> ColumnElement[bool]:
    waits = or_(_EARLIER.c.claimed_by.is_not(None), _EARLIER.c.not_before > now)
    overtaken = select(_EARLIER.c.id).where(_COMES_EARLIER, waits)
    return or_(outbox.c.order_key.is_(None), ~overtaken.exists())


class SqlOutbox:
    """Implements `outbox.ports.OutboxRepository`.

    Args:
        process: name of the claiming process.
        is_shared: whether other machines may be sending, each known by the name of its
            connections; what a living one claimed is not recovered.
    """

    def __init__(self, connection: AsyncConnection, process: str, *, is_shared: bool) -> None:
        self._connection = connection
        self._process = process
        self._is_shared = is_shared

    async def add(self, *entries: Entry) -> None:
        """Queue entries that are new, each key keeping one of those that wait."""
        by_id: dict[str, Entry] = {}
        for entry in entries:
            by_id.setdefault(entry.id, entry)
        known = await self.known(*by_id)
        fresh = [entry for entry in by_id.values() if entry.id not in known]
        if not fresh:
            return
        retired = await self._retired_by(fresh)
        await self._wipe(retired, "collapsed")
        last = await self._connection.scalar(select(func.max(outbox.c.position)))
        rows = [
            _tombstone(entry) if entry.id in retired else _row(entry, position)
            for position, entry in enumerate(fresh, (last or 0) + 1)
        ]
        await self._connection.execute(outbox.insert(), rows)

    async def known(self, *entries: str) -> set[str]:
        """Look ids up, along the primary key."""
        known: set[str] = set()
        for some in portions(entries):
            known.update(
                await self._connection.scalars(select(outbox.c.id).where(outbox.c.id.in_(some)))
            )
        return known

    async def claim(self, now: datetime, limit: int) -> tuple[Entry, ...]:
        """Take due entries under this process's name, earliest first."""
        due = (
            select(outbox)
            .where(_WAITING, outbox.c.not_before <= now, _overtakes_nothing(now))
            .order_by(_DUE_AT, outbox.c.position)
            .limit(limit)
        )
        rows = (await self._connection.execute(due)).all()
        await self._change([row.id for row in rows], claimed_by=self._process)
        return tuple(_entry(row) for row in rows)

    async def recover(self) -> int:
        """Release what this process or one that is gone had claimed."""
        claimed = select(outbox.c.id, outbox.c.claimed_by).where(outbox.c.claimed_by.is_not(None))
        rows = (await self._connection.execute(claimed)).all()
        living = await self._living_others() if self._is_shared and rows else frozenset()
        lost = [row.id for row in rows if row.claimed_by not in living]
        await self._change(lost, claimed_by=None, is_uncertain=True)
        await self._make_way(lost)
        return len(lost)

    async def doubt_everything(self) -> int:
        """Mark every entry that has not ended."""
        doubted = await self._connection.execute(
            update(outbox)
            .where(outbox.c.outcome.is_(None), outbox.c.is_uncertain.is_(False))
            .values(is_uncertain=True)
        )
        return int(doubted.rowcount)

    async def release(
        self,
        entry: Entry,
        at: datetime,
        *,
        failed: bool,
        is_uncertain: bool,
    ) -> None:
        """Give an entry back, unless a newer one of its key has come to replace it."""
        await self._connection.execute(
            update(outbox)
            .where(outbox.c.id == entry.id, outbox.c.claimed_by == self._process)
            .values(
                claimed_by=None,
                not_before=at,
                due_at=_DUE_AT,
                attempts=entry.attempts + failed,
                is_uncertain=is_uncertain,
            )
        )
        if entry.collapse_key is not None:
            await self._make_way([entry.id])

    async def settle(self, entry: Entry, outcome: Outcome, ref: MessageRef | None) -> None:  # noqa: ARG002 - of what was said, nothing is kept
        """Wipe an entry."""
        await self._wipe([entry.id], outcome)

    async def find(self, entry: str) -> Entry | None:
        """Read one that waits."""
        found = await self._connection.execute(select(outbox).where(outbox.c.id == entry, _WAITING))
        row = found.first()
        return None if row is None else _entry(row)

    async def remove(self, *entries: str) -> int:
        """Wipe those that wait; their ids stay, so that they are never added again."""
        removed = 0
        for some in portions(entries):
            waiting = select(outbox.c.id).where(outbox.c.id.in_(some), _WAITING).with_for_update()
            found = (await self._connection.scalars(waiting)).all()
            await self._wipe(found, "removed")
            removed += len(found)
        return removed

    async def reschedule(self, entry: str, not_before: datetime, *, any_hour: bool) -> bool:
        """Move one that waits."""
        moved = await self._connection.execute(
            update(outbox)
            .where(outbox.c.id == entry, _WAITING)
            .values(not_before=not_before, due_at=None, any_hour=any_hour)
        )
        return moved.rowcount == 1

    async def move(self, before: ChannelId, after: ChannelId) -> int:
        """Rewrite the recipient of what waits."""
        moved = await self._connection.execute(
            update(outbox)
            .where(outbox.c.recipient == RECIPIENT.write(ToChannel(before)), _WAITING)
            .values(recipient=RECIPIENT.write(ToChannel(after)), not_before=_DUE_AT)
        )
        return moved.rowcount

    async def leaving(self, prefix: str, now: datetime) -> Leaving:
        """Count along the primary key; "0" comes right after "/"."""
        inside = and_(outbox.c.id > prefix, outbox.c.id < f"{prefix[:-1]}0")
        is_due = and_(outbox.c.position.is_not(None), outbox.c.not_before <= now)
        count = select(func.count()).select_from(outbox)
        sent = await self._connection.scalar(count.where(inside, outbox.c.outcome == "sent"))
        due = await self._connection.scalar(count.where(inside, is_due))
        return Leaving(sent=sent or 0, due=due or 0)

    async def next_due(self) -> datetime | None:
        """Find the earliest that `claim` could take, now or later."""
        earliest = (
            select(outbox.c.not_before)
            .where(_WAITING, outbox.c.not_before.is_not(None), _FIRST_OF_ITS_ORDER)
            .order_by(outbox.c.not_before)
            .limit(1)
        )
        found: datetime | None = await self._connection.scalar(earliest)
        return found

    async def _retired_by(self, fresh: Sequence[Entry]) -> set[str]:
        """Decide which entries, kept or new, give way when new ones join those that wait."""
        keys = sorted({entry.collapse_key for entry in fresh if entry.collapse_key is not None})
        holder: dict[str, str] = {}
        for some in portions(keys):
            waiting = select(outbox.c.collapse_key, outbox.c.id).where(
                outbox.c.collapse_key.in_(some), _WAITING
            )
            holder.update(
                (row.collapse_key, row.id) for row in await self._connection.execute(waiting)
            )
        retired: set[str] = set()
        for entry in fresh:
            if entry.collapse_key is None:
                continue
            before = holder.get(entry.collapse_key)
            if before is None or entry.if_waiting == "replace":
                holder[entry.collapse_key] = entry.id
            if before is not None:
                retired.add(before if entry.if_waiting == "replace" else entry.id)
        return retired

    async def _make_way(self, released: Sequence[str]) -> None:
        """Settle who stays where an entry comes back to find a newer one under its key."""
        for some in portions(released):
            newer = outbox.alias("newer")
            rivals = select(outbox.c.id, newer.c.id.label("newer"), newer.c.if_waiting).where(
                outbox.c.id.in_(some),
                newer.c.collapse_key == outbox.c.collapse_key,
                newer.c.position > outbox.c.position,
                newer.c.claimed_by.is_(None),
            )
            rows = (await self._connection.execute(rivals)).all()
            retired = {row.id if row.if_waiting == "replace" else row.newer for row in rows}
            await self._wipe(retired, "collapsed")

    async def _living_others(self) -> frozenset[str]:
        names = await self._connection.scalars(
            text("SELECT application_name FROM pg_stat_activity")
        )
        return frozenset(names) - {self._process}

    async def _change(self, ids: Sequence[str], **values: Any) -> None:  # noqa: ANN401 - columns
        for some in portions(ids):
            await self._connection.execute(
                update(outbox).where(outbox.c.id.in_(some)).values(**values)
            )

    async def _wipe(self, ids: Iterable[str], outcome: str) -> None:
        rows = [{"of_id": name, "with_outcome": outcome} for name in ids]
        if rows:
            await self._connection.execute(_WIPE, rows)


def _row(entry: Entry, position: int) -> dict[str, object]:
    return {
        "id": entry.id,
        "kind": entry.kind,
        "outcome": None,
        "position": position,
        "recipient": RECIPIENT.write(entry.to),
        "message": MESSAGE.write(entry.message),
        "not_before": entry.not_before,
        "not_after": entry.not_after,
        "collapse_key": entry.collapse_key,
        "if_waiting": entry.if_waiting,
        "order_key": entry.order_key,
        "any_hour": entry.any_hour,
        "attempts": entry.attempts,
        "is_uncertain": entry.is_uncertain,
        "claimed_by": None,
        "due_at": entry.due_at,
        "month": None,
    }


def _tombstone(entry: Entry) -> dict[str, object]:
    return {"id": entry.id, "kind": entry.kind, **_WIPED, "outcome": "collapsed"}


def _entry(row: Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        to=RECIPIENT.read(row.recipient),
        message=MESSAGE.read(row.message),
        not_before=row.not_before,
        not_after=row.not_after,
        collapse_key=row.collapse_key,
        if_waiting=row.if_waiting,
        order_key=row.order_key,
        any_hour=row.any_hour,
        attempts=row.attempts,
        is_uncertain=row.is_uncertain,
        due_at=row.due_at,
    )
