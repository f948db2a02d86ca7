from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.text.masking import find, mask
from bot.text.names import built_in
from bot.text.spans import Type

NAMES = built_in()
WORDS = {kind: f"[{word}]" for kind, word in zip(Type, "abcdefghijk", strict=False)}
FRAGMENTS = st.sampled_from(
    [
        "Mme ",
        "M. ",
        "Lefebvre",
        "le petit ",
        "Kévin",
        "rose",
        "K. ",
        "MARTIN ",
        "de ",
        "la mère ",
        "d'",
        "née le ",
        "3 mars 2009",
        "12/03/2011",
        "(",
        ")",
        "[",
        "]",
        "[a]",
        "06 39 98 12 34",
        "2 91 05 2A 004 123 17",
        "dossier n° ",
        "4417",
        "12 rue ",
        "des Lilas",
        ", 59000 Lille",
        "@karim ",
        "lea@exemple.fr",
        "https://exemple.fr/x ",
        "sécu ",
        " a ",
        " est venue",
        ". ",
        ", ",
        "\n",
        "-",
        "'",
    ],
)
TEXTS = st.one_of(st.text(max_size=80), st.lists(FRAGMENTS, max_size=12).map("".join))
MODEST = settings(max_examples=150, deadline=None)


@MODEST
@given(TEXTS)
def test_spans_are_inside_the_text_sorted_and_disjoint(text: str) -> None:
    spans = find(text, NAMES)
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(before.end <= after.start for before, after in pairwise(spans))


@MODEST
@given(TEXTS)
def test_masking_a_masked_text_changes_nothing(text: str) -> None:
    once = mask(text, NAMES, WORDS).text
    assert mask(once, NAMES, WORDS).text == once


@MODEST
@given(
    st.sampled_from(["06", "07", "+33 6", "0033 7", "01", "09"]),
    st.lists(st.integers(0, 99), min_size=4, max_size=4),
    st.sampled_from(["", " ", ".", "-", "\u00a0", "/"]),
    st.sampled_from(["", "tél : ", "Appelle Karim au ", "(", "x "]),
)
def test_no_digits_of_a_phone_number_survive(
    prefix: str,
    pairs: list[int],
    gap: str,
    before: str,
) -> None:
    number = gap.join([prefix, *(f"{pair:02}" for pair in pairs)])
    masked = mask(f"{before}{number}, le soir", NAMES, WORDS).text
    assert not re.search(r"\d", masked)


@MODEST
@given(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.sampled_from(["01", "59", "2A", "2B", "75", "99"]),
    st.integers(0, 999_999),
    st.one_of(st.none(), st.integers(0, 99)),
    st.sampled_from(["", " ", ".", "-"]),
)
def test_no_digits_of_a_social_security_number_survive_whatever_its_key(
    sex: str,
    year: int,
    month: int,
    department: str,
    order: int,
    key: int | None,
    gap: str,
) -> None:
    parts = [
        sex,
        f"{year:02}",
        f"{month:02}",
        department,
        f"{order // 1000:03}",
        f"{order % 1000:03}",
    ]
    number = gap.join(parts + ([] if key is None else [f"{key:02}"]))
    masked = mask(f"Son numéro est {number}.", NAMES, WORDS).text
    assert not re.search(r"\d", masked)
