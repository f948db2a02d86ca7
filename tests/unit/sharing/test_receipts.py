from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.sharing.receipts import code_of, hash_of, read_code

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODES = st.binary(min_size=10, max_size=10).map(code_of)


@given(CODES)
def test_a_code_is_read_back_however_it_is_typed(code: str) -> None:
    letters = code.replace("-", "")
    assert read_code(code) == letters
    assert read_code(f"  {letters.lower()} ") == letters
    assert read_code(letters.replace("0", "o").replace("1", "l")) == letters


@given(CODES, st.integers(0, 15), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_always_told_from_an_unknown_code(
    code: str, at: int, letter: str
) -> None:
    letters = code.replace("-", "")
    typed = letters[:at] + letter + letters[at + 1 :]
    assert (read_code(typed) is None) == (letter != letters[at])


@given(CODES, st.integers(0, 14))
def test_two_neighbours_swapped_are_a_slip(code: str, at: int) -> None:
    letters = code.replace("-", "")
    typed = letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :]
    assert (read_code(typed) is None) == (letters[at] != letters[at + 1])


@given(st.text(max_size=40))
def test_anything_else_is_no_code(typed: str) -> None:
    read = read_code(typed)
    assert read is None or len(read) == 16


def test_a_hash_needs_the_key() -> None:
    assert hash_of(b"a" * 32, "7K3M") != hash_of(b"b" * 32, "7K3M")
