"""What every `chat.ledger.Ledger` promises, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.ids import AccountId
from bot.chat.ledger import Arrived
from bot.people.model import Person
from bot.storage.engine import Database
from bot.storage.matrix import MatrixLedger

NOW = datetime(2026, 1, 8, 9, tzinfo=UTC)
LEASE = timedelta(seconds=60)
DEVICE, OTHER = "@lien:example.org/A", "@lien:example.org/B"


@pytest.fixture
def ledger(database: Database) -> MatrixLedger:
    return MatrixLedger(database)


def arrived(*events: str) -> tuple[Arrived, ...]:
    return tuple(Arrived(event=event, sealed=event.encode()) for event in events)


async def test_one_holder_at_a_time_drives_a_device(ledger: MatrixLedger) -> None:
    assert await ledger.lease(DEVICE, "here", NOW, NOW + LEASE)
    assert not await ledger.lease(DEVICE, "there", NOW, NOW + LEASE)
    assert await ledger.lease(OTHER, "there", NOW, NOW + LEASE)
    assert await ledger.lease(DEVICE, "here", NOW, NOW + 2 * LEASE)


async def test_a_lease_that_ran_out_or_was_given_back_is_anybodys(ledger: MatrixLedger) -> None:
    await ledger.lease(DEVICE, "here", NOW, NOW + LEASE)
    assert await ledger.lease(DEVICE, "there", NOW + LEASE, NOW + 2 * LEASE)
    await ledger.release(DEVICE, "here")
    assert not await ledger.lease(DEVICE, "here", NOW + LEASE, NOW + 2 * LEASE)
    await ledger.release(DEVICE, "there")
    assert await ledger.lease(DEVICE, "here", NOW + LEASE, NOW + 2 * LEASE)


async def test_what_arrived_stays_in_order_until_it_is_done(ledger: MatrixLedger) -> None:
    await ledger.lease(DEVICE, "here", NOW, NOW + LEASE)
    await ledger.advance(DEVICE, "t1", arrived("b", "a"))
    await ledger.advance(DEVICE, "t2", arrived("a", "c"))
    await ledger.done(DEVICE, ["b"])

    standing = await ledger.standing(DEVICE)

    assert standing.token == "t2"
    assert standing.pending == arrived("a", "c")
    assert (await ledger.standing(OTHER)).pending == ()


async def test_a_person_has_one_direct_room_or_none(ledger: MatrixLedger) -> None:
    await ledger.pair(DEVICE, "@lea:example.org", "!1")
    await ledger.pair(DEVICE, "@karim:example.org", "!2")
    await ledger.pair(DEVICE, "@lea:example.org", "!3")
    await ledger.pair(DEVICE, "@karim:example.org", None)

    assert (await ledger.standing(DEVICE)).direct == {"@lea:example.org": "!3"}


async def test_somebody_is_told_that_their_room_is_known_and_can_have_it_forgotten(
    ledger: MatrixLedger,
) -> None:
    lea = Person(
        id="lea",
        name="Léa",
        unit="t1",
        accounts=(AccountId("matrix", "example.org", "@lea:example.org"),),
    )
    assert await ledger.held(lea) == ()
    await ledger.pair(DEVICE, "@lea:example.org", "!1")
    await ledger.pair(DEVICE, "@karim:example.org", "!2")
    assert [said.id for said in await ledger.held(lea)] == ["matrix.held"]

    await ledger.forget(lea, NOW)

    assert await ledger.held(lea) == ()
    assert (await ledger.standing(DEVICE)).direct == {"@karim:example.org": "!2"}
