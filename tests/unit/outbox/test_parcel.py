from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.outgoing import Message, Quote
from bot.i18n.text import Text, plain
from bot.outbox.model import Entry, ToPerson
from bot.outbox.parcel import MOST_BYTES, MOST_TOGETHER, Parcel, parcels

NOW = datetime(2026, 1, 7, 7, 30, tzinfo=UTC)


def entry(name: str, letters: int = 10, *, uncertain: bool = False, urgent: bool = False) -> Entry:
    return Entry(
        id=name,
        kind="tests.kept",
        to=ToPerson("ana"),
        message=Message((Quote(plain("é" * letters)),)),
        not_before=NOW,
        is_uncertain=uncertain,
        any_hour=urgent,
    )


def letters_of(one: Entry) -> int:
    (part,) = one.message.parts
    assert isinstance(part, Quote)
    assert isinstance(part.words, Text)
    return len(str(part.words.args["words"]))


entries = st.lists(
    st.tuples(st.sampled_from([1, 10, 800, 3000]), st.booleans(), st.booleans()), max_size=60
).map(
    lambda some: [
        entry(f"e{n}", letters, uncertain=uncertain, urgent=urgent)
        for n, (letters, uncertain, urgent) in enumerate(some)
    ]
)


@given(entries)
def test_everything_is_in_one_parcel_in_its_order_and_none_is_too_large(some: list[Entry]) -> None:
    made = parcels(some)

    assert [one for parcel in made for one in parcel.entries] == some
    for parcel in made:
        words = sum(2 * letters_of(one) for one in parcel.entries)
        assert len(parcel.entries) <= MOST_TOGETHER
        assert len(parcel.entries) == 1 or words <= MOST_BYTES
        assert len({(one.is_uncertain, one.any_hour) for one in parcel.entries}) == 1
    assert len({parcel.key for parcel in made}) == len(made)


@given(entries, st.integers(0, 60))
def test_what_is_left_of_a_line_is_divided_as_it_was(some: list[Entry], sent: int) -> None:
    made = parcels(some)
    left = [one for parcel in made[sent:] for one in parcel.entries]

    assert parcels(left) == made[sent:]


def test_alone_an_entry_keeps_its_name_and_covers_nothing() -> None:
    alone = Parcel((entry("hold/1"),))

    assert (alone.key, alone.covers) == ("hold/1", ())


def test_together_entries_have_a_name_that_says_none_of_theirs() -> None:
    both = Parcel((entry("hold/1"), entry("hold/2")))

    assert "hold" not in both.key
    assert both.covers == ("hold/1", "hold/2")
    assert both.key != Parcel((entry("hold/2"), entry("hold/1"))).key
    assert both.key == Parcel((entry("hold/1"), replace(entry("hold/2"), attempts=3))).key
