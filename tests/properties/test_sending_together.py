from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.ids import AccountId, MessageRef
from bot.chat.outgoing import Message, Paragraph, Private
from bot.chat.ports import Delivery
from bot.clock import SimulatedClock
from bot.errors import ChatError, Refused, Throttled, Unknown, Unreachable
from bot.i18n.text import plain
from bot.outbox.dispatcher import Dispatcher
from bot.outbox.model import Entry, ToPerson
from bot.outbox.sender import Sender
from bot.scheduling import at_once
from bot.storage.engine import Database
from bot.storage.migrations import upgrade
from bot.storage.unit_of_work import SqlUnitOfWork, UnitsOfWork
from tests.fakes.chat import RecordingChat
from tests.fakes.small_department import MONDAY, small_department

PEOPLE = ("t1p1", "t1p2", "t1p3")
FAILURES = st.sampled_from(
    [None, None, Throttled(30), Unreachable("x"), Unknown("x"), Refused("x")]
)


@dataclass
class SlowChat(RecordingChat):
    """Takes turns while it sends, in the order a test chose, and fails where it is told."""

    waits: list[int] = field(default_factory=list)
    errors: list[ChatError | None] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0

    async def send(self, delivery: Delivery) -> MessageRef:
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            for _ in range(self.waits.pop() if self.waits else 0):
                await asyncio.sleep(0)
            if error := self.errors.pop() if self.errors else None:
                self.fail_next(error, "after" if isinstance(error, Unknown) else "before")
            return await super().send(delivery)
        finally:
            self.in_flight -= 1


class AtWork:
    async def next_open(self, recipients: object, now: object) -> list[object]:
        return [now for _ in recipients]  # type: ignore[attr-defined]


def gathered(messages: Sequence[Message]) -> Message:
    return Message(tuple(part for message in messages for part in message.parts))


@given(
    to=st.lists(
        st.tuples(
            st.sampled_from(PEOPLE),
            st.booleans(),
            st.sampled_from(["tests.entry", "tests.gathered", "tests.gathered"]),
        ),
        max_size=12,
    ),
    waits=st.lists(st.integers(0, 5), max_size=12),
    errors=st.lists(FAILURES, max_size=8),
    most=st.integers(1, 6),
)
@settings(max_examples=25, deadline=None)
def test_everyone_reads_once_and_in_order_however_many_are_spoken_to_at_once(
    to: list[tuple[str, bool, str]], waits: list[int], errors: list[ChatError | None], most: int
) -> None:
    entries = [
        Entry(
            id=f"e{n:02}",
            kind=kind,
            to=ToPerson(person),
            message=Message((Paragraph(plain(f"{n}")),)),
            not_before=MONDAY,
            order_key=person if is_ordered else None,
        )
        for n, (person, is_ordered, kind) in enumerate(to)
    ]
    chat = SlowChat(waits=list(waits), errors=list(errors))
    refused = sum(isinstance(error, Refused) for error in errors)

    asyncio.run(send_all(entries, chat, most))

    keys = [key for one in chat.delivered for key in one.covers or (one.key,)]
    assert len(keys) == len(set(keys))
    assert len(keys) >= len(entries) - refused
    assert chat.most_in_flight <= most
    read: dict[AccountId, list[str]] = defaultdict(list)
    for one in chat.delivered:
        assert isinstance(one.to, Private)
        read[one.to.account] += one.covers or (one.key,)
        words = [part.text.args["words"] for part in one.message.parts]  # type: ignore[union-attr]
        assert words == [f"{int(key[1:])}" for key in one.covers or (one.key,)]
    ordered = {entry.id for entry in entries if entry.order_key}
    for got in read.values():
        in_order = [key for key in got if key in ordered]
        assert in_order == sorted(in_order)
        if not errors and not ordered:
            assert got == sorted(got)


async def send_all(entries: list[Entry], chat: RecordingChat, most: int) -> None:
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'outbox.sqlite3'}"
        await upgrade(url)
        database = Database(url)
        units = UnitsOfWork(database)
        directory = small_department(3)
        async with units() as uow:
            await uow.people.save_units(*directory.units.values())
            await uow.people.save_people(*directory.people.values())
            await uow.outbox.add(*entries)
            await uow.commit()
        dispatcher: Dispatcher[SqlUnitOfWork] = Dispatcher(
            unit_of_work=units,
            sender=Sender(
                chats={"local": chat},
                clock=SimulatedClock(MONDAY),
                gather={"tests.gathered": gathered},
            ),
            open_hours=AtWork(),  # type: ignore[arg-type]
            settled={},
            turned_away=_nothing_follows,
            together=partial(at_once, most),
        )
        now = MONDAY
        while (following := await dispatcher.run_due(now)) is not None:
            now = max(now, following)
        await database.close()


async def _nothing_follows(uow: SqlUnitOfWork, entry: Entry, now: datetime) -> None:
    """Leave what a channel refused to the next day."""
