from __future__ import annotations

from bot.disclosure.overlap import atoms, failing_across_blocks, failing_in_round

K = 5


def those(*ranges: range) -> frozenset[str]:
    return frozenset(str(n) for span in ranges for n in span)


def test_people_in_the_same_cells_form_an_atom() -> None:
    found = atoms({"a": those(range(8)), "l": those(range(11))})
    assert found == {frozenset({"a", "l"}): 8, frozenset({"l"}): 3}


def test_a_remainder_of_a_level_too_small_costs_its_smallest_band() -> None:
    level = {"l": those(range(43))}
    bands = {"a": those(range(8)), "b": those(range(8, 20)), "c": those(range(20, 40))}
    assert failing_in_round(level, bands, K) == {"a"}
    assert failing_in_round({"l": those(range(40))}, bands, K) == frozenset()
    assert failing_in_round({"l": those(range(45))}, bands, K) == frozenset()


def test_somebody_counted_in_a_team_but_not_in_its_level_costs_the_band() -> None:
    level, band = {"l": those(range(1, 40))}, {"a": those(range(8))}
    assert failing_in_round(level, band, K) == {"a"}


def test_a_band_across_two_levels_is_given_up_when_either_part_is_small() -> None:
    levels = {"l": those(range(40)), "m": those(range(40, 80))}
    assert failing_in_round(levels, {"a": those(range(36, 45))}, K) == {"a"}
    assert failing_in_round(levels, {"a": those(range(35, 45))}, K) == frozenset()


def test_one_leaver_or_newcomer_between_blocks_fails_the_band_and_five_do_not() -> None:
    before = {"a": those(range(8))}
    assert failing_across_blocks(before, {"a": those(range(8))}, K) == frozenset()
    assert failing_across_blocks(before, {"a": those(range(9))}, K) == {"a"}
    assert failing_across_blocks(before, {"a": those(range(1, 8))}, K) == {"a"}
    assert failing_across_blocks(before, {"a": those(range(13))}, K) == frozenset()


def test_four_leavers_and_a_newcomer_do_not_add_up_to_five() -> None:
    before = {"a": those(range(12))}
    assert failing_across_blocks(before, {"a": those(range(4, 13))}, K) == {"a"}


def test_somebody_who_moved_fails_both_their_teams_and_no_other() -> None:
    before = {"a": those(range(8)), "b": those(range(10, 18)), "c": those(range(20, 28))}
    now = {"a": those(range(1, 8)), "b": those(range(1), range(10, 18)), "c": those(range(20, 28))}
    assert failing_across_blocks(before, now, K) == {"a", "b"}


def test_a_team_that_splits_into_large_halves_passes() -> None:
    halves = {"b": those(range(8)), "c": those(range(8, 16))}
    assert failing_across_blocks({"a": those(range(16))}, halves, K) == frozenset()
