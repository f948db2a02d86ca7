from __future__ import annotations

import pytest

from bot.disclosure.answers import Answers
from bot.disclosure.memory import Memory
from bot.disclosure.released import Band, Direction, Number, Withheld, Word
from bot.disclosure.roster import RosterPerson
from bot.errors import OperatorError
from tests.rosters import STRICT, ballots, items_of, people, play, record_of, roster, season

FEW = (Withheld(question="charge", reason="too_few"), Withheld(question="lien", reason="too_few"))
EARLY = (Withheld(question="charge", reason="quiet"), Withheld(question="lien", reason="quiet"))
OVERLAP = (
    Withheld(question="charge", reason="overlap"),
    Withheld(question="lien", reason="overlap"),
)
STEADY = (Direction(question="charge", value="steady"), Direction(question="lien", value="steady"))
CALM = {"a": ballots(*[3] * 6)}


def calm(first: int, last: int) -> tuple[Band, Band]:
    """Give the words for answers of 3: blocks of eight have finer ones for the load."""
    load: Word = "favorable" if last - first == 7 else "middle"
    return (
        Band(question="charge", value=load, weeks=(first, last)),
        Band(question="lien", value="middle", weeks=(first, last)),
    )


@pytest.mark.parametrize("answered", [0, 4, 6])
def test_a_team_under_seven_says_the_same_whoever_answered(answered: int) -> None:
    decision = play(Memory(), 1, roster({"a": 6}), {"a": ballots(*[5] * answered)})
    assert record_of(decision, "a").items == FEW
    assert decision.memory.secrets() == {}


def test_four_answers_of_eight_say_nothing_and_leave_no_trace_in_the_sums() -> None:
    frozen = roster({"a": 8})
    four = play(Memory(), 1, frozen, {"a": ballots(1, 1, 5, 5)})
    assert four == play(Memory(), 1, frozen, {})
    assert record_of(four, "a").items == FEW


def test_a_skipped_question_counts_as_no_ballot_for_that_question() -> None:
    answers = {"a": [*ballots(3, 3, 3, 3), Answers(lien=3)]}
    items = record_of(play(Memory(), 1, roster({"a": 8}), answers), "a").items
    assert items == (FEW[0], EARLY[1])


def test_a_team_of_seven_has_directions_and_no_band() -> None:
    assert items_of(season(roster({"a": 7}), [CALM] * 8), "a") == [EARLY] * 4 + [STEADY] * 4


def test_a_team_of_eight_has_a_band_every_four_rounds_and_one_of_twelve_every_eight() -> None:
    eight = items_of(season(roster({"a": 8}), [CALM] * 8), "a")
    assert eight[3] == (*EARLY, *calm(1, 4))
    assert eight[7] == (*STEADY, *calm(5, 8))
    twelve = items_of(season(roster({"a": 12}), [CALM] * 8), "a")
    assert twelve[3] == EARLY
    assert twelve[7] == (*STEADY, *calm(1, 8))


def test_a_band_needs_three_quarters_of_its_rounds() -> None:
    frozen = roster({"a": 8})
    assert items_of(season(frozen, [CALM, {}, CALM, CALM]), "a")[3] == (*EARLY, *calm(1, 4))
    assert items_of(season(frozen, [CALM, {}, {}, CALM]), "a")[3] == (*EARLY, *FEW)


def test_the_strict_profile_has_no_band_and_sums_none() -> None:
    decided = season(roster({"a": 8}), [CALM] * 5, policy=STRICT)
    assert items_of(decided, "a") == [*[EARLY] * 4, STEADY]
    assert b'"block": null' in decided[-1].memory.secrets()["team:a@1"]


def test_a_rise_of_the_load_is_told_as_up_and_leaves_the_other_question_steady() -> None:
    heavy = {"a": [Answers(charge=4, lien=3)] * 6}
    decided = season(roster({"a": 7}), [CALM] * 5 + [heavy] * 3)
    assert items_of(decided, "a")[-1] == (Direction(question="charge", value="up"), STEADY[1])


def test_anybody_coming_or_going_ends_the_epoch_and_its_secret() -> None:
    before = season(roster({"a": 8}), [CALM] * 6)
    assert list(before[-1].memory.secrets()) == ["team:a@1"]
    after = season(roster({"a": 9}), [CALM] * 6, memory=before[-1].memory)
    assert [list(one.memory.secrets()) for one in after] == [["team:a@7"]] * 6
    assert items_of(after, "a") == [
        EARLY,
        (*EARLY, *OVERLAP),
        EARLY,
        EARLY,
        STEADY,
        (*STEADY, *calm(9, 12)),
    ]


def test_a_change_of_five_people_passes_the_comparison_of_blocks() -> None:
    before = season(roster({"a": 12}), [CALM] * 8)
    after = season(roster({"a": 17}), [CALM] * 8, memory=before[-1].memory)
    assert items_of(after, "a")[-1] == (*STEADY, *calm(9, 16))
    single = season(roster({"a": 13}), [CALM] * 8, memory=before[-1].memory)
    assert items_of(single, "a")[-1] == (*STEADY, *OVERLAP)


