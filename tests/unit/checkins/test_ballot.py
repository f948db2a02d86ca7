from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checkins.ballot import (
    BUCKET,
    Ballot,
    BallotUnreadable,
    new_round_keys,
    open_ballot,
    seal_ballot,
    slot_of,
)
from bot.errors import UserError

PUBLIC, SECRET = new_round_keys()
SLOT, OTHER_SLOT = bytes(range(32)), bytes(32)
SEAL = 48  # an ephemeral public key and a tag, libsodium's crypto_box_SEALBYTES

steps = st.none() | st.integers(1, 5)
ballots = st.builds(
    Ballot,
    charge=steps,
    lien=steps,
    rotating=steps,
    comment=st.text(max_size=200),
    keep=st.sampled_from(["theme", "verbatim", "none"]),
    theme=st.sampled_from(["charge", "autre"]),
)


@given(ballots)
def test_a_sealed_ballot_opens_to_what_was_sealed(ballot: Ballot) -> None:
    assert open_ballot(SECRET, SLOT, seal_ballot(PUBLIC, SLOT, ballot)) == ballot


@given(st.none() | ballots)
def test_every_sealed_ballot_has_the_same_size_dummies_included(ballot: Ballot | None) -> None:
    assert len(seal_ballot(PUBLIC, SLOT, ballot)) == BUCKET + SEAL


def test_equal_ballots_never_look_equal() -> None:
    ballot = Ballot(charge=3, lien=3)
    assert seal_ballot(PUBLIC, SLOT, ballot) != seal_ballot(PUBLIC, SLOT, ballot)


def test_a_dummy_opens_to_nothing() -> None:
    assert open_ballot(SECRET, SLOT, seal_ballot(PUBLIC, SLOT, None)) is None


def test_a_ballot_of_another_round_does_not_open() -> None:
    _, other = new_round_keys()
    with pytest.raises(BallotUnreadable):
        open_ballot(other, SLOT, seal_ballot(PUBLIC, SLOT, Ballot(charge=1)))


def test_a_ballot_copied_into_another_slot_does_not_open() -> None:
    sealed = seal_ballot(PUBLIC, SLOT, Ballot(charge=1))
    with pytest.raises(BallotUnreadable):
        open_ballot(SECRET, OTHER_SLOT, sealed)


@pytest.mark.parametrize(
    "forged",
    [
        {"charge": 99},
        {"lien": 0},
        {"rotating": True},
        {"charge": 2.5},
        {"comment": ["mot secret"]},
        {"keep": "mot secret"},
        {"theme": 3},
    ],
)
def test_what_no_form_could_say_does_not_open(forged: dict[str, Any]) -> None:
    sealed = seal_ballot(PUBLIC, SLOT, Ballot(**forged))
    with pytest.raises(BallotUnreadable) as caught:
        open_ballot(SECRET, SLOT, sealed)
    assert "secret" not in str(caught.value)


@given(st.integers(0, BUCKET + SEAL - 1))
def test_a_ballot_changed_by_one_bit_does_not_open(position: int) -> None:
    sealed = bytearray(seal_ballot(PUBLIC, SLOT, Ballot(charge=1, comment="mot secret")))
    sealed[position] ^= 1
    with pytest.raises(BallotUnreadable) as caught:
        open_ballot(SECRET, SLOT, bytes(sealed))
    assert "secret" not in str(caught.value)


def test_a_comment_that_does_not_fit_is_refused_with_a_sentence() -> None:
    with pytest.raises(UserError) as caught:
        seal_ballot(PUBLIC, SLOT, Ballot(comment="é" * 600))
    assert caught.value.message == "checkins.comment_too_long"


def test_a_ballot_shows_nothing_of_itself_in_logs() -> None:
    shown = repr(Ballot(charge=5, lien=1, comment="mot secret"))
    assert "secret" not in shown
    assert "5" not in shown


@given(st.binary(min_size=32, max_size=32), st.text(max_size=20), st.text(max_size=20))
def test_a_slot_is_the_same_for_one_person_and_another_for_others(
    key: bytes, one: str, other: str
) -> None:
    assert slot_of(key, one) == slot_of(key, one)
    assert (slot_of(key, one) == slot_of(key, other)) == (one == other)
