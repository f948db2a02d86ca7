"""What no answer, order or coming and going can change about what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.disclosure import bands, stats
from bot.disclosure.answers import Answers
from bot.disclosure.audit import GENESIS, Entry, chain, verify
from bot.disclosure.cells import cells
from bot.disclosure.memory import Memory
from bot.disclosure.overlap import atoms, failing_across_blocks, failing_in_round
from bot.disclosure.released import Band, Direction, Item, Number, Record, Withheld
from bot.disclosure.roster import FrozenRound, Policy, Roster, RosterPerson, RosterUnit
from bot.disclosure.rules import Decision, decide
from tests.rosters import roster

K = 5
CHANCES = st.randoms(use_true_random=True)
POLICIES = st.sampled_from([Policy(), Policy(profile="strict"), Policy(k=6)])
SETTINGS = settings(max_examples=25, deadline=None)


@st.composite
def rosters(draw: st.DrawFn) -> Roster:
    """A department of two services, small teams, a merge unit and managers among them."""
    sizes = draw(st.lists(st.integers(0, 16), min_size=3, max_size=7))
    units = [RosterUnit(id="d"), RosterUnit(id="s0", parent="d"), RosterUnit(id="s1", parent="d")]
    staff = []
    for index, size in enumerate(sizes):
        team, service = f"t{index}", f"s{draw(st.integers(0, 1))}"
        merge = draw(st.sampled_from(["", "m"]))
        units.append(RosterUnit(id=team, parent=service, merge=merge))
        staff += [RosterPerson(id=f"{team}.{n}", unit=team, eligible=n != 13) for n in range(size)]
        staff.append(RosterPerson(id=f"{team}.chief", unit=team, manages=(team,)))
    return Roster(units=tuple(units), people=tuple(staff))


def spoken(chance: Random, frozen: Roster, values: Sequence[int | None]) -> dict[str, Answers]:
    """Give each person a ballot, or none."""
    return {
        person.id: Answers(
            charge=chance.choice(values), lien=chance.choice(values), rotating=chance.choice(values)
        )
        for person in frozen.people
        if chance.random() < 0.8
    }


def group(frozen: Roster, policy: Policy, given_: dict[str, Answers]) -> dict[str, list[Answers]]:
    return {
        cell.id: [given_[person] for person in sorted(cell.members) if person in given_]
        for cell in cells(frozen, policy)
    }


def played(
    weeks: Sequence[tuple[Roster, dict[str, Answers]]], policy: Policy, chance: Random | None = None
) -> list[Decision]:
    memory, decided = Memory(), list[Decision]()
    for week, (frozen, ballots) in enumerate(weeks, start=1):
        heard = group(frozen, policy, ballots)
        if chance is not None:
            for answers in heard.values():
                chance.shuffle(answers)
        one = FrozenRound(week=week, rotating="temps", roster=frozen, policy=policy)
        decided.append(decide(memory, one, heard))
        memory = decided[-1].memory
    return decided


def shape(decided: Sequence[Decision]) -> list[list[tuple[object, ...]]]:
    """What is said or withheld of whom, and why; not what it says."""
    return [[_shape(record) for record in one.records] for one in decided]


def _shape(record: Record) -> tuple[object, ...]:
    return (record.unit, record.cell, [_kind(item) for item in record.items])


def _kind(item: Item) -> tuple[object, ...]:
    match item:
        case Withheld():
            return ("withheld", item.question, item.reason)
        case Direction() | Number() | Band():
            return (type(item).__name__, item.question)
        case _:
            return (type(item).__name__,)


def again(ballots: dict[str, Answers], chance: Random) -> dict[str, Answers]:
    """Answer everything again at random; whoever skipped a question still skips it."""

    def other(mark: int | None) -> int | None:
        return None if mark is None else chance.randint(1, 5)

    return {
        person: Answers(
            charge=other(one.charge), lien=other(one.lien), rotating=other(one.rotating)
        )
        for person, one in ballots.items()
    }


@SETTINGS
@given(frozen=rosters(), policy=POLICIES, chance=CHANCES)
def test_what_is_withheld_and_why_depends_on_membership_and_counts_only(
    frozen: Roster, policy: Policy, chance: Random
) -> None:
    weeks = [(frozen, spoken(chance, frozen, (None, 1, 2, 3, 4, 5))) for _ in range(8)]
    others = [(same, again(ballots, chance)) for same, ballots in weeks]
    first, second = played(weeks, policy), played(others, policy)
    assert shape(first) == shape(second)
    assert [one.certificates for one in first] == [one.certificates for one in second]
    assert first[-1].memory.public() == second[-1].memory.public()
    assert first[-1].memory.secrets().keys() == second[-1].memory.secrets().keys()


@SETTINGS
@given(frozen=rosters(), policy=POLICIES, chance=CHANCES)
def test_the_order_of_answers_changes_nothing(
    frozen: Roster, policy: Policy, chance: Random
) -> None:
    weeks = [(frozen, spoken(chance, frozen, (None, 1, 3, 5))) for _ in range(6)]
    assert played(weeks, policy, chance) == played(weeks, policy)


@SETTINGS
@given(frozen=rosters(), policy=POLICIES, chance=CHANCES, mark=st.integers(1, 5))
def test_one_persons_answer_never_decides_whether_something_is_said(
    frozen: Roster, policy: Policy, chance: Random, mark: int
) -> None:
    weeks = [(frozen, spoken(chance, frozen, (1, 3, 5))) for _ in range(8)]
    victim = chance.choice(frozen.people).id
    swapped = [
        (same, {**ballots, victim: replace(ballots[victim], charge=mark, lien=mark)})
        if victim in ballots
        else (same, ballots)
        for same, ballots in weeks
    ]
    assert shape(played(weeks, policy)) == shape(played(swapped, policy))


@SETTINGS
@given(frozen=rosters(), policy=POLICIES, chance=CHANCES)
def test_answers_under_the_floor_leave_no_trace_anywhere(
    frozen: Roster, policy: Policy, chance: Random
) -> None:
    weeks = [(frozen, spoken(chance, frozen, (1, 3, 5))) for _ in range(6)]
    few = {
        cell.id
        for week, (_, ballots) in enumerate(weeks)
        for cell in cells(frozen, policy)
        if week == 5 and sum(person in ballots for person in cell.members) < policy.k
    }
    before = played(weeks[:5], policy)[-1].memory
    one = FrozenRound(week=6, rotating="temps", roster=frozen, policy=policy)
    heard = group(frozen, policy, weeks[5][1])
    silent = {cell: answers for cell, answers in heard.items() if cell not in few}
    assert decide(before, one, heard) == decide(before, one, silent)


@SETTINGS
@given(frozen=rosters(), chance=CHANCES)
def test_every_team_has_a_record_every_week_that_speaks_of_both_questions(
    frozen: Roster, chance: Random
) -> None:
    for one in played([(frozen, spoken(chance, frozen, (None, 3))) for _ in range(4)], Policy()):
        told = Counter(
            unit
            for record in one.records
            if {"charge", "lien"} <= {getattr(item, "question", "") for item in record.items}
            for unit in record.cell or (record.unit,)
        )
        assert {unit.id for unit in frozen.units if unit.id.startswith("t")} <= told.keys()


@SETTINGS
@given(frozen=rosters())
def test_level_cells_never_overlap_and_hold_their_rules(frozen: Roster) -> None:
    found = [cell for cell in cells(frozen, Policy()) if cell.kind == "level"]
    assert len(set().union(*(cell.members for cell in found))) == sum(
        len(cell.members) for cell in found
    )
    homes = {person.id: person.unit for person in frozen.people}
    for cell in found:
        sizes = Counter(homes[person] for person in cell.members)
        assert len(cell.members) >= 40
        assert len(sizes) >= 3
        assert 2 * max(sizes.values()) <= len(cell.members)


MEMBERS = st.dictionaries(
    st.sampled_from("abcd"), st.frozensets(st.integers(0, 30).map(str), min_size=8), max_size=4
)


@SETTINGS
@given(bands_=MEMBERS, cut=st.integers(5, 25))
def test_after_withholding_every_atom_of_a_round_holds_k_people(
    bands_: dict[str, frozenset[str]], cut: int
) -> None:
    everyone = [str(n) for n in range(31)]
    levels = {"l": frozenset(everyone[:cut]), "m": frozenset(everyone[cut:])}
    failing = failing_in_round(levels, bands_, K)
    kept = {band: who for band, who in bands_.items() if band not in failing}
    assert min(atoms({**levels, **kept}).values()) >= K


@SETTINGS
@given(before=MEMBERS, now=MEMBERS)
def test_a_band_that_passes_shares_no_small_atom_with_the_block_before(
    before: dict[str, frozenset[str]], now: dict[str, frozenset[str]]
) -> None:
    failing = failing_across_blocks(before, now, K)
    for band in now.keys() - failing:
        for members in before.values():
            common = len(now[band] & members)
            assert common == 0 or common >= K
            if common and not any(members & now[other] for other in now.keys() - {band}):
                gone = len(members - now[band])
                assert gone == 0 or gone >= K


@SETTINGS
@given(others=st.lists(st.integers(1, 5), min_size=K - 1, max_size=14), own=st.integers(1, 5))
def test_nobodys_answer_takes_a_team_beyond_what_the_others_said(
    others: list[int], own: int
) -> None:
    without_highest, without_lowest = sorted(others)[:-1], sorted(others)[1:]
    followed = stats.middle_mean([*others, own])
    assert stats.mean(without_highest) <= followed <= stats.mean(without_lowest)


@SETTINGS
@given(answers=st.lists(st.integers(1, 4), min_size=K, max_size=14))
def test_a_whole_team_that_moves_is_seen_whole(answers: list[int]) -> None:
    assert stats.middle_mean([one + 1 for one in answers]) == stats.middle_mean(answers) + 1


@SETTINGS
@given(size=st.integers(30, 400), victim=st.integers(1, 5), colluder=st.integers(1, 5))
def test_a_number_leaves_the_whole_range_of_anybodys_answer_to_one_colluder(
    size: int, victim: int, colluder: int
) -> None:
    extremes = (stats.HIGH, stats.LOW)
    for extreme in extremes:
        unanimous = stats.published(Fraction(extreme), size)
        mixed = [extreme] * (size - 2) + [victim, colluder]
        assert stats.published(stats.mean(mixed), size) == unanimous


@SETTINGS
@given(size=st.integers(8, 40), victim=st.integers(1, 5), colluder=st.integers(1, 5))
def test_a_band_leaves_the_whole_range_of_anybodys_answer_to_one_colluder(
    size: int, victim: int, colluder: int
) -> None:
    for question in ("charge", "lien"):
        for extreme in (stats.HIGH, stats.LOW):
            unanimous = bands.word(question, Fraction(extreme), size)
            mixed = [extreme] * (size - 2) + [victim, colluder]
            assert bands.word(question, stats.mean(mixed), size) == unanimous


@SETTINGS
@given(change=st.integers(1, 16), chance=CHANCES)
def test_a_band_follows_a_change_of_people_only_when_none_or_k_of_them_changed(
    change: int, chance: Random
) -> None:
    old, new = roster({"a": 12}), roster({"a": 12 + change})
    weeks = [(old, spoken(chance, old, (3,)))] * 8 + [(new, spoken(chance, new, (3,)))] * 8
    said = [item for one in played(weeks, Policy())[8:] for item in one.records[0].items]
    assert all(change >= K for item in said if isinstance(item, Band))


@SETTINGS
@given(frozen=rosters(), policy=POLICIES, chance=CHANCES)
def test_a_season_through_stored_memories_is_the_same_and_its_log_verifies(
    frozen: Roster, policy: Policy, chance: Random
) -> None:
    weeks = [(frozen, spoken(chance, frozen, (None, 1, 4))) for _ in range(6)]
    kept = played(weeks, policy)
    memory, entries = Memory(), list[Entry]()
    for week, (_, ballots) in enumerate(weeks, start=1):
        one = FrozenRound(week=week, rotating="temps", roster=frozen, policy=policy)
        decision = decide(memory, one, group(frozen, policy, ballots))
        assert decision.records == kept[week - 1].records
        memory = Memory.recalled(decision.memory.public(), decision.memory.secrets())
        for certificate in decision.certificates:
            entries.append(chain(entries[-1].hash if entries else GENESIS, certificate))
    assert verify(entries) is None
