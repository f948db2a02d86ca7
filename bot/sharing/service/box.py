"""The box where anonymous shares wait, sealed, until they leave shuffled on a Monday."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.people.model import Directory
from bot.sharing.ports import SharingUnitOfWork
from bot.sharing.receipts import hash_of
from bot.sharing.service.papers import Paper, Safe
from bot.sharing.weeks import week_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """Takes signals, further words and anonymous practices alike: a slip tells not which it is.

    The transaction that stores a slip touches the box alone: no mark of the event, nothing queued,
    no word in the log, for each would say who and when.
    """

    unit_of_work: Callable[[], SharingUnitOfWork]
    safe: Safe

    async def put(  # noqa: PLR0913 - where, what and when
        self,
        directory: Directory,
        department: str,
        draft: str,
        paper: Paper,
        now: datetime,
        *,
        letters: str = "",
    ) -> bool:
        """Seal a paper into a department's box; False when one of its draft waits, which stays.

        Args:
            directory: tells the zone the department's weeks are counted in.
            department: whose box it is.
            draft: a form's random name, or what only the author knows: the same when sent again.
            paper: what is sealed.
            now: the instant, of which the week alone is kept, where the box is empty.
            letters: those of the author's code, of which the paper bears the hash; "" for none.
        """
        week = week_at(now, directory.unit_zone(department))
        async with self.unit_of_work() as uow:
            # Read for every slip alike: when it was last read would tell a signal from a practice.
            key = await self.safe.receipt_key(department)
            waiting = {b for d, b, _ in await uow.signals.batches() if d == department}
            batch = min(waiting, default=week)
            if letters:
                paper = replace(paper, receipt=hash_of(key, letters))
            slip = await self.safe.slip(department, batch, draft, paper)
            is_new = await uow.signals.put(department, batch, slip)
            await uow.commit()
        return is_new
