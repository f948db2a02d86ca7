"""A search finds what its rule says, in its order, on each database: all words, or none."""

from __future__ import annotations

import asyncio
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.sharing.model import Card
from bot.sharing.stems import searchable, stem
from bot.storage.engine import Database
from bot.storage.unit_of_work import UnitsOfWork

WORDS = [
    *("réunion", "Réunions", "REUNION", "reunion", "équipe", "équipes", "équipement", "école"),
    *("cœur", "coeurs", "l'école", "l’école", "d'équipe", "rendez-vous", "rendez‑vous", "vous"),
    *("chevaux", "cheval", "travaux", "appeler", "appelée", "appels", "classe", "bus", "xss"),
    *("NEAR", "OR", "AND", "NOT", "a*", '"a', "'a'", "a:b", "-x", "(", ")", "ssss", "xx", "100"),
    *("N'Diaye", "Łódź", "straße", "школа", "школы", "مدرسة", "Đặng", "Nguyễn", "e\u0301cole"),
]
words = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=6).map(" ".join)
numbers = count()


def card(department: str, n: int, said: str) -> Card:
    return Card(
        id=f"{next(numbers):014x}{n:018x}",
        department=department,
        unit="t1",
        week="2026-W02",
        review="2027-W02",
        theme="equipe",
        words=said,
    )


def expected(cards: list[Card], asked: str) -> list[str]:
    """Read the rule as it stands in the port, card by card."""
    wanted = set(searchable(asked))
    stems = {one.id: searchable(f"{one.words} {one.theme}") for one in cards}
    found = [name for name, has in stems.items() if wanted and wanted <= set(has)]
    return sorted(found, key=lambda name: (len(" ".join(stems[name])), name))


def test_a_search_finds_exactly_the_cards_that_hold_every_word(database_url: str) -> None:
    database, runner = Database(database_url), asyncio.Runner()
    units = UnitsOfWork(database)

    async def found(cards: list[Card], asked: str) -> list[str]:
        async with units() as uow:
            for one in cards:
                assert await uow.cards.add(one)
            search = await uow.cards.search(cards[0].department, asked, 50)
            await uow.commit()
        assert set(search) <= set(cards)
        return [one.id for one in search]

    @settings(max_examples=120, deadline=None)
    @given(said=st.lists(words, min_size=1, max_size=8), asked=words)
    def check(said: list[str], asked: str) -> None:
        department = f"dept-{next(numbers)}"
        cards = [card(department, n, one.replace("\0", "")) for n, one in enumerate(said)]
        assert runner.run(found(cards, asked)) == expected(cards, asked)

    with runner:
        try:
            check()
        finally:
            runner.run(database.close())


@given(st.text(max_size=80))
def test_a_stem_is_never_empty_and_has_letters_alone(text: str) -> None:
    for one in searchable(text):
        assert one
        assert not set(one) & set(" '\"-&|!:*()")


@given(st.sampled_from(["reunion", "equipe", "ecole", "appel", "visio"]))
def test_a_plural_has_the_stem_of_its_singular(word: str) -> None:
    assert stem(f"{word}s") == stem(word)
