"""Good practice as every database keeps it: what the port promises, and nothing of who or when."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.sharing.model import Card
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork

NEW_YEAR, SPRING = "2026-W02", "2026-W14"
VISIO = Card(
    id="0a" * 16,
    department="north",
    unit="t1",
    week=NEW_YEAR,
    review="2027-W02",
    theme="isolement",
    words="Dix minutes entre deux réunions en visio.",
    signature="Léa Martin",
)
CALL = replace(
    VISIO,
    id="0b" * 16,
    week=SPRING,
    review="2027-W14",
    theme="management",
    words="« Êtes-vous au calme ? » avant tout appel.",
    signature="",
)
ELSEWHERE = replace(VISIO, id="0c" * 16, department="south")


@pytest.fixture
def begin(database: Database) -> UnitsOfWork:
    return UnitsOfWork(database)


async def keep(begin: UnitsOfWork, *cards: Card) -> None:
    async with begin() as uow:
        for card in cards:
            assert await uow.cards.add(card)
        await uow.commit()


async def found(begin: UnitsOfWork, words: str, limit: int = 10) -> list[str]:
    async with begin() as uow:
        return [card.id for card in await uow.cards.search("north", words, limit)]


async def test_a_card_comes_back_as_it_was_kept(begin: UnitsOfWork) -> None:
    await keep(begin, VISIO, CALL)
    async with begin() as uow:
        assert await uow.cards.find(VISIO.id) == VISIO
        assert await uow.cards.find(CALL.id) == CALL
        assert await uow.cards.find("0f" * 16) is None


async def test_a_card_kept_twice_stays_as_it_was_first(begin: UnitsOfWork) -> None:
    await keep(begin, VISIO)
    async with begin() as uow:
        assert not await uow.cards.add(replace(VISIO, words="Autre chose."))
        await uow.commit()
    async with begin() as uow:
        assert await uow.cards.find(VISIO.id) == VISIO
    assert await found(begin, "autre") == []


async def test_what_was_not_committed_is_not_found(begin: UnitsOfWork) -> None:
    async with begin() as uow:
        await uow.cards.add(VISIO)
    assert await found(begin, "visio") == []
    async with begin() as uow:
        assert await uow.cards.count("north") == 0


@pytest.mark.parametrize(
    "words", ["VISIO", "reunion", "réunions visio", "visios deux", "isolement", "une minute"]
)
async def test_words_are_found_in_any_order_without_case_accents_or_plurals(
    begin: UnitsOfWork, words: str
) -> None:
    await keep(begin, VISIO, CALL, ELSEWHERE)
    assert await found(begin, words) == [VISIO.id]


@pytest.mark.parametrize(
    "words", ["visio interprète", "NEAR", "visi", "*", '"', "' OR 1=1", "()", "le la", ""]
)
async def test_one_word_too_many_or_none_at_all_finds_nothing(
    begin: UnitsOfWork, words: str
) -> None:
    await keep(begin, VISIO, CALL)
    assert await found(begin, words) == []


async def test_the_shortest_card_comes_first_and_no_more_than_were_asked_for(
    begin: UnitsOfWork,
) -> None:
    short = replace(VISIO, id="0d" * 16, words="Visio courte.")
    await keep(begin, VISIO, short)
    assert await found(begin, "visio") == [short.id, VISIO.id]
    assert await found(begin, "visio", limit=1) == [short.id]


async def test_cards_since_a_week_are_those_of_it_and_later(begin: UnitsOfWork) -> None:
    await keep(begin, CALL, VISIO, ELSEWHERE)
    async with begin() as uow:
        assert await uow.cards.since("north", NEW_YEAR) == (VISIO, CALL)
        assert await uow.cards.since("north", SPRING) == (CALL,)
        assert await uow.cards.since("north", "2026-W15") == ()


async def test_a_card_holds_until_its_review_and_is_due_from_then_on(begin: UnitsOfWork) -> None:
    await keep(begin, VISIO, CALL)
    async with begin() as uow:
        assert set(await uow.cards.valid("north", "2027-W01")) == {VISIO, CALL}
        assert await uow.cards.due("north", "2027-W01", 9) == ()
        assert await uow.cards.valid("north", "2027-W02") == (CALL,)
        assert await uow.cards.due("north", "2027-W14", 9) == (VISIO, CALL)
        assert await uow.cards.due("north", "2027-W14", 1) == (VISIO,)
        assert await uow.cards.renew(VISIO.id, "2028-W02")
        assert not await uow.cards.renew("0f" * 16, "2028-W02")
        await uow.commit()
    async with begin() as uow:
        assert await uow.cards.due("north", "2027-W14", 9) == (CALL,)
        assert await uow.cards.find(VISIO.id) == replace(VISIO, review="2028-W02")


async def test_cards_are_drawn_by_lot_and_never_more_than_two_hundred(begin: UnitsOfWork) -> None:
    many = [replace(VISIO, id=f"{n:014x}{0:018x}") for n in range(220)]
    await keep(begin, *many)
    async with begin() as uow:
        draws = [tuple(c.id for c in await uow.cards.valid("north", NEW_YEAR)) for _ in range(3)]
    assert [len(set(draw)) for draw in draws] == [200, 200, 200]
    assert len(set(draws)) == 3


async def test_thanks_are_counted_on_their_card_alone(begin: UnitsOfWork) -> None:
    await keep(begin, VISIO, CALL)
    async with begin() as uow:
        assert await uow.cards.thank(VISIO.id)
        assert await uow.cards.thank(VISIO.id)
        assert not await uow.cards.thank("0f" * 16)
        await uow.commit()
    async with begin() as uow:
        assert [await uow.cards.find(one.id) for one in (VISIO, CALL)] == [
            replace(VISIO, useful=2),
            CALL,
        ]


async def test_a_signature_is_counted_and_taken_off_in_its_department_alone(
    begin: UnitsOfWork,
) -> None:
    await keep(begin, VISIO, CALL, ELSEWHERE)
    async with begin() as uow:
        assert await uow.cards.signed("north", "Léa Martin") == 1
        await uow.cards.unsign("north", "Léa Martin")
        await uow.commit()
    async with begin() as uow:
        assert await uow.cards.signed("north", "Léa Martin") == 0
        assert await uow.cards.find(VISIO.id) == replace(VISIO, signature="")
        assert await uow.cards.find(ELSEWHERE.id) == ELSEWHERE
        assert (await uow.cards.count("north"), await uow.cards.count("south")) == (2, 1)
