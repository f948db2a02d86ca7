"""Whatever is heard or queued again within reach is done once, though marks are forgotten."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.admin.service.traces import Traces
from bot.chat.outgoing import Message, Paragraph
from bot.i18n.text import plain
from bot.outbox.model import Entry, ToPerson
from bot.storage.engine import Database
from bot.storage.migrations import upgrade
from bot.storage.tables import inbox, outbox
from bot.storage.unit_of_work import UnitsOfWork
from tests.fakes.small_department import MONDAY

REACH = timedelta(days=45)
"""What comes again while the machine runs: Slack's is a day, the practice of the month a month."""
DAY = timedelta(days=1)


@dataclass
class Machine:
    """Hears events, queues messages of the same name, sends them; forgets; is killed."""

    begin: UnitsOfWork
    now: datetime = MONDAY
    heard_at: dict[str, datetime] = field(default_factory=dict)
    acted: Counter[str] = field(default_factory=Counter)
    sent: Counter[str] = field(default_factory=Counter)
    traces: list[Traces] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.start()

    def start(self) -> None:
        self.traces[:] = [Traces(unit_of_work=self.begin, months=2)]

    async def hear(self, event: str) -> None:
        self.heard_at.setdefault(event, self.now)
        async with self.begin() as uow:
            self.acted[event] += await uow.inbox.mark(event)
            await uow.outbox.add(
                Entry(
                    id=f"of/{event}",
                    kind="t",
                    to=ToPerson("ana"),
                    message=Message((Paragraph(plain("Bonjour")),)),
                    not_before=self.now,
                )
            )
            claimed = await uow.outbox.claim(self.now, 10)
            for one in claimed:
                await uow.outbox.settle(one, "sent", None)
            await uow.commit()
        self.sent.update(one.id for one in claimed)

    async def wait(self, days: int) -> None:
        for _ in range(days):
            self.now += DAY
            await self.traces[0].run_due(self.now)

    async def killed_while_forgetting(self) -> None:
        async with self.begin() as uow:
            await uow.traces.date("2000-01")
            await uow.traces.forget("9999-12", 1)
        self.start()

    def again(self) -> str | None:
        """Return the oldest event that can still come again."""
        near = [e for e, at in self.heard_at.items() if self.now - at <= REACH]
        return near[0] if near else None


STEPS = st.lists(
    st.one_of(
        st.just(("hear", 0)),
        st.just(("again", 0)),
        st.just(("kill", 0)),
        st.tuples(st.just("wait"), st.integers(1, 30)),
        # Off for long, and the last event comes again first thing: as Matrix goes on.
        st.tuples(st.just("off"), st.integers(1, 400)),
    ),
    max_size=14,
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
async def test_nothing_is_done_or_sent_twice(steps: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'lien.db'}"
        await upgrade(url)
        database = Database(url)
        machine = Machine(UnitsOfWork(database))
        last = ""
        for number, (step, days) in enumerate(steps):
            if step == "hear":
                last = f"e{number}"
                await machine.hear(last)
            elif step == "again" and (event := machine.again()):
                await machine.hear(event)
            elif step == "kill":
                await machine.killed_while_forgetting()
            elif step == "wait":
                await machine.wait(days)
            elif step == "off":
                machine.now += days * DAY
                machine.start()
                await machine.wait(2)
                if last:
                    await machine.hear(last)
        assert all(n == 1 for n in machine.acted.values())
        assert all(n == 1 for n in machine.sent.values())
        await database.close()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 60), st.integers(1, 5))
@example(3, 1)
async def test_what_is_three_months_old_is_gone_where_lien_is_used(first: int, a_week: int) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'lien.db'}"
        await upgrade(url)
        database = Database(url)
        machine = Machine(UnitsOfWork(database), now=MONDAY + first * DAY)
        for number in range(30):
            await machine.hear(f"e{number}")
            await machine.wait(7 if a_week == 1 else 5)
        # Three months, the week in which a new month has nothing yet, the day before it is dated.
        gone = timedelta(days=92 + 7 + 1)
        old = {e for e, at in machine.heard_at.items() if machine.now - at > gone}
        async with database.transaction() as connection:
            events = set(await connection.scalars(select(inbox.c.event)))
            names = set(await connection.scalars(select(outbox.c.id)))
        assert old
        assert not old & events
        assert not {f"of/{event}" for event in old} & names
        await database.close()