def test_somebody_who_stops_being_counted_ends_the_epoch() -> None:
    counted = people("a", 8)
    before = season(roster({"a": counted}), [CALM] * 5)
    bot = RosterPerson(id="a.8", unit="a", eligible=False)
    after = season(roster({"a": [*counted[:7], bot]}), [CALM], memory=before[-1].memory)
    assert items_of(after, "a") == [EARLY]


def test_a_round_is_decided_once() -> None:
    decision = play(Memory(), 1, roster({"a": 8}), CALM)
    with pytest.raises(OperatorError):
        play(decision.memory, 1, roster({"a": 8}), CALM)


def level(value: int, count: int = 40) -> dict[str, list[Answers]]:
    return {"s": [Answers(charge=value, lien=value, rotating=value)] * count}


SERVICE = roster(dict.fromkeys("abc", 15), dict.fromkeys("abc", "s"))


def test_a_level_cell_says_one_number_a_closed_block() -> None:
    decided = season(SERVICE, [level(3), level(4), level(4), level(4)])
    assert ["s" in {record.unit for record in one.records} for one in decided] == [
        False,
        False,
        False,
        True,
    ]
    assert items_of(decided[3:], "s") == [
        (
            Number(question="charge", value=3.5, size_class="30-49"),
            Number(question="lien", value=3.5, size_class="30-49"),
        )
    ]
    assert "level:s@1" in decided[2].memory.secrets()
    assert "level:s@1" not in decided[3].memory.secrets()


def test_a_level_cell_needs_three_rounds_with_thirty_answers() -> None:
    decided = season(SERVICE, [level(3), level(3, 29), level(3, 29), level(3)])
    assert items_of(decided[3:], "s") == [FEW]


def test_the_number_of_a_block_outlives_people_who_come_and_go() -> None:
    decided = season(SERVICE, [level(3)] * 2)
    larger = roster({"a": 16, "b": 15, "c": 14}, dict.fromkeys("abc", "s"))
    after = season(larger, [level(3)] * 2, memory=decided[-1].memory)
    assert isinstance(record_of(after[-1], "s").items[0], Number)


def test_a_rotating_question_is_said_for_level_cells_and_its_round_only() -> None:
    team = {"a": [Answers(charge=3, lien=3, rotating=5)] * 8}
    heard = play(Memory(), 1, SERVICE, level(5) | team, rotating="temps")
    assert record_of(heard, "s").items == (Number(question="temps", value=5.0, size_class="30-49"),)
    assert record_of(heard, "a").items == EARLY
    few = play(Memory(), 1, SERVICE, level(5, 29), rotating="temps")
    assert record_of(few, "s").items == (Withheld(question="temps", reason="too_few"),)


def test_three_people_of_a_level_in_no_team_with_a_band_cost_the_smallest_band() -> None:
    frozen = roster({"a": 20, "b": 19, "c": 18, "d": 3}, dict.fromkeys("abcd", "s"))
    decided = season(frozen, [dict.fromkeys("abc", ballots(*[3] * 12))] * 8)
    assert items_of(decided, "a")[-1] == (*STEADY, *calm(1, 8))
    assert items_of(decided, "c")[-1] == (*STEADY, *OVERLAP)
    assert items_of(decided, "d")[-1] == FEW


def test_managers_have_a_direction_and_nothing_else() -> None:
    names = "abcdefg"
    chiefs = [RosterPerson(id=f"chief {n}", unit=n, manages=(n,)) for n in names]
    frozen = roster(dict.fromkeys(names, 5), dict.fromkeys(names, "d0"), others=chiefs)
    decided = season(frozen, [{"d0": ballots(*[3] * 7)}] * 8, policy=STRICT)
    records = [record for one in decided for record in one.records if "encadrement" in record.cell]
    assert [record.items for record in records] == [EARLY] * 4 + [STEADY] * 4


def test_every_item_leaves_a_certificate_with_its_outcome_and_atoms() -> None:
    decided = season(roster({"a": 8}), [CALM] * 4)
    told = [(c.rule, c.question, c.atoms, c.outcome) for c in decided[3].certificates]
    assert told == [
        ("direction", "charge", (8,), "quiet"),
        ("direction", "lien", (8,), "quiet"),
        ("band", "charge", (8, 8), "released"),
        ("band", "lien", (8, 8), "released"),
        ("comments", "", (8,), "too_few"),
    ]


def test_a_certificate_is_the_same_whatever_was_answered() -> None:
    low, high = ({"a": ballots(*[value] * 6)} for value in (1, 5))
    frozen = roster({"a": 8})
    first, second = (season(frozen, [answers] * 4)[-1] for answers in (low, high))
    assert first.records != second.records
    assert first.certificates == second.certificates
